import CLinux
import Glibc
package import Network

/// The control socket: lines from clients, and lines back. It never waits for anyone: a client has
/// one answer under way at a time, and one that does not read it is dropped.
package final class ControlSocket {
  /// Names a client for as long as it is connected; never used again.
  package struct ClientIdentifier: Hashable, Sendable {
    fileprivate let number: UInt64
  }

  /// A line that a client has sent, without its end.
  package struct Line: Hashable, Sendable {
    package let client: ClientIdentifier
    package let bytes: [UInt8]
    /// Who sent it (SO_PEERCRED), if that can be told.
    package let user: UInt32?
  }

  /// What clients may cost.
  package struct Bounds: Sendable {
    package var clients = 32
    /// The longest line, in bytes; a client that sends a longer one is dropped.
    package var line = 64 * 1024
    /// How long a client may take for its first line, and may leave an answer unread.
    package var patience = Duration.seconds(10)
    /// How long nobody is let in when no descriptor is left, and how old a connection is before it
    /// may have to make room.
    package var pause = Duration.seconds(1)

    package init() {}
  }

  private let poller: Poller
  private let listener: ControlListener
  private let bounds: Bounds
  private var clients: [UInt64: ControlClient] = [:]
  private var nextToken: UInt64 = 1
  /// When new clients are let in again; nil: they are.
  private var opensAt: Instant?

  /// Listens at `control.sock` in `directory`, mode 0600. A socket that nobody answers at is
  /// replaced.
  package init(
    directory: String, bounds: Bounds = Bounds()
  ) throws(ControlSocketError) {
    let listener = try ControlListener(directory: directory)
    do throws(SystemError) {
      let poller = try Poller(capacity: 64)
      try poller.add(listener.descriptor.number, for: .readable, token: 0)
      self.poller = poller
    } catch {
      throw .failed(error)
    }
    self.listener = listener
    self.bounds = bounds
  }

  /// Where it listens.
  package var path: String { listener.path }

  /// Readable while a client wants something.
  package var descriptor: CInt { poller.descriptor }

  /// When `advance` is due though nothing is readable.
  package var deadline: Instant? {
    let clients = clients.values.compactMap { limit(of: $0) }.min()
    return [clients, opensAt].compactMap(\.self).min()
  }

  /// Takes new clients, writes what waits, and gives the lines that have come: at most one of each
  /// client.
  package func advance(at now: Instant) -> [Line] {
    for client in clients.values {
      if let limit = limit(of: client), limit <= now { drop(client) }
    }
    if let opensAt, opensAt <= now { watchListener(true) }
    var lines: [Line] = []
    for readiness in (try? poller.waitingNow()) ?? [] {
      if readiness.token == 0 {
        accept(at: now)
      } else if let client = clients[readiness.token] {
        if let line = serve(client, readiness.events, at: now) { lines.append(line) }
      }
    }
    return lines
  }

  /// Answers a client; nothing if it has gone.
  package func send(_ bytes: [UInt8], to client: ClientIdentifier, at now: Instant) {
    guard let place = clients[client.number] else { return }
    place.queue(bytes, at: now)
    flush(place)
  }

  /// When a client is dropped unless it says or reads something; nil: it is waited for.
  private func limit(of client: ControlClient) -> Instant? {
    let since = client.unreadSince ?? (client.hasSaidNothing ? client.quietSince : nil)
    return since.map { $0 + bounds.patience }
  }

  private func accept(at now: Instant) {
    // A few a turn: the others stay in the kernel's queue.
    for _ in 0..<8 {
      let number = clinux_accept(listener.descriptor.number)
      guard number >= 0 else {
        // The client stays in the kernel's queue, which would tell of it without end.
        if errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS {
          watchListener(false)
          opensAt = now + bounds.pause
        }
        return
      }
      if clients.count >= bounds.clients { dropQuietest(at: now) }
      let client = ControlClient(Descriptor(owning: number), token: nextToken, at: now)
      guard clients.count < bounds.clients,
        (try? poller.add(number, for: .readable, token: nextToken)) != nil
      else { continue }
      clients[nextToken] = client
      nextToken += 1
    }
  }

  private func serve(
    _ client: ControlClient, _ events: Poller.Interest, at now: Instant
  ) -> Line? {
    if client.isUnread {
      flush(client)
      return nil
    }
    switch client.nextLine(longest: bounds.line) {
    case .line(let bytes):
      return Line(
        client: ClientIdentifier(number: client.token), bytes: bytes, user: client.user)
    case .nothing:
      // Only its writing side may be closed: an answer that it waits for is still sent.
      if events.contains(.hangup) || events.contains(.failed) { drop(client) }
    case .ended:
      if client.isAnswered || events.contains(.hangup) {
        drop(client)
      } else {
        client.hasEnded = true
        watch(client)
      }
    case .failed: drop(client)
    }
    return nil
  }

  private func flush(_ client: ControlClient) {
    guard client.write(), !(client.hasEnded && client.isAnswered) else { return drop(client) }
    watch(client)
  }

  /// Nothing is read while an answer is under way: who asks faster than he reads waits.
  private func watch(_ client: ControlClient) {
    let interest: Poller.Interest =
      client.isUnread ? .writable : client.hasEnded ? [] : .readable
    try? poller.modify(client.descriptor.number, for: interest, token: client.token)
  }

  /// Makes room: whoever has asked nothing for longest goes, but nobody who waits for an answer or
  /// has only just come.
  private func dropQuietest(at now: Instant) {
    let idle = clients.values.filter { $0.isAnswered && $0.quietSince + bounds.pause <= now }
    if let quietest = idle.min(by: { $0.quietSince < $1.quietSince }) { drop(quietest) }
  }

  private func watchListener(_ isWatched: Bool) {
    opensAt = nil
    try? poller.modify(
      listener.descriptor.number, for: isWatched ? .readable : [], token: 0)
  }

  private func drop(_ client: ControlClient) { clients[client.token] = nil }
}
