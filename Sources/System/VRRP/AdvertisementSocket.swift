import CLinux
import Glibc
package import Network
package import VRRP

/// A raw socket for VRRP on one interface and in one family: multicast and unicast, both ways. Made
/// anew when the interface comes again, which then has another index.
package final class AdvertisementSocket {
  /// Where a socket listens, and from where it speaks.
  package struct Path: Hashable, Sendable {
    package var family: Family
    /// The interface's index; 0: every interface, for unicast without one.
    package var interface: UInt32
    /// 112; or 51 if peers' messages follow an authentication header.
    package var transport: UInt8

    package init(
      _ family: Family, on interface: UInt32, transport: UInt8 = Advertisement.transport
    ) {
      self.family = family
      self.interface = interface
      self.transport = transport
    }
  }

  /// A packet that came.
  package struct Arrival: Sendable {
    /// The packet, or why its headers cannot be read. Its source tells whether it is our own.
    package var packet: Result<ReceivedPacket, Rejection>
    /// The index of the interface where it came in.
    package var interface: UInt32
  }

  package let path: Path
  private let socket: Descriptor
  /// Those that it takes part in: that of all VRRP routers (RFC 9568 §5.1.1.2, §5.1.2.2), or others.
  private var groups: Set<Address> = []
  private let room: PacketRoom

  /// Throws EPERM without CAP_NET_RAW, ENODEV if there is no such interface. `room` may be shared.
  package init(
    _ path: Path, receiveBuffer: CInt = 1 << 20, room: PacketRoom = PacketRoom()
  ) throws(SystemError) {
    let kind = CInt(CLINUX_RAW | CLINUX_NONBLOCK)
    let socket = try Descriptor(
      "raw socket", Glibc.socket(path.family.domain, kind, CInt(path.transport)))
    try AdvertisementSocket.prepare(socket.number, path)
    // The kernel's own traffic-control queues send this before all else (RFC 2474: CS6).
    setOption(of: socket.number, SOL_SOCKET, SO_PRIORITY, CInt(6))
    _ = enlargeBuffers(of: socket.number, receive: receiveBuffer)
    self.path = path
    self.room = room
    self.socket = consume socket
  }

  /// Readable while a packet waits.
  package var descriptor: CInt { socket.number }

  private static func prepare(_ number: CInt, _ path: Path) throws(SystemError) {
    switch path.family {
    case .ipv4:
      let level = CInt(IPPROTO_IP)
      try require("IP_HDRINCL", setOption(of: number, level, IP_HDRINCL, CInt(1)))
      try require("IP_PKTINFO", setOption(of: number, level, IP_PKTINFO, CInt(1)))
      try require("IP_MULTICAST_LOOP", setOption(of: number, level, IP_MULTICAST_LOOP, CInt(0)))
      // Groups that other programs have joined are none of ours.
      setOption(of: number, level, IP_MULTICAST_ALL, CInt(0))
    case .ipv6:
      let level = CInt(IPPROTO_IPV6)
      try require("IPV6_RECVPKTINFO", setOption(of: number, level, IPV6_RECVPKTINFO, CInt(1)))
      try require("IPV6_RECVHOPLIMIT", setOption(of: number, level, IPV6_RECVHOPLIMIT, CInt(1)))
      try require("IPV6_MULTICAST_LOOP", setOption(of: number, level, IPV6_MULTICAST_LOOP, CInt(0)))
      try require("IPV6_TCLASS", setOption(of: number, level, IPV6_TCLASS, CInt(0xc0)))
      // IPV6_FREEBIND, since Linux 4.15: a farewell is sent from an address that has just gone.
      setOption(of: number, level, 78, CInt(1))
      // IPV6_MULTICAST_ALL, since Linux 4.20.
      setOption(of: number, level, 29, CInt(0))
    }
    guard path.interface != 0 else { return }
    try require(
      "SO_BINDTOIFINDEX", bind(number, to: path.interface))
    try require(
      "multicast interface",
      clinux_multicast_interface(number, path.family.domain, path.interface) == 0)
  }

  /// Takes part in these groups and in no others; the packets that wait stay. Throws for one that
  /// could not be joined, which the next call tries again.
  package func join(_ wanted: Set<Address>) throws(SystemError) {
    for group in groups.subtracting(wanted) {
      _ = change(group, joins: false)
      groups.remove(group)
    }
    for group in wanted.subtracting(groups) {
      try Self.require("join \(group)", change(group, joins: true))
      groups.insert(group)
    }
  }

  /// Has the kernel drop the packets of all other virtual routers; nil: of none. False if it
  /// refuses.
  @discardableResult
  package func keep(_ routers: Set<UInt8>?) -> Bool {
    guard let routers else { return clinux_keep_all(socket.number) == 0 }
    let wanted = (0...255).map { UInt8(routers.contains($0) ? 1 : 0) }
    return clinux_keep_virtual_routers(
      socket.number, path.family.domain, CInt(path.transport), wanted) == 0
  }

  private func change(_ group: Address, joins: Bool) -> Bool {
    let bytes = group.bytes
    return clinux_member(socket.number, joins ? 1 : 0, bytes, bytes.count, path.interface) == 0
  }

  private static func require(_ call: String, _ succeeded: Bool) throws(SystemError) {
    guard succeeded else { throw SystemError(call) }
  }

  /// SO_BINDTOIFINDEX, or before Linux 5.1 the name.
  private static func bind(_ number: CInt, to interface: UInt32) -> Bool {
    if setOption(of: number, SOL_SOCKET, SO_BINDTOIFINDEX, CInt(clamping: interface)) {
      return true
    }
    guard errno == ENOPROTOOPT else { return false }
    var name = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
    guard if_indextoname(interface, &name) != nil else { return false }
    return setsockopt(number, SOL_SOCKET, SO_BINDTODEVICE, name, socklen_t(name.count)) == 0
  }

  // MARK: Sending

  /// Sends at once or not at all. `source` is told to the kernel over IPv6; over IPv4 the packet has
  /// it.
  package func send(_ packet: OutgoingPacket, from source: Address) -> SystemError? {
    let count =
      switch packet.destination {
      case .v4(let bits):
        clinux_send_ipv4(
          socket.number, packet.bytes, packet.bytes.count, bits.bigEndian,
          packet.destination.isMulticast ? 1 : 0)
      case .v6:
        clinux_send_ipv6(
          socket.number, packet.bytes, packet.bytes.count, packet.destination.bytes,
          source.bytes, path.interface, CInt(packet.hopLimit))
      }
    return count >= 0 ? nil : SystemError("send an advertisement to \(packet.destination)")
  }

  // MARK: Receiving

  /// At most so many packets that wait; the others are left, and the descriptor stays readable.
  package func receive(atMost limit: Int = 64) throws(SystemError) -> [Arrival] {
    var arrivals: [Arrival] = []
    while arrivals.count < limit {
      let count = room.receive(from: socket.number, atMost: limit - arrivals.count)
      guard count >= 0 else {
        switch errno {
        case EAGAIN: return arrivals
        // ENETDOWN is told once when the interface goes down; the socket lives on.
        case EINTR, ENETDOWN, ENOBUFS: continue
        default: throw SystemError("receive an advertisement")
        }
      }
      for place in 0..<count { arrivals.append(read(room[place], room.arrivals[place])) }
      // Fewer than there was room for: no more wait.
      if count < PacketRoom.packets { break }
    }
    return arrivals
  }

  private func read(_ bytes: ArraySlice<UInt8>, _ arrival: clinux_arrival) -> Arrival {
    let packet: Result<ReceivedPacket, Rejection>
    switch path.family {
    case .ipv4:
      packet = Result { () throws(Rejection) in try ReceivedPacket(slice: bytes) }
    case .ipv6:
      packet = .success(
        ReceivedPacket(
          ipv6: bytes, source: address(arrival.source), destination: address(arrival.destination),
          hopLimit: UInt8(exactly: arrival.hop_limit)))
    }
    return Arrival(packet: packet, interface: arrival.interface)
  }

  /// Sixteen bytes, which C's arrays come as.
  private func address<Bytes: BitwiseCopyable>(_ bytes: Bytes) -> Address {
    withUnsafeBytes(of: bytes) { Address(bytes: $0) } ?? .v6(0)
  }
}

/// Where packets are received, several with one call.
package final class PacketRoom {
  static let packets = 32
  /// The longest advertisement: 255 addresses of IPv6.
  private static let size = 4352

  fileprivate var arrivals = [clinux_arrival](repeating: clinux_arrival(), count: packets)
  private var bytes = [UInt8](repeating: 0, count: packets * size)

  package init() {}

  /// How many have come, or -1 with errno.
  fileprivate func receive(from socket: CInt, atMost limit: Int) -> Int {
    bytes.withUnsafeMutableBytes { bytes in
      arrivals.withUnsafeMutableBufferPointer { arrivals in
        Int(
          clinux_receive_packets(
            socket, bytes.baseAddress, Self.size, arrivals.baseAddress,
            UInt32(clamping: min(limit, Self.packets))))
      }
    }
  }

  fileprivate subscript(place: Int) -> ArraySlice<UInt8> {
    let start = place * Self.size
    return bytes[start..<(start + min(arrivals[place].length, Self.size))]
  }
}
