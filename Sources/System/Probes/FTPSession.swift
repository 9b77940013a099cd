import CCurl
import Glibc
import Health
import Network
import Synchronization

/// An FTP probe that is to be performed, or is being.
final class FTPOrder: Sendable {
  let token: UInt64
  let probe: Probe
  let dialogue: FTPProbe
  /// Empty yet.
  let record: SpokenRecord
  /// Nobody waits for it any more.
  let isCancelled = Atomic(false)

  init(token: UInt64, probe: Probe, dialogue: FTPProbe, record: SpokenRecord) {
    self.record = record
    self.token = token
    self.probe = probe
    self.dialogue = dialogue
  }
}

/// One conversation with an FTP server through libcurl, which waits in places (for the last reply,
/// for the answer to QUIT): so it has a thread to itself, and no loop ever waits for it.
final class FTPSession {
  private let order: FTPOrder
  private let easy: UnsafeMutableRawPointer
  private let errorText: UnsafeMutablePointer<CChar>
  private var replies: FTPReplies
  private var body: Body
  private var excess = false
  /// Why a socket could not be made.
  private var hindrance: Verdict?
  private var sockets = 0
  private var open: [CInt] = []
  private let handshake = HandshakeBound()
  private var record: SpokenRecord

  init?(_ order: FTPOrder) {
    guard Transfer.isReady, let easy = curl_easy_init() else { return nil }
    self.order = order
    self.easy = easy
    record = order.record
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    replies = FTPReplies(
      server: order.probe.path.destination.address, passive: order.dialogue.passive)
    body = Body(digested: order.dialogue.digest != nil)
  }

  deinit {
    curl_easy_cleanup(easy)
    errorText.deallocate()
  }

  /// Waits for the conversation's end, at most for the probe's timeout and a little.
  func perform() -> (verdict: Verdict, detail: String, record: SpokenRecord, isBlockedHere: Bool) {
    setConstants()
    setDialogue(order.dialogue)
    let began = MonotonicClock.now - order.record.since
    let code = curl_easy_perform(easy)
    let verdict = verdict(code)
    record.phases.connected = time(CURLINFO_CONNECT_TIME_T).map { began + $0 }
    record.phases.secured = time(CURLINFO_APPCONNECT_TIME_T).map { began + $0 }
    let detail = verdict == .passed ? "FTP \(replies.last.map(String.init) ?? "")" : ""
    return (verdict, detail, record, hasLeftNothing(code))
  }

  /// libcurl does not tell an error of the call from a later one: a neighbor that does not answer is
  /// EHOSTUNREACH too.
  private func hasLeftNothing(_ code: CURLcode) -> Bool {
    code == CURLE_COULDNT_CONNECT && sockets <= 1 && hindrance == nil
      && [EPERM, ENETUNREACH].contains(ccurl_os_error(easy))
  }

  private func time(_ information: CURLINFO) -> Duration? {
    let microseconds = ccurl_time(easy, information)
    return microseconds > 0 ? .microseconds(microseconds) : nil
  }

  fileprivate func hear(
    _ kind: curl_infotype, _ data: UnsafeMutablePointer<CChar>?, _ size: Int
  ) {
    if handshake.exceeds(with: kind, data, size) {
      for socket in open { shutdown(socket, CInt(SHUT_RDWR)) }
    }
    guard let piece = SpokenPiece(kind, data, size) else { return }
    record.hear(piece, at: MonotonicClock.now)
  }

  fileprivate func closeSocket(_ socket: CInt) -> CInt {
    open.removeAll { $0 == socket }
    return close(socket)
  }

  private func set(_ option: CURLoption, _ value: Int) { ccurl_set_long(easy, option, value) }
  private func set(_ option: CURLoption, _ value: String) { ccurl_set_string(easy, option, value) }

