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

  /// The header and what it carries, cut to the total length: what follows is Ethernet's padding.
  package static func read(
    _ bytes: some Collection<UInt8>
  ) throws(Rejection) -> (header: IPv4Header, payload: ArraySlice<UInt8>) {
    var reader = Reader(bytes)
    guard let head = reader.integer(UInt8.self), let service = reader.integer(UInt8.self),
      let total = reader.integer(UInt16.self), let identification = reader.integer(UInt16.self),
      reader.integer(UInt16.self) != nil, let timeToLive = reader.integer(UInt8.self),
      let transport = reader.integer(UInt8.self), reader.integer(UInt16.self) != nil,
      let source = reader.integer(UInt32.self), let destination = reader.integer(UInt32.self)
    else { throw .length(bytes.count, needed: 20) }
    let length = Int(head & 0xf) * 4
    guard head >> 4 == 4, length >= 20, Int(total) >= length else { throw .header }
    guard bytes.count >= Int(total), reader.bytes(length - 20) != nil else {
      throw .length(bytes.count, needed: Int(total))
    }
    let header = IPv4Header(
      typeOfService: service, identification: identification, timeToLive: timeToLive,
      transport: transport, source: source, destination: destination)
    return (header, reader.rest.prefix(Int(total) - length))
  }
}
