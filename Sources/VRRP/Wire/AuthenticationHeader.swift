internal import Digests
internal import Network

/// The IP authentication header (RFC 2402 §2) with HMAC-MD5-96 (RFC 2403), as RFC 2338 §5.3.6 has it
/// for authentication type 2.
///
/// ```
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// | Next Header   |  Payload Len  |          RESERVED             |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                 Security Parameters Index (SPI)               |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                    Sequence Number Field                      |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// +                Authentication Data, 12                        +
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
package struct AuthenticationHeader: Codable, Hashable, Sendable {
  /// The sender's IPv4 address, as keepalived has it.
  package var parametersIndex: UInt32
  /// Grows by one a packet.
  package var sequence: UInt32
  /// Twelve bytes.
  package var tag: [UInt8]

  package static let transport: UInt8 = 51
  package static let length = 24

  package var bytes: [UInt8] {
    [Advertisement.transport, 4, 0, 0] + networkOrder(parametersIndex) + networkOrder(sequence)
      + tag
  }

  /// The header and what follows it.
  package static func read(
    _ bytes: some Collection<UInt8>
  ) throws(Rejection) -> (header: AuthenticationHeader, payload: ArraySlice<UInt8>) {
    var reader = Reader(bytes)
    guard let next = reader.integer(UInt8.self), let words = reader.integer(UInt8.self),
      reader.integer(UInt16.self) != nil, let index = reader.integer(UInt32.self),
      let sequence = reader.integer(UInt32.self), let tag = reader.bytes(12)
    else { throw .length(bytes.count, needed: length) }
    guard next == Advertisement.transport, words == 4 else { throw .header }
    let header = AuthenticationHeader(
      parametersIndex: index, sequence: sequence, tag: Array(tag))
    return (header, reader.rest)
  }

  /// A header that signs `message`, to be sent after `ip`.
  static func signing(
    _ message: [UInt8], after ip: IPv4Header, key: Password, sequence: UInt32
  ) -> AuthenticationHeader {
    var header = AuthenticationHeader(
      parametersIndex: ip.source, sequence: sequence, tag: [UInt8](repeating: 0, count: 12))
    header.tag = header.tag(of: message, after: ip, key: key)
    return header
  }

  /// True if the tag is that of `message` after `ip` under `key`.
  func verifies(_ message: some Sequence<UInt8>, after ip: IPv4Header, key: Password) -> Bool {
    isSame(tag, tag(of: Array(message), after: ip, key: key))
  }

  /// What RFC 2402 §3.3.3.1 calls mutable is zero: type of service, flags and offset, checksum. The
  /// TTL is not, since it arrives as it was sent; keepalived counts it as it is.
  private func tag(of message: [UInt8], after ip: IPv4Header, key: Password) -> [UInt8] {
    var immutable = ip
    immutable.typeOfService = 0
    var bytes = immutable.bytes(payload: AuthenticationHeader.length + message.count)
    bytes.replaceSubrange(10..<12, with: [0, 0])
    var unsigned = self
    unsigned.tag = [UInt8](repeating: 0, count: 12)
    bytes += unsigned.bytes + message
    return Array(HashFunction.md5.authenticationCode(of: bytes, key: Array(key.bytes)).prefix(12))
  }
}
