import CCurl
import Glibc
import Health
import Network

/// libcurl's multi interface: many transfers over connections that are watched elsewhere.
final class Transfers {
  private let multi: UnsafeMutableRawPointer
  /// By handle: what libcurl names when a transfer has ended.
  private var active: [UnsafeMutableRawPointer: Transfer] = [:]
  private var now = Instant(nanoseconds: 0)
  private var isDue = false
  private var timer: Instant?

  init() throws(SystemError) {
    guard Transfer.isReady, let multi = curl_multi_init() else {
      throw SystemError("curl_multi_init", ENOMEM)
    }
    self.multi = multi
    let client = Unmanaged.passUnretained(self).toOpaque()
    ccurl_multi_set_callbacks(multi, socketWanted, timerSet, client)
    ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
  }

  deinit {
    for transfer in active.values { curl_multi_remove_handle(multi, transfer.easy) }
    curl_multi_cleanup(multi)
  }

  /// When libcurl wants to be asked again.
  var deadline: Instant? { isDue ? now : timer }

  /// Begins to fetch a page over `socket`, which is connected. It moves at the next `turn`; nil
  /// if libcurl has no memory for it.
  func begin(
    _ page: HTTPProbe.Page, of probe: HTTPProbe, at destination: Endpoint, for token: UInt64,
    over socket: CInt
  ) -> Transfer? {
    begin(for: token, over: socket) { transfer in
      transfer.set(probe.tls, at: destination)
      transfer.ask(for: page, of: probe, at: destination)
      transfer.expect(page)
      // A conversation's connection must outlive what libcurl takes for its end; a page's need not.
      transfer.set(CURLOPT_FORBID_REUSE, 1)
    }
  }

  /// Begins TLS over `socket`, which is connected, for a conversation of ours.
  func secure(
    _ tls: TLS, at destination: Endpoint, for token: UInt64, over socket: CInt
  ) -> Transfer? {
    begin(for: token, over: socket) { transfer in
      transfer.set(tls, at: destination)
      transfer.set(CURLOPT_CONNECT_ONLY, 1)
    }
  }

  private func begin(
    for token: UInt64, over socket: CInt, _ prepare: (Transfer) -> Void
  ) -> Transfer? {
    // What one server's settings left in a handle must not meet another: no handle is used again.
    guard let transfer = Transfer() else { return nil }
    prepare(transfer)
    transfer.begin(for: token, over: socket)
    active[transfer.easy] = transfer
    guard curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else {
      active[transfer.easy] = nil
      return nil
    }
    return transfer
  }

  /// Moves a transfer whose connection is ready. An error shows itself when it is read.
  func move(_ transfer: Transfer) {
    var running: CInt = 0
    curl_multi_socket_action(multi, transfer.socket, CURL_CSELECT_IN | CURL_CSELECT_OUT, &running)
  }

  /// Moves those that have just begun or whose time has come, and answers those that have ended.
  func turn(at now: Instant) -> [(transfer: Transfer, code: CURLcode)] {
    self.now = now
    if let timer, timer <= now { isDue = true }
    if isDue {
      isDue = false
      timer = nil
      var running: CInt = 0
      curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running)
    }
    var ended: [(Transfer, CURLcode)] = []
    var waiting: CInt = 0
    while let message = curl_multi_info_read(multi, &waiting) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
        let transfer = active[easy]
      else { continue }
      ended.append((transfer, message.pointee.data.result))
    }
    return ended
  }

  /// Gives a transfer up, ended or not, before its connection is closed.
  func end(_ transfer: Transfer) {
    guard active.removeValue(forKey: transfer.easy) != nil else { return }
    curl_multi_remove_handle(multi, transfer.easy)
    transfer.end()
  }

  fileprivate func setTimer(_ milliseconds: Int) {
    isDue = milliseconds == 0
    timer = milliseconds > 0 ? now + .milliseconds(milliseconds) : nil
  }
}

private let socketWanted: curl_socket_callback = { easy, _, what, _, _ in
  guard let client = ccurl_private(easy) else { return 0 }
  let transfer = Unmanaged<Transfer>.fromOpaque(client).takeUnretainedValue()
  switch what {
  case CURL_POLL_IN: transfer.wanted = .readable
  case CURL_POLL_OUT: transfer.wanted = .writable
  case CURL_POLL_INOUT: transfer.wanted = [.readable, .writable]
  default: transfer.wanted = []
  }
  return 0
}

private let timerSet: curl_multi_timer_callback = { _, milliseconds, client in
  if let client {
    Unmanaged<Transfers>.fromOpaque(client).takeUnretainedValue().setTimer(milliseconds)
  }
  return 0
}
