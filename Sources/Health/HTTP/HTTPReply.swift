/// An HTTP/1 response as it comes in, piece by piece (RFC 9112): its status, where its body begins
/// and where it ends. Nothing is decoded but the chunked transfer coding.
package struct HTTPReply: Hashable, Sendable {
  package enum Progress: Hashable, Sendable {
    /// More is to come.
    case incomplete
    case complete
    /// It will never be a response; why, in words.
    case broken(String)
  }

  private enum Stage: Hashable {
    case statusLine
    case header
    case body(left: Int)
    case bodyUntilEnd
    case chunkSize
    case chunk(left: Int)
    case chunkEnd
    case trailer
    case complete
  }

  /// A head may be this long, all its lines together, and so may all that is between chunks.
  package static let headLimit = 256 << 10

  /// 100…999; 0 until the status line has come. Of interim responses (1xx) the last one stands until
  /// the final one comes.
  package private(set) var status: UInt16 = 0
  private var stage = Stage.statusLine
  /// The beginning of a line whose end has not come.
  private var line: [UInt8] = []
  private var headLength = 0
  private var isChunked = false
  private var length: Int?
  /// The answer is to a HEAD: it has no body, whatever its head says.
  private let isHeadOnly: Bool
  /// In lower case.
  private let kept: Set<String>
  /// The first value of each field that was asked for, in lower case its name.
  package private(set) var fields: [String: String] = [:]

  /// `keeping`: the fields to remember, in lower case.
  package init(keeping kept: Set<String> = [], isHeadOnly: Bool = false) {
    self.kept = kept
    self.isHeadOnly = isHeadOnly
  }

  /// What came, in order; `body` is lent each piece of the body.
  package mutating func receive(
    _ bytes: ArraySlice<UInt8>, body: (ArraySlice<UInt8>) -> Void
  ) -> Progress {
    var rest = bytes
    while !rest.isEmpty {
      switch stage {
      case .complete: return .complete
      case .body(let left):
        let piece = rest.prefix(left)
        body(piece)
        rest = rest.dropFirst(piece.count)
        stage = piece.count == left ? .complete : .body(left: left - piece.count)
      case .bodyUntilEnd:
        body(rest)
        return .incomplete
      case .chunk(let left):
        let piece = rest.prefix(left)
        body(piece)
        rest = rest.dropFirst(piece.count)
        stage = piece.count == left ? .chunkEnd : .chunk(left: left - piece.count)
      case .statusLine, .header, .chunkSize, .chunkEnd, .trailer:
        if let reason = takeLine(&rest) { return .broken(reason) }
      }
    }
    return stage == .complete ? .complete : .incomplete
  }

  /// The server has closed its side.
  package var atEnd: Progress {
    switch stage {
    case .complete, .bodyUntilEnd: .complete
    case .statusLine where headLength == 0: .broken("connection closed without an answer")
    case .statusLine, .header, .body, .chunkSize, .chunk, .chunkEnd, .trailer:
      .broken("connection closed before the end of the answer")
    }
  }

  /// Takes one line, or the part of it that is there; answers what is wrong with it.
  private mutating func takeLine(_ rest: inout ArraySlice<UInt8>) -> String? {
    let end = rest.firstIndex(of: UInt8(ascii: "\n"))
    let piece = rest[..<(end ?? rest.endIndex)]
    headLength += piece.count + 1
    guard headLength <= HTTPReply.headLimit else {
      return "the answer's header is longer than \(HTTPReply.headLimit >> 10) KiB"
    }
    rest = rest[(end.map { $0 + 1 } ?? rest.endIndex)...]
    line += piece
    guard end != nil else {
      // What does not begin as HTTP is not waited for.
      return stage == .statusLine && !beginsAsStatusLine ? notHTTP : nil
    }
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    defer { line.removeAll(keepingCapacity: true) }
    return obey(line)
  }

  private var beginsAsStatusLine: Bool {
    line.prefix(7).elementsEqual(Array("HTTP/1.".utf8).prefix(line.count))
  }

  private mutating func obey(_ line: [UInt8]) -> String? {
    switch stage {
    case .statusLine: return takeStatus(line)
    case .header:
      if !line.isEmpty { return takeField(line) }
      beginBody()
    case .chunkSize:
      guard let size = chunkSize(line) else { return "the answer's chunks are malformed" }
      stage = size == 0 ? .trailer : .chunk(left: size)
    case .chunkEnd:
      guard line.isEmpty else { return "the answer's chunks are malformed" }
      // A body of many chunks is no long header.
      headLength = 0
      stage = .chunkSize
    case .trailer: if line.isEmpty { stage = .complete }
    case .body, .bodyUntilEnd, .chunk, .complete: break
    }
    return nil
  }

  /// `HTTP/1.1 200 OK` (RFC 9112 §4); the reason is often left out, and its space too.
  private mutating func takeStatus(_ line: [UInt8]) -> String? {
    let words = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
    guard beginsAsStatusLine, words.count >= 2, words[0].count == 8, words[1].count == 3,
      let code = decimal(words[1]), code >= 100
    else { return notHTTP }
    status = UInt16(truncatingIfNeeded: code)
    stage = .header
    return nil
  }

  private mutating func takeField(_ line: [UInt8]) -> String? {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let name = line[..<colon]
    if !kept.isEmpty { keep(name, trimmed(line[(colon + 1)...])) }
    if equal(name, "content-length") {
      guard let value = decimal(trimmed(line[(colon + 1)...])), length ?? value == value else {
        return "the answer's Content-Length is malformed"
      }
      length = value
    } else if equal(name, "transfer-encoding") {
      let last = line[(colon + 1)...].split(separator: UInt8(ascii: ",")).last
      isChunked = last.map { equal(trimmed($0), "chunked") } ?? false
    }
    return nil
  }

  private mutating func keep(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) {
    let name = String(decoding: name, as: UTF8.self).lowercased()
    guard kept.contains(name), fields[name] == nil else { return }
    fields[name] = String(decoding: value, as: UTF8.self)
  }

  /// Where the body ends: RFC 9112 §6.3.
  private mutating func beginBody() {
    defer { (isChunked, length) = (false, nil) }
    switch status {
    case 101, 204, 304: stage = .complete
    case 100..<200:
      fields = [:]
      stage = .statusLine
    default:
      if isHeadOnly {
        stage = .complete
      } else if isChunked {
        stage = .chunkSize
      } else if let length {
        stage = length == 0 ? .complete : .body(left: length)
      } else {
        stage = .bodyUntilEnd
      }
    }
  }
}

private let notHTTP = "the answer is not HTTP"

private func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
  let start = text.drop(while: isSpace)
  return start[..<((start.lastIndex { !isSpace($0) }).map { $0 + 1 } ?? start.startIndex)]
}

private func equal(_ text: ArraySlice<UInt8>, _ lowercase: StaticString) -> Bool {
  guard text.count == lowercase.utf8CodeUnitCount else { return false }
  return lowercase.withUTF8Buffer { word in
    zip(text, word).allSatisfy { ($0 >= 65 && $0 <= 90 ? $0 | 0x20 : $0) == $1 }
  }
}

/// A chunk's size, its extensions passed over (RFC 9112 §7.1).
private func chunkSize(_ line: [UInt8]) -> Int? {
  let digits = trimmed(line.prefix { $0 != UInt8(ascii: ";") })
  guard (1...12).contains(digits.count) else { return nil }
  var value = 0
  for digit in digits {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | Int(digit - 48)
    case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
      value = value << 4 | Int((digit | 0x20) - 87)
    default: return nil
    }
  }
  return value
}
