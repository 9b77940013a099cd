import CCurl
import Glibc
import Health
import Network

extension Transfer {
  /// Says what is to be asked in HTTP/2: everything that differs from page to page.
  func ask(for page: HTTPProbe.Page, of probe: HTTPProbe, at destination: Endpoint) {
    let host = page.virtualHost ?? "\(destination)"
    set(CURLOPT_REQUEST_TARGET, page.path)
    set(CURLOPT_HTTPHEADER, ["Host: \(host)"] + page.headers)
    if page.method == "HEAD" {
      set(CURLOPT_NOBODY, 1)
    } else {
      set(CURLOPT_CUSTOMREQUEST, page.method)
    }
    set(CURLOPT_SSL_ENABLE_ALPN, 1)
    set(
      CURLOPT_HTTP_VERSION,
      Int(
        probe.tls == nil
          ? CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE : CURL_HTTP_VERSION_2TLS))
  }

  /// Speaks TLS, if it is wanted, to the server that is known by its name, or by its address if
  /// it has none.
  func set(_ tls: TLS?, at destination: Endpoint) {
    // Whatever the name, it is never resolved.
    set(CURLOPT_CONNECT_TO, ["::127.0.0.1:\(destination.port)"])
    guard let tls else { return set(CURLOPT_URL, "http://\(destination)/") }
    boundHandshake()
    let name = tls.serverName.map { "\($0):\(destination.port)" } ?? "\(destination)"
    set(CURLOPT_URL, "https://\(name)/")
    set(CURLOPT_SSL_VERIFYPEER, tls.verifiesCertificate ? 1 : 0)
    set(CURLOPT_SSL_VERIFYHOST, tls.verifiesCertificate ? 2 : 0)
    if let authorities = tls.authorities { set(CURLOPT_CAINFO, authorities) }
    set(CURLOPT_SSLCERT, tls.certificate)
    set(CURLOPT_SSLKEY, tls.key ?? tls.certificate)
    set(CURLOPT_KEYPASSWD, tls.password)
    set(CURLOPT_PINNEDPUBLICKEY, tls.pinnedKey)
  }

  /// How the page was; nil if it was as it must be.
  func fault(of page: HTTPProbe.Page, ended code: CURLcode) -> Fault? {
    if let refusal { return .seen(refusal) }
    if let fault = page.statusFault(UInt16(clamping: status)) { return .seen(fault) }
    guard code == CURLE_OK else { return fault(code) }
    guard ccurl_http_version(easy) == CURL_HTTP_VERSION_2_0 else {
      return .seen("the server does not speak HTTP/2")
    }
    return pageFault().map { .seen($0) }
  }

  /// Why a transfer failed: for what the server did, or for what is wrong on this side.
  enum Fault: Equatable {
    case seen(String)
    case ours(String)

    var words: String {
      switch self {
      case .seen(let words), .ours(let words): words
      }
    }
  }

  func fault(_ code: CURLcode) -> Fault {
    if let excess { return .seen("TLS: \(excess)") }
    return switch code {
    case CURLE_GOT_NOTHING: .seen("connection closed without an answer")
    case CURLE_PARTIAL_FILE: .seen("connection closed before the end of the answer")
    case CURLE_RECV_ERROR, CURLE_SEND_ERROR: .seen(connectionWords)
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY: .seen("the answer is not HTTP")
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_ISSUER_ERROR:
      .seen("TLS: \(tlsWords(text))")
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH: .seen("TLS: the server's key is not the pinned one")
    case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CIPHER:
      .ours("TLS: \(tlsWords(text))")
    case CURLE_OUT_OF_MEMORY, CURLE_URL_MALFORMAT, CURLE_FAILED_INIT: .ours(textOrName(code))
    default: .seen(textOrName(code))
    }
  }

  private var connectionWords: String {
    text.contains("reset by peer") ? "connection reset" : "connection broken off"
  }

  private func textOrName(_ code: CURLcode) -> String {
    text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
  }
}

/// libcurl's words for a failure of TLS without what it puts before them:
/// `SSL certificate problem: certificate has expired`,
/// `OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number`.
func tlsWords(_ text: String) -> String {
  for lead in ["SSL certificate problem: ", "SSL: "] where text.hasPrefix(lead) {
    return String(text.dropFirst(lead.count))
  }
  if text.contains("error:"), let colon = text.lastIndex(of: ":") {
    let reason = text[text.index(after: colon)...]
    if !reason.isEmpty { return String(reason) }
  }
  return text.isEmpty ? "the handshake failed" : text
}
