import Glibc
import Network
import Synchronization
import System

/// A server that plays one script a connection, on a thread of its own, and ends with the scripts.
final class ScriptedServer: Sendable {
  enum Step: Sendable {
    /// Reads until the peer has sent this.
    case expect(String)
    case send(String)
    /// Sends this again and again, with a pause between, until the peer goes away.
    case drip(String)
    /// Closes with unread bytes and SO_LINGER 0: the peer sees a reset.
    case reset
    /// Waits until the peer has closed.
    case hold
  }

  let endpoint: Endpoint
  private let received = Mutex<[String]>([])
  private let listener: Listener

  init(_ scripts: [Step]...) throws {
    let listener = try Listener()
    endpoint = listener.endpoint
    self.listener = listener
    play(scripts)
  }

  /// What each connection's peer has sent, as far as it was read.
  var requests: [String] { received.withLock { $0 } }

  private func play(_ scripts: [[Step]]) {
    let box = Unmanaged.passRetained(Play(server: self, scripts: scripts)).toOpaque()
    var thread = pthread_t()
    pthread_create(&thread, nil, run, box)
    pthread_detach(thread)
  }

  fileprivate final class Play: Sendable {
    let server: ScriptedServer
    let scripts: [[Step]]
    init(server: ScriptedServer, scripts: [[Step]]) {
      self.server = server
      self.scripts = scripts
    }
  }

  fileprivate func serve(_ scripts: [[Step]]) {
    for script in scripts {
      let number = accept(listener.socket.number, nil, nil)
      guard number >= 0 else { return }
      let connection = Descriptor(owning: number)
      // A test that went wrong must not leave a thread behind for ever.
      var limit = timeval(tv_sec: 10, tv_usec: 0)
      setsockopt(
        number, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
      received.withLock { $0.append("") }
      for step in script { perform(step, connection.number) }
    }
  }

  private func perform(_ step: Step, _ connection: CInt) {
    switch step {
    case .expect(let text): read(connection, until: { $0.contains(text) })
    case .send(let text): _ = write(connection, text)
    case .drip(let text):
      for _ in 0..<5000 where write(connection, text) { usleep(2000) }
    case .reset:
      var linger = linger(l_onoff: 1, l_linger: 0)
      setsockopt(
        connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    case .hold: read(connection, until: { _ in false })
    }
  }

  private func write(_ connection: CInt, _ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return send(connection, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count
  }

  private func read(_ connection: CInt, until isEnough: (String) -> Bool) {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return }
      let text = String(decoding: buffer.prefix(count), as: UTF8.self)
      let all = received.withLock { requests in
        requests[requests.count - 1] += text
        return requests[requests.count - 1]
      }
      if isEnough(all) { return }
    }
  }
}

private func run(_ box: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let box else { return nil }
  let play = Unmanaged<ScriptedServer.Play>.fromOpaque(box).takeRetainedValue()
  play.server.serve(play.scripts)
  return nil
}
