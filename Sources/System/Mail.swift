import CCurl
import Glibc

/// Who takes mail, from whom and for whom.
package struct MailRelay: Hashable, Sendable {
  /// A name or an address.
  package var host: String
  package var port: UInt16
  /// The name to greet with.
  package var greeting: String
  package var sender: String
  package var recipients: [String]
  /// Seconds to wait for a connection; a letter may take a minute more.
  package var timeout: Int

  package init(
    host: String, port: UInt16, greeting: String, sender: String, recipients: [String],
    timeout: Int
  ) {
    self.host = host
    self.port = port
    self.greeting = greeting
    self.sender = sender
    self.recipients = recipients
    self.timeout = timeout
  }

  /// Sends a letter on a thread of its own, since a name must be looked up and a relay may be slow;
  /// what came of it is posted: nil, or why it could not be sent.
  package func send(
    subject: String, lines: [String], reportTo mailbox: Mailbox<String?>
  ) throws(SystemError) {
    let message = message(subject: subject, lines: lines)
    try startThread(named: "mail") { mailbox.post(transmit(message)) }
  }

  /// A message of RFC 5322.
  func message(subject: String, lines: [String]) -> [UInt8] {
    let heading = [
      "From: \(header(sender))", "To: \(recipients.map(header).joined(separator: ", "))",
      "Subject: \(header(subject))", "Date: \(ThisProcess.messageDate)", "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "",
    ]
    let body = lines.map {
      String($0.unicodeScalars.map { $0 == "\r" || $0 == "\n" ? " " : Character($0) })
    }
    return Array((heading + body + [""]).joined(separator: "\r\n").utf8)
  }

  /// One line of printable ASCII, so that no text can make another header.
  private func header(_ text: String) -> String {
    String(text.unicodeScalars.map { (32..<127).contains($0.value) ? Character($0) : "?" })
  }

  /// Why it could not be sent; nil if it was.
  private func transmit(_ message: [UInt8]) -> String? {
    guard Transfer.isReady, let easy = curl_easy_init() else { return "no memory for it" }
    defer { curl_easy_cleanup(easy) }
    var bytes = message
    let target = host.contains(":") ? "[\(host)]" : host
    ccurl_set_string(easy, CURLOPT_URL, "smtp://\(target):\(port)/\(greeting)")
    ccurl_set_string(easy, CURLOPT_PROTOCOLS_STR, "smtp")
    ccurl_set_string(easy, CURLOPT_PROXY, "")
    ccurl_set_string(easy, CURLOPT_MAIL_FROM, "<\(address(sender))>")
    var list: UnsafeMutablePointer<curl_slist>?
    for recipient in recipients { list = curl_slist_append(list, "<\(address(recipient))>") }
    defer { curl_slist_free_all(list) }
    ccurl_set_list(easy, CURLOPT_MAIL_RCPT, list)
    ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1)
    ccurl_set_long(easy, CURLOPT_CONNECTTIMEOUT, timeout)
    ccurl_set_long(easy, CURLOPT_TIMEOUT, timeout + 60)
    ccurl_set_long(easy, CURLOPT_UPLOAD, 1)
    let code = bytes.withUnsafeMutableBytes { buffer in
      guard let file = fmemopen(buffer.baseAddress, buffer.count, "r") else {
        return CURLE_OUT_OF_MEMORY
      }
      defer { fclose(file) }
      // libcurl's own reader is fread.
      ccurl_set_pointer(easy, CURLOPT_READDATA, file)
      return curl_easy_perform(easy)
    }
    guard code != CURLE_OK else { return nil }
    let answer = ccurl_response_code(easy)
    let reason = String(cString: curl_easy_strerror(code))
    return "\(host):\(port): \(reason)" + (answer > 0 ? " (\(answer))" : "")
  }

  /// `Name <a@b>` is `a@b`.
  private func address(_ text: String) -> String {
    guard let open = text.lastIndex(of: "<"), let close = text.lastIndex(of: ">"), open < close
    else { return header(text) }
    return header(String(text[text.index(after: open)..<close]))
  }
}
