import CCurl
import Glibc
import Health

/// A handle of libcurl that fetches one page over a connection that stands already.
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
  private(set) var body = Body()
  /// Why it was given up from this side.
  private(set) var refusal: String?
  private var headerBytes = 0
  private var lists: [UInt32: UnsafeMutablePointer<curl_slist>?] = [:]
  private let errorText: UnsafeMutablePointer<CChar>

  /// nil where libcurl has no memory.
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

  func begin(for token: UInt64, over socket: CInt, digested: Bool) {
    self.token = token
    self.socket = socket
    wanted = []
    body = Body(digested: digested)
    refusal = nil
    headerBytes = 0
    errorText.pointee = 0
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
    set(CURLOPT_PROXY, "")
    set(CURLOPT_NETRC, 0)
    set(CURLOPT_PROTOCOLS_STR, "https")
    set(CURLOPT_USERAGENT, "directord")
    set(CURLOPT_HTTP_CONTENT_DECODING, 0)
    set(CURLOPT_FRESH_CONNECT, 1)
    set(CURLOPT_FORBID_REUSE, 1)
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

  fileprivate func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard body.append(bytes) else {
      refusal = Body.excess
      return false
    }
    return true
  }

  /// A page's head may be this long, all its lines together.
  private static let headerLimit = HTTPReply.headLimit

  fileprivate func takeHeader(_ size: Int) -> Bool {
    headerBytes += size
    guard headerBytes <= Transfer.headerLimit else {
      refusal = "the answer's header is longer than \(Transfer.headerLimit >> 10) KiB"
      return false
    }
    return true
  }
}

private func transfer(_ client: UnsafeMutableRawPointer?) -> Transfer? {
  client.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

private let bodyArrived: curl_write_callback = { data, size, count, client in
  let bytes = UnsafeRawBufferPointer(start: data, count: size &* count)
  return transfer(client)?.take(bytes) == true ? bytes.count : 0
}

private let headerArrived: curl_write_callback = { _, size, count, client in
  transfer(client)?.takeHeader(size &* count) == true ? size &* count : 0
}

private let openSocket: curl_opensocket_callback = { client, _, _ in
  transfer(client)?.socket ?? CURL_SOCKET_BAD
}

private let connectedAlready: curl_sockopt_callback = { _, _, _ in
  CInt(CURL_SOCKOPT_ALREADY_CONNECTED)
}

/// The attempt owns the connection and closes it.
private let leaveOpen: curl_closesocket_callback = { _, _ in 0 }
