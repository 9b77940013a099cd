package import Network

/// Judges what an FTP server says on its control connection, line by line: above all whether its
/// passive replies are such that clients get their data through LVS-NAT.
///
/// There the kernel's ip_vs_ftp reads the server's passive reply, puts the virtual address in place
/// of the real one, and expects the data connection. What it does not recognise passes unchanged,
/// and the client connects to an address that it cannot reach. It matches
/// (`net/netfilter/ipvs/ip_vs_ftp.c` since Linux 4.18) only a reply that begins its packet:
///
/// * `227 `, then anything up to the first digit or `(`, then the address and port as six decimal
///   numbers with commas between. Before 4.18 it wanted both parentheses, and Linux 2.2 the words
///   `227 Entering Passive Mode (` too.
/// * `229 `, then anything up to `(`, then RFC 2428's `|||port|`, or `|1|address|port|`; not known to
///   it before 4.18.
package struct FTPReplies: Hashable, Sendable {
  /// A reply's last line (RFC 959 §4.2).
  package struct Reply: Hashable, Sendable, CustomStringConvertible {
    /// 100…599
    package let code: Int
    /// What a terminal can show of it, bounded.
    package let text: String

    package var description: String { text.isEmpty ? "\(code)" : "\(code) \(text)" }
  }

  private let server: Address
  private let passive: FTPProbe.Passive
  /// The code of a reply of several lines whose end has not come.
  private var open: Int?
  private var passiveReply: Int?
  private var flaw: String?

  /// The reply that came last, but for the goodbye.
  package private(set) var last: Reply?
  /// The last one that refused something (4xx, 5xx).
  package private(set) var refusal: Reply?

  /// `server`: the address that the probe talks to, which a passive reply must name.
  package init(server: Address, passive: FTPProbe.Passive) {
    self.server = server
    self.passive = passive
  }

  /// One line of the control connection, with or without its line end.
  package mutating func receive(_ line: some Collection<UInt8>) {
    let bytes = Array(line.prefix(2048))
    guard let code = replyCode(bytes) else { return }
    let continues = bytes.count > 3 && bytes[3] == UInt8(ascii: "-")
    if let open {
      // Until a line begins with its own code and a space, all is text (RFC 959 §4.2).
      guard code == open, !continues else { return }
    } else if code == 227 || code == 229 {
      judge(code, bytes.dropFirst(3), continues: continues)
    }
    open = continues ? code : nil
    guard !continues else { return }
    let reply = Reply(code: code, text: printable(bytes.dropFirst(4)))
    if code != 221 { last = reply }
    if code >= 400 { refusal = reply }
  }

  /// What is wrong with the passive replies that came; nil while nothing is.
  package var fault: String? { flaw }

  /// What is wrong after all has been said: a passive reply that never came is a fault too.
  package var faultAtEnd: String? {
    if let flaw { return flaw }
    switch (passive, passiveReply) {
    case (.none, _), (.plain, .some), (.extended, 229): return nil
    case (.extended, _):
      return "EPSV was refused" + (refusal.map { ": \($0)" } ?? "")
    case (.plain, nil): return "no passive reply came"
    }
  }

  private mutating func judge(_ code: Int, _ rest: ArraySlice<UInt8>, continues: Bool) {
    passiveReply = code
    guard flaw == nil else { return }
    let place = code == 227 ? hostPort(rest) : extendedPort(rest, of: server)
    guard !continues, let place else {
      let quoted = "\(code)\(continues ? "-" : " ")\(printable(rest.dropFirst()))"
      flaw =
        "passive reply \"\(quoted)\" has not the form that the kernel's ip_vs_ftp matches: "
        + "behind NAT clients are led to an address that they cannot reach"
      return
    }
    guard place.address != server else { return }
    flaw =
      "passive reply names \(place.address), not the server's own \(server): behind NAT the "
      + "data connection is led astray; let the server announce its own address"
  }
}

/// `227 … 10,0,0,2,19,136`, as ip_vs_ftp finds it.
private func hostPort(_ rest: ArraySlice<UInt8>) -> Endpoint? {
  guard rest.first == UInt8(ascii: " ") else { return nil }
  let start = rest.drop { !isDigit($0) && $0 != UInt8(ascii: "(") }
  let digits = start.drop { $0 == UInt8(ascii: "(") }
  let list = digits.prefix { isDigit($0) || $0 == UInt8(ascii: ",") }
  let numbers = list.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    .map { number($0, to: 255) }
  guard numbers.count == 6 else { return nil }
  let bytes = numbers.compactMap { $0.map { UInt8(truncatingIfNeeded: $0) } }
  guard bytes.count == 6, let address = Address(bytes: bytes.prefix(4)) else { return nil }
  return Endpoint(address, port: UInt16(bytes[4]) << 8 | UInt16(bytes[5]))
}

/// `229 … (|||5000|)`, `229 … (|1|10.0.0.2|5000|)` (RFC 2428 §3), as ip_vs_ftp finds it.
private func extendedPort(_ rest: ArraySlice<UInt8>, of server: Address) -> Endpoint? {
  guard rest.first == UInt8(ascii: " ") else { return nil }
  let inside = rest.drop { $0 != UInt8(ascii: "(") }.drop { $0 == UInt8(ascii: "(") }
  guard let delimiter = inside.first, (33...126).contains(delimiter) else { return nil }
  let fields = inside.split(separator: delimiter, omittingEmptySubsequences: false)
  // What stands before the first delimiter, then family, address, port, and what follows.
  guard fields.count >= 5, let port = number(fields[3], to: 65535), port > 0 else { return nil }
  let dataPort = UInt16(truncatingIfNeeded: port)
  if fields[1].isEmpty, fields[2].isEmpty { return Endpoint(server, port: dataPort) }
  let family = fields[1].elementsEqual([UInt8(ascii: server.family == .ipv4 ? "1" : "2")])
  guard family, let address = Address(String(decoding: fields[2], as: UTF8.self)),
    address.family == server.family
  else { return nil }
  return Endpoint(address, port: dataPort)
}

private func replyCode(_ line: [UInt8]) -> Int? {
  guard line.count >= 3, let code = number(line.prefix(3), to: 599), code >= 100 else { return nil }
  // The line end may follow at once.
  guard let next = line.dropFirst(3).first else { return code }
  return isDigit(next) ? nil : code
}

private func number(_ digits: ArraySlice<UInt8>, to limit: Int) -> Int? {
  guard (1...5).contains(digits.count), digits.allSatisfy(isDigit) else { return nil }
  let value = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  return value <= limit ? value : nil
}

private func isDigit(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
