import CCurl
import Glibc
import Health

/// A handle of libcurl over a connection that stands already: it speaks TLS for a conversation, or
/// fetches one page of HTTP/2.
///
/// A connection is made here and not by libcurl: so it is bound as the path says, and so all servers
/// have one address to libcurl, whose tables are small.
final class Transfer {
  let easy: UnsafeMutableRawPointer
  /// For which probe; 0 while it waits to be used.
  private(set) var token: UInt64 = 0
  /// The connection; its owner is the attempt.
  fileprivate(set) var socket: CInt = -1
  /// What libcurl waits for.
  var wanted: Poller.Interest = []
  /// How the page is; nil if it is no page but the TLS of a conversation.
  private(set) var judgement: PageJudgement?
  /// The fields of the answer's head that are looked at, by their names in lower case.
  private(set) var fields: [String: String] = [:]
  private var kept: Set<String> = []
  /// Why it was given up from this side.
  private(set) var refusal: String?
  /// Whose transcript has what is said and heard in pages.
  weak var listener: Attempt?
  fileprivate let handshake = HandshakeBound()
  private var headerBytes = 0
  private var lists: [UInt32: UnsafeMutablePointer<curl_slist>?] = [:]
  private let errorText: UnsafeMutablePointer<CChar>

  /// nil if libcurl has no memory.
  init?() {
    guard Transfer.isReady, let easy = curl_easy_init() else { return nil }
    self.easy = easy
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    setConstants()
  }

  deinit {
    curl_easy_cleanup(easy)
    for list in lists.values { curl_slist_free_all(list) }
    errorText.deallocate()
  }

  /// libcurl's own set-up, once in a process, before its first use.
  static let isReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

  /// libcurl's last words; empty when it had none.
  var text: String { String(cString: errorText) }

  var status: Int { ccurl_response_code(easy) }

  func begin(for token: UInt64, over socket: CInt) {
    self.token = token
    self.socket = socket
  }

  func expect(_ page: HTTPProbe.Page) {
    judgement = PageJudgement(page)
    kept = page.keptFields
  }

  func end() {
    token = 0
    socket = -1
  }

  func set(_ option: CURLoption, _ value: Int) { ccurl_set_long(easy, option, value) }

  func set(_ option: CURLoption, _ value: String?) {
    if let value {
      ccurl_set_string(easy, option, value)
    } else {
      ccurl_set_string(easy, option, nil)
    }
  }

  /// Sets a list of lines, and frees the one that was set before.
  func set(_ option: CURLoption, _ lines: [String]) {
    let list = lines.reduce(nil) { list, line in curl_slist_append(list, line) }
    ccurl_set_list(easy, option, list)
    if let former = lists.updateValue(list, forKey: option.rawValue) {
      curl_slist_free_all(former)
    }
  }

  /// What holds for every page: nothing from the environment, nothing kept, nothing followed.
  private func setConstants() {
    let client = Unmanaged.passUnretained(self).toOpaque()
    ccurl_set_pointer(easy, CURLOPT_PRIVATE, client)
    ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText)
    set(CURLOPT_NOSIGNAL, 1)
    // One step of a transfer reads a hundred times as much at most.
    set(CURLOPT_BUFFERSIZE, 4096)
    set(CURLOPT_PROXY, "")
    set(CURLOPT_NETRC, 0)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_USERAGENT, "directord")
    set(CURLOPT_HTTP_CONTENT_DECODING, 0)
    set(CURLOPT_FRESH_CONNECT, 1)
    set(CURLOPT_TCP_NODELAY, 0)
    set(CURLOPT_DNS_CACHE_TIMEOUT, -1)
    set(CURLOPT_SSL_ENABLE_ALPN, 0)
    set(CURLOPT_SSL_SESSIONID_CACHE, 0)
    ccurl_set_write(easy, CURLOPT_WRITEFUNCTION, bodyArrived)
    ccurl_set_pointer(easy, CURLOPT_WRITEDATA, client)
    ccurl_set_write(easy, CURLOPT_HEADERFUNCTION, headerArrived)
    ccurl_set_pointer(easy, CURLOPT_HEADERDATA, client)
    ccurl_set_sockets(easy, openSocket, connectedAlready, leaveOpen, client)
  }

  /// Has libcurl tell what it says and hears: the listener's transcript and the handshake's bound
  /// live by it.
  func listen() {
    ccurl_set_debug(easy, pieceSpoken, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Must be called before a handshake.
  func boundHandshake() {
    ccurl_bound_handshake(easy)
    listen()
  }

  /// Why the server was refused in TLS; nil if it was not.
  var excess: String? { handshake.excess }

  fileprivate func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard judgement?.receive(Array(bytes)[...]) != false else {
      refusal = judgement?.excess
      return false
    }
    return true
  }

  /// A page's head may be this long, all its lines together.
  private static let headerLimit = HTTPReply.headLimit

  fileprivate func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
    headerBytes += line.count
    guard headerBytes <= Transfer.headerLimit else {
      refusal = "the answer's header is longer than \(Transfer.headerLimit >> 10) KiB"
      return false
    }
    if !kept.isEmpty { keep(line) }
    return true
  }

  private func keep(_ line: UnsafeRawBufferPointer) {
    // Interim answers have heads too.
    if line.starts(with: Array("HTTP/".utf8)) { fields = [:] }
    let text = String(decoding: line, as: UTF8.self)
    guard let colon = text.firstIndex(of: ":"), case let name = text[..<colon].lowercased(),
      kept.contains(name), fields[name] == nil
    else { return }
    let value = text[text.index(after: colon)...].split { $0 == " " || $0 == "\t" || $0.isNewline }
    fields[name] = value.joined(separator: " ")
  }

  var bodyLength: Int { judgement?.bodyLength ?? 0 }

  /// The search of a page without another fault.
  var search: Work? { judgement?.search }

  /// How a complete answer differs from what is expected, but for `search`.
  func pageFault() -> String? {
    judgement?.fault(status: UInt16(clamping: status), fields: fields)
  }
}

private func transfer(_ client: UnsafeMutableRawPointer?) -> Transfer? {
  client.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

private let bodyArrived: curl_write_callback = { data, size, count, client in
  let bytes = UnsafeRawBufferPointer(start: data, count: size &* count)
  return transfer(client)?.take(bytes) == true ? bytes.count : 0
}

private let headerArrived: curl_write_callback = { data, size, count, client in
  let bytes = UnsafeRawBufferPointer(start: data, count: size &* count)
  return transfer(client)?.takeHeader(bytes) == true ? bytes.count : 0
}

private let pieceSpoken: curl_debug_callback = { _, kind, data, size, client in
  guard let transfer = transfer(client) else { return 0 }
  if transfer.handshake.exceeds(with: kind, data, size) {
    shutdown(transfer.socket, CInt(SHUT_RDWR))
  }
  if let listener = transfer.listener, let piece = SpokenPiece(kind, data, size) {
    listener.hear(piece)
  }
  return 0
}

private let openSocket: curl_opensocket_callback = { client, _, _ in
  transfer(client)?.socket ?? CURL_SOCKET_BAD
}

/// A handshake reads as long as there is something to read, however little it means. With a small
/// buffer the sender must wait for us, and the loop has its turn.
private let connectedAlready: curl_sockopt_callback = { _, socket, _ in
  setOption(of: socket, SOL_SOCKET, SO_RCVBUF, CInt(4 << 10))
  return CInt(CURL_SOCKOPT_ALREADY_CONNECTED)
}

/// The attempt owns the connection and closes it.
private let leaveOpen: curl_closesocket_callback = { _, _ in 0 }
