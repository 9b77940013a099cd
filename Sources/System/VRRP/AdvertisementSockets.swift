package import Network
package import VRRP

/// The sockets of all virtual routers, one a path, behind one descriptor.
package final class AdvertisementSockets {
  package typealias Path = AdvertisementSocket.Path

  private let poller: Poller
  private let room = PacketRoom()
  private var sockets: [Path: AdvertisementSocket] = [:]
  private var paths: [UInt64: Path] = [:]
  private var nextToken: UInt64 = 0

  package init() throws(SystemError) { poller = try Poller(capacity: 256) }

  /// Readable while a packet waits on any of them.
  package var descriptor: CInt { poller.descriptor }

  /// Opens what is wanted and not open, each as a member of its groups, and closes what is open and
  /// not wanted; those that stay lose no packet. Answers those that could not be opened, or could not
  /// join all of their groups: they are tried again by the next call.
  package func open(_ wanted: [Path: Set<Address>]) -> [Path: SystemError] {
    for (token, path) in paths where wanted[path] == nil {
      paths[token] = nil
      sockets[path] = nil
    }
    var failures: [Path: SystemError] = [:]
    for (path, groups) in wanted {
      do throws(SystemError) {
        try socket(for: path).join(groups)
      } catch {
        failures[path] = error
      }
    }
    return failures
  }

  private func socket(for path: Path) throws(SystemError) -> AdvertisementSocket {
    if let socket = sockets[path] { return socket }
    let socket = try AdvertisementSocket(path, room: room)
    try poller.add(socket.descriptor, for: .readable, token: nextToken)
    sockets[path] = socket
    paths[nextToken] = path
    nextToken += 1
    return socket
  }

  /// Has the kernel drop what comes to that path for other virtual routers; nil: nothing.
  package func keep(_ routers: Set<UInt8>?, on path: Path) { sockets[path]?.keep(routers) }

  /// Sends at once or not at all. ENOTCONN: that path is not open.
  package func send(
    _ packet: OutgoingPacket, from source: Address, on path: Path
  ) -> SystemError? {
    guard let socket = sockets[path] else { return SystemError("send an advertisement", 107) }
    return socket.send(packet, from: source)
  }

  /// At most so many packets of each socket that has some, so that no neighbour fills a turn; what is
  /// left keeps the descriptor readable. A socket that fails is closed, and told.
  package func receive(
    atMost limit: Int = 64, failed: (Path, SystemError) -> Void
  ) throws(SystemError) -> [(path: Path, arrivals: [AdvertisementSocket.Arrival])] {
    var heard: [(path: Path, arrivals: [AdvertisementSocket.Arrival])] = []
    for ready in try poller.waitingNow() {
      guard let path = paths[ready.token], let socket = sockets[path] else { continue }
      do throws(SystemError) {
        heard.append((path, try socket.receive(atMost: limit)))
      } catch {
        paths[ready.token] = nil
        sockets[path] = nil
        failed(path, error)
      }
    }
    return heard
  }
}
