internal import Network

/// An IPv4 header (RFC 791 §3.1), written for raw sockets that include it and read from those that
/// show it. Options are skipped on reading and never written.
///
/// ```
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |Version|  IHL  |Type of Service|          Total Length         |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |         Identification        |Flags|      Fragment Offset    |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |  Time to Live |    Protocol   |         Header Checksum       |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                       Source Address                          |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                    Destination Address                        |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
package struct IPv4Header: Codable, Hashable, Sendable {
  /// 0xc0 is network control (RFC 791 §3.1), as keepalived and routers send it.
  package var typeOfService: UInt8
  package var identification: UInt16
  package var timeToLive: UInt8
  /// 112 is VRRP, 51 the authentication header.
  package var transport: UInt8
  package var source: UInt32
  package var destination: UInt32

  package init(
    typeOfService: UInt8 = 0xc0, identification: UInt16, timeToLive: UInt8, transport: UInt8,
    source: UInt32, destination: UInt32
  ) {
    self.typeOfService = typeOfService
    self.identification = identification
    self.timeToLive = timeToLive
    self.transport = transport
    self.source = source
    self.destination = destination
  }

  /// Twenty bytes, without options and flags. The kernel fills in what is zero of the checksum.
  package func bytes(payload length: Int) -> [UInt8] {
    var bytes: [UInt8] = [0x45, typeOfService]
    bytes += networkOrder(UInt16(clamping: length + 20))
    bytes += networkOrder(identification)
    bytes += [0, 0, timeToLive, transport, 0, 0]
    bytes += networkOrder(source) + networkOrder(destination)
    bytes.replaceSubrange(10..<12, with: networkOrder(checksum(of: bytes)))
    return bytes
  }

  /// The header and where in `bytes` stands what it carries, cut to the total length: what follows is
  /// Ethernet's padding.
  package static func read(
    _ bytes: ArraySlice<UInt8>
  ) throws(Rejection) -> (header: IPv4Header, payload: Range<Int>) {
    guard bytes.count >= 20 else { throw .length(bytes.count, needed: 20) }
    let (header, length, total) = bytes.withUnsafeBytes { fields(of: $0) }
    guard bytes[bytes.startIndex] >> 4 == 4, length >= 20, total >= length else { throw .header }
    guard bytes.count >= total else { throw .length(bytes.count, needed: total) }
    return (header, (bytes.startIndex + length)..<(bytes.startIndex + total))
  }

  /// Of at least twenty bytes, unchecked: the header, its length and the packet's.
  private static func fields(
    of bytes: UnsafeRawBufferPointer
  ) -> (header: IPv4Header, length: Int, total: Int) {
    func word(_ offset: Int) -> UInt32 {
      UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
    func half(_ offset: Int) -> UInt16 {
      UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }
    let header = IPv4Header(
      typeOfService: bytes[1], identification: half(4), timeToLive: bytes[8], transport: bytes[9],
      source: word(12), destination: word(16))
    return (header, Int(bytes[0] & 0xf) * 4, Int(half(2)))
  }
}
