import CLinux
import Glibc
package import VRRP

/// Sends frames that tell a segment where an address is: gratuitous ARP, unsolicited neighbour
/// advertisements, and VRRP's own from a virtual router's hardware address; whole Ethernet frames, so
/// that neither an address's state nor the routes nor a packet filter stands between.
package final class AnnouncementSocket {
  private let socket: Descriptor

  /// Throws EPERM without CAP_NET_RAW.
  package init() throws(SystemError) {
    let kind = CInt(CLINUX_RAW | CLINUX_NONBLOCK)
    // Protocol 0: it receives nothing.
    let socket = try Descriptor("packet socket", Glibc.socket(AF_PACKET, kind, 0))
    setOption(of: socket.number, SOL_SOCKET, SO_PRIORITY, CInt(6))
    // A thousand addresses at once, five rounds.
    if !setOption(of: socket.number, SOL_SOCKET, SO_SNDBUFFORCE, CInt(8 << 20)) {
      setOption(of: socket.number, SOL_SOCKET, SO_SNDBUF, CInt(8 << 20))
    }
    self.socket = consume socket
  }

  /// `interface`: its index. ENXIO or ENODEV: it is gone; ENETDOWN: it is down; ENOBUFS or EAGAIN: too
  /// many frames wait, try again later.
  package func send(_ announcement: GratuitousARP, on interface: UInt32) -> SystemError? {
    send(frame: announcement.bytes, on: interface)
  }

  package func send(_ announcement: NeighborAdvertisement, on interface: UInt32) -> SystemError? {
    send(frame: announcement.bytes, on: interface)
  }

  package func send(_ advertisement: AdvertisementFrame, on interface: UInt32) -> SystemError? {
    send(frame: advertisement.bytes, on: interface)
  }

  /// A whole Ethernet frame.
  package func send(frame: [UInt8], on interface: UInt32) -> SystemError? {
    let count = clinux_send_frame(socket.number, frame, frame.count, interface)
    return count >= 0 ? nil : SystemError("announce on interface \(interface)")
  }
}