  private func setConstants() {
    let client = Unmanaged.passUnretained(self).toOpaque()
    ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText)
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_PROXY, "")
    set(CURLOPT_PROTOCOLS_STR, "ftp,ftps")
    set(CURLOPT_FORBID_REUSE, 1)
    ccurl_set_write(easy, CURLOPT_WRITEFUNCTION, dataArrived)
    ccurl_set_pointer(easy, CURLOPT_WRITEDATA, client)
    ccurl_set_write(easy, CURLOPT_HEADERFUNCTION, replyArrived)
    ccurl_set_pointer(easy, CURLOPT_HEADERDATA, client)
    ccurl_set_debug(easy, spoken, client)
    ccurl_set_progress(easy, goesOn)
    ccurl_set_pointer(easy, CURLOPT_XFERINFODATA, client)
    set(CURLOPT_NOPROGRESS, 0)
    ccurl_set_sockets(easy, socketWanted, nil, socketUnwanted, client)
    let milliseconds = max(1, order.probe.timeout.nanoseconds / 1_000_000)
    set(CURLOPT_TIMEOUT_MS, Int(milliseconds))
    set(CURLOPT_CONNECTTIMEOUT_MS, Int(milliseconds))
    set(CURLOPT_ADDRESS_SCOPE, Int(order.probe.path.scope))
  }

  private func setDialogue(_ dialogue: FTPProbe) {
    let scheme = dialogue.security == .implicit ? "ftps" : "ftp"
    let path = dialogue.path.map(escaped) ?? ""
    // The address stands in the URL as a number: no name is ever resolved.
    set(CURLOPT_URL, "\(scheme)://\(order.probe.path.destination)/\(path)")
    set(CURLOPT_USERNAME, dialogue.user)
    set(CURLOPT_PASSWORD, dialogue.password)
    set(CURLOPT_FTP_FILEMETHOD, Int(CURLFTPMETHOD_NOCWD.rawValue))
    set(CURLOPT_FTP_SKIP_PASV_IP, 1)
    switch dialogue.passive {
    case .extended: set(CURLOPT_FTP_USE_EPSV, 1)
    case .plain: set(CURLOPT_FTP_USE_EPSV, 0)
    case .none: set(CURLOPT_NOBODY, 1)
    }
    guard dialogue.security != .none else { return }
    ccurl_bound_handshake(easy)
    set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))
    set(CURLOPT_FTPSSLAUTH, Int(CURLFTPAUTH_TLS.rawValue))
    set(CURLOPT_SSL_VERIFYPEER, 0)
    set(CURLOPT_SSL_VERIFYHOST, 0)
  }

  fileprivate func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
    excess = !body.append(bytes)
    return !excess
  }

  /// False ends the conversation: enough has been seen.
  fileprivate func takeReply(_ line: UnsafeRawBufferPointer) -> Bool {
    replies.receive(line)
    return judgesReplies ? replies.fault == nil : true
  }

  /// If ip_vs_ftp has no part, or cannot read what is encrypted, its forms do not matter.
  private var judgesReplies: Bool {
    order.dialogue.isBehindNAT && order.dialogue.security == .none
  }

  fileprivate var isCancelled: Bool { order.isCancelled.load(ordering: .relaxed) }

  /// The control connection, then the data connection: both bound as the path says.
  fileprivate func openSocket(to address: Endpoint?) -> CInt {
    var probe = order.probe
    sockets += 1
    // A second connection cannot have the port of the first.
    if sockets > 1 { probe.path.sourcePort = 0 }
    guard address?.address == probe.path.destination.address else { return CURL_SOCKET_BAD }
    switch Connecting(unconnected: probe) {
    case .begun(let socket):
      let number = socket.released()
      open.append(number)
      return number
    case .ended(let verdict):
      hindrance = verdict
      return CURL_SOCKET_BAD
    case .blocked(let verdict):
      hindrance = verdict
      return CURL_SOCKET_BAD
    }
  }

  private func verdict(_ code: CURLcode) -> Verdict {
    let probe = order.probe
    if let hindrance { return hindrance }
    if judgesReplies, let fault = code == CURLE_OK ? replies.faultAtEnd : replies.fault {
      return .failed("\(probe.subject): \(fault)")
    }
    if excess { return .failed("\(probe.subject): more than \(Body.limit >> 20) MiB came") }
    if code == CURLE_COULDNT_CONNECT, sockets <= 1 {
      return probe.verdict(connecting: ccurl_os_error(easy))
    }
    if let excess = handshake.excess { return .failed("\(probe.subject): TLS: \(excess)") }
    // libcurl takes the reply 421, a server that closes, for a time that is over.
    if code == CURLE_OPERATION_TIMEDOUT || code == CURLE_ABORTED_BY_CALLBACK,
      replies.last?.code != 421
    {
      return probe.noAnswer("answer")
    }
    if let reason = reason(code) { return .failed("\(probe.subject): \(reason)") }
    return body.mismatch(with: order.dialogue.digest).map { .failed("\(probe.subject): \($0)") }
      ?? .passed
  }

  /// In words, why the conversation failed; nil if it did not.
  private func reason(_ code: CURLcode) -> String? {
    let refusal = replies.refusal.map { ": \($0)" } ?? ""
    switch code {
    case CURLE_OK: return nil
    case CURLE_LOGIN_DENIED: return "login refused\(refusal)"
    case CURLE_USE_SSL_FAILED: return "TLS is refused\(refusal)"
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR:
      return "TLS: \(tlsWords(String(cString: errorText)))"
    case CURLE_COULDNT_CONNECT:
      return "no data connection: \(String(cString: strerror(ccurl_os_error(easy))))"
    default:
      if let refusal = replies.refusal { return "\(refusal)" }
      guard replies.last != nil else { return "the answer is not FTP, or none" }
      let text = String(cString: errorText)
      return text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
    }
  }
}

/// Everything but what a path is made of in `%41` form, so that no character of it means anything in
/// a URL. The first slash too: without it a path is below the directory of the login.
private func escaped(_ path: String) -> String {
  var text = ""
  for (index, byte) in path.utf8.enumerated() {
    let isPlain =
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: ".") || (byte == UInt8(ascii: "/") && index > 0)
    text += isPlain ? String(UnicodeScalar(byte)) : "%" + hexadecimal([byte])
  }
  return text
}

private func session(_ client: UnsafeMutableRawPointer?) -> FTPSession? {
  client.map { Unmanaged<FTPSession>.fromOpaque($0).takeUnretainedValue() }
}

private let dataArrived: curl_write_callback = { data, size, count, client in
  let bytes = UnsafeRawBufferPointer(start: data, count: size &* count)
  return session(client)?.take(bytes) == true ? bytes.count : 0
}

private let replyArrived: curl_write_callback = { data, size, count, client in
  let bytes = UnsafeRawBufferPointer(start: data, count: size &* count)
  return session(client)?.takeReply(bytes) == true ? bytes.count : 0
}

private let spoken: curl_debug_callback = { _, kind, data, size, client in
  session(client)?.hear(kind, data, size)
  return 0
}

private let goesOn: curl_xferinfo_callback = { client, _, _, _, _ in
  session(client)?.isCancelled == false ? 0 : 1
}

private let socketUnwanted: curl_closesocket_callback = { client, socket in
  session(client)?.closeSocket(socket) ?? close(socket)
}

private let socketWanted: curl_opensocket_callback = { client, _, address in
  guard let address else { return CURL_SOCKET_BAD }
  let endpoint = withUnsafePointer(to: &address.pointee.addr) { SocketAddress($0)?.endpoint }
  return session(client)?.openSocket(to: endpoint) ?? CURL_SOCKET_BAD
}
