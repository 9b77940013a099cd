package import Network

/// One line of /proc/net/ip_vs_conn (net/netfilter/ipvs/ip_vs_conn.c, `ip_vs_conn_seq_show`).
package struct ConnectionEntry: Hashable, Sendable {
  /// `TCP`; the kernel's word, at most 16 bytes.
  package var transport: String
  package var client: Endpoint
  package var virtual: Endpoint
  package var server: Endpoint
  /// `ESTABLISHED`; `NONE` for a persistence template, which has client port 0.
  package var state: String
  /// Seconds until it is forgotten.
  package var expires: Int
  /// The persistence engine's name and its data, if it has some.
  package var engine: String?
  package var engineData: String?

  /// nil: this is no line of a connection, such as the heading.
  package init?(line: some StringProtocol) {
    guard line.utf8.count <= 1024 else { return nil }
    let words = line.split(separator: " ", omittingEmptySubsequences: true)
    guard words.count >= 9, words[0].utf8.count <= 16, words[7].utf8.count <= 32,
      let client = Self.endpoint(words[1], words[2]),
      let virtual = Self.endpoint(words[3], words[4]),
      let server = Self.endpoint(words[5], words[6]), let expires = Int(digits: words[8])
    else { return nil }
    transport = String(words[0])
    self.client = client
    self.virtual = virtual
    self.server = server
    state = String(words[7])
    self.expires = expires
    engine = words.count > 9 ? String(words[9]) : nil
    engineData = words.count > 10 ? words[10...].joined(separator: " ") : nil
  }

  /// `C0000232` or `2001:0db8:…`, and a port of four hexadecimal digits.
  private static func endpoint(
    _ address: some StringProtocol, _ port: some StringProtocol
  ) -> Endpoint? {
    guard port.utf8.count == 4, let port = UInt16(hexadecimal: port) else { return nil }
    if address.contains(":") { return Address(address).map { Endpoint($0, port: port) } }
    guard address.utf8.count == 8, let bits = UInt32(hexadecimal: address) else { return nil }
    return Endpoint(.v4(bits), port: port)
  }
}

extension FixedWidthInteger {
  /// Hexadecimal digits alone.
  fileprivate init?(hexadecimal text: some StringProtocol) {
    guard text.utf8.allSatisfy({ UnicodeScalar($0).properties.isASCIIHexDigit }) else { return nil }
    self.init(text, radix: 16)
  }
}

/// Connections from the text of /proc/net/ip_vs_conn, which may have millions of lines: no more are
/// kept than were asked for, the others are counted.
package struct ConnectionList: Hashable, Sendable {
  package private(set) var entries: [ConnectionEntry] = []
  /// Those that were left out beyond the limit.
  package private(set) var omitted = 0
  private let limit: Int
  /// The end of what was read, a line without its end.
  private var rest: [UInt8] = []

  package init(limit: Int) { self.limit = limit }

  /// Takes the next piece of the text, cut anywhere.
  package mutating func read(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      guard byte == UInt8(ascii: "\n") else {
        // No line of the kernel's is as long; the rest of one that is means nothing.
        if rest.count < 2048 { rest.append(byte) }
        continue
      }
      finishLine()
    }
  }

  /// The text has ended.
  package mutating func finish() { if !rest.isEmpty { finishLine() } }

  private mutating func finishLine() {
    defer { rest.removeAll(keepingCapacity: true) }
    if entries.count >= limit {
      // The heading comes first, so that each line is a connection's.
      omitted += 1
    } else if let entry = ConnectionEntry(line: String(decoding: rest, as: UTF8.self)) {
      entries.append(entry)
    }
  }
}
