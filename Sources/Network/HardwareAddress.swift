/// An Ethernet address: 48 bits, in host order.
package struct HardwareAddress: Codable, Hashable, Sendable {
  private let bits: UInt64

  /// `ff:ff:ff:ff:ff:ff`.
  package static let broadcast = HardwareAddress(bits: 0xffff_ffff_ffff)
  /// `00:00:00:00:00:00`: an address that is not known yet.
  package static let zero = HardwareAddress(bits: 0)

  private init(bits: UInt64) { self.bits = bits }

  /// nil unless there are six bytes.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 6 else { return nil }
    bits = bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The address of a virtual router: 00-00-5E-00-01-{VRID} for IPv4, 00-00-5E-00-02-{VRID} for
  /// IPv6 (RFC 9568 §7.3).
  package static func virtualRouter(_ identifier: UInt8, _ family: Family) -> HardwareAddress {
    let block: UInt64 =
      switch family {
      case .ipv4: 0x0000_5e00_0100
      case .ipv6: 0x0000_5e00_0200
      }
    return HardwareAddress(bits: block | UInt64(identifier))
  }

  /// Where IPv4 multicast goes: 01-00-5E and the group's low 23 bits (RFC 1112 §6.4); IPv6: 33-33
  /// and its low 32 (RFC 2464 §7).
  package static func multicast(_ group: Address) -> HardwareAddress {
    switch group {
    case .v4(let bits): HardwareAddress(bits: 0x0100_5e00_0000 | UInt64(bits & 0x7f_ffff))
    case .v6(let bits): HardwareAddress(bits: 0x3333_0000_0000 | UInt64(bits.number & 0xffff_ffff))
    }
  }

  /// Six bytes, as they are sent.
  package var bytes: [UInt8] { Array(networkOrder(bits).dropFirst(2)) }
}

extension HardwareAddress: LosslessStringConvertible {
  /// `00:00:5e:00:01:33`; six pairs of hexadecimal digits, nothing else.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    var bytes: [UInt8] = []
    for part in parts {
      guard part.utf8.count == 2, part.first?.isHexDigit == true,
        let byte = UInt8(part, radix: 16)
      else { return nil }
      bytes.append(byte)
    }
    self.init(bytes: bytes)
  }

  package var description: String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
  }
}
