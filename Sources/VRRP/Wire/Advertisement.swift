package import Network

/// A VRRP ADVERTISEMENT, as values. Version 3 (RFC 9568 §5.1), for IPv4 and IPv6:
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |Version| Type  | Virtual Rtr ID|   Priority    |IPvX Addr Count|
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |Reserve| Max Advertise Interval|          Checksum             |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// +                       IPvX Address(es)                        +
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
///
/// Version 2 (RFC 3768 §5.1), for IPv4:
///
/// ```
/// |Version| Type  | Virtual Rtr ID|   Priority    | Count IP Addrs|
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |   Auth Type   |   Adver Int   |          Checksum             |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                         IP Address (1 … n)                    |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                     Authentication Data, 8                    |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
package struct Advertisement: Hashable, Sendable {
  package enum Version: UInt8, Codable, Hashable, Sendable {
    case two = 2
    case three = 3
  }

  package var version: Version
  /// 1…255. Zero is carried, so that it can be refused with its reason.
  package var virtualRouter: UInt8
  /// 0: the sender lets go; 255: it owns the addresses; 1…254 else.
  package var priority: UInt8
  /// Whole seconds to 255 in version 2, whole centiseconds to 40.95 s in version 3.
  package var interval: Duration
  /// At most 255, of the family that carries the message.
  package var addresses: [Address]
  /// Version 2's authentication; version 3 has none.
  package var authentication: Authentication

  package init(
    version: Version, virtualRouter: UInt8, priority: UInt8, interval: Duration,
    addresses: [Address], authentication: Authentication = .none
  ) {
    self.version = version
    self.virtualRouter = virtualRouter
    self.priority = priority
    self.interval = interval
    self.addresses = addresses
    self.authentication = authentication
  }

  /// RFC 2338 §5.3.6, which RFC 3768 §5.3.6 reserves.
  package enum Authentication: Hashable, Sendable {
    case none
    /// Type 1: eight bytes in clear.
    case password(Password)
    /// Type 2: the message follows an IP authentication header.
    case header

    var type: UInt8 {
      switch self {
      case .none: 0
      case .password: 1
      case .header: 2
      }
    }
  }

  /// IANA's number for VRRP.
  package static let transport: UInt8 = 112
  /// RFC 9568 §5.1.1.2 and §5.1.2.2.
  package static func group(_ family: Family) -> Address {
    switch family {
    case .ipv4: .v4(0xe000_0012)
    case .ipv6: .v6(IPv6Bits(0xff02 << 112 | 0x12))
    }
  }
}

/// Version 2's eight bytes of authentication data, filled up with zero.
package struct Password: Codable, Hashable, Sendable {
  package let bytes: [UInt8]

  /// Takes the first eight bytes, as keepalived's `auth_pass` does.
  package init(_ text: some Sequence<UInt8>) {
    let bytes = Array(text.prefix(8))
    self.bytes = bytes + [UInt8](repeating: 0, count: 8 - bytes.count)
  }

  /// In a time that does not tell how many bytes agree.
  func matches(_ other: Password) -> Bool { isSame(bytes, other.bytes) }
}

/// Compares in a time that depends on the length alone.
func isSame(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
  left.count == right.count && zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
}

/// What an IPv4 version 3 checksum covers. RFC 9568 §5.2.8 reads as the message only; RFC 5798's
/// wording and what is deployed include the pseudo-header.
package enum ChecksumForm: Codable, Hashable, Sendable, CaseIterable {
  case pseudoHeader
  case messageOnly
}
