/// What of a line nobody but its file's owner may read: passwords and keys, wherever the line is shown
/// or quoted. It looks at text, since a line that cannot be read is shown too.
enum Secrets {
  /// From which word on the rest of a statement is hidden, by keyword. A word that is a secret in one
  /// block is taken for one in all.
  private static let starts: [String: Int] = {
    var found: [String: Int] = [:]
    for keyword in Vocabulary.all.flatMap(\.keywords) {
      guard case .hidden(let from) = keyword.secrecy else { continue }
      for name in [keyword.name] + keyword.synonyms + keyword.obsolete {
        found[name] = max(from, found[name] ?? 0)
      }
    }
    return found
  }()

  private static let headers: Set<String> = Set(
    Vocabulary.all.flatMap(\.keywords).filter { $0.secrecy == .header }.map(\.name))

  /// The bytes of a line that are hidden.
  static func ranges(in line: ArraySlice<UInt8>) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var start = line.startIndex
    while start < line.endIndex {
      let end = statementEnd(in: line, from: start)
      if let range = hidden(in: line[start..<end]) {
        // An unquoted '#', '!' or brace may be of the secret.
        let isLast = range.upperBound == end
        let rest = isLast ? tail(of: line, from: range.lowerBound) : range
        found.append(rest)
        start = max(end, rest.upperBound) + 1
      } else {
        start = end + 1
      }
    }
    return found
  }

  /// To the end of the line, but for the braces that close blocks there.
  private static func tail(of line: ArraySlice<UInt8>, from start: Int) -> Range<Int> {
    var end = line.endIndex
    while end > start + 1, isBlank(line[end - 1]) || line[end - 1] == .close { end -= 1 }
    return start..<end
  }

  private static func statementEnd(in line: ArraySlice<UInt8>, from start: Int) -> Int {
    var isQuoted = false
    for index in start..<line.endIndex {
      if line[index] == .quote { isQuoted.toggle() }
      if !isQuoted, line[index] == .open || line[index] == .close { return index }
    }
    return line.endIndex
  }

  private static func hidden(in statement: ArraySlice<UInt8>) -> Range<Int>? {
    var words = split(statement)
    while let word = words.first,
      [UInt8(ascii: "@"), UInt8(ascii: "~")].contains(statement[word.lowerBound])
    {
      words.removeFirst()
    }
    guard let keyword = words.first else { return nil }
    let name = String(decoding: statement[keyword], as: UTF8.self)
    if let from = first(of: name), from < words.count {
      return words[from].lowerBound..<statement.endIndex
    }
    guard headers.contains(name), words.count > 1 else { return nil }
    return value(of: words, in: statement)
  }

  /// Of a keyword, or of a slip in one.
  private static func first(of name: String) -> Int? {
    if let known = starts[name] { return known }
    guard !Vocabulary.knows(name), let meant = nearest(to: name, among: starts.keys) else {
      return nil
    }
    return starts[meant]
  }

  /// The value of a header that says by its name that it is secret: `Authorization: Bearer …`.
  private static func value(of words: [Range<Int>], in line: ArraySlice<UInt8>) -> Range<Int>? {
    let text = line[words[1].lowerBound...]
    let from = text.first == .quote ? text.startIndex + 1 : text.startIndex
    let end = text[from...].firstIndex { isBlank($0) || $0 == UInt8(ascii: ":") } ?? text.endIndex
    let name = String(decoding: text[from..<end], as: UTF8.self).lowercased()
    guard sensitive.contains(where: name.contains) else { return nil }
    guard let start = text[end...].firstIndex(where: { !isBlank($0) && $0 != UInt8(ascii: ":") })
    else { return nil }
    return start..<line.endIndex
  }

  private static let sensitive = [
    "authorization", "cookie", "token", "secret", "password", "api-key", "apikey", "auth",
  ]

  /// Where the words stand, quotes and all.
  private static func split(_ line: ArraySlice<UInt8>) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var start: Int?
    var isQuoted = false
    for index in line.indices {
      if line[index] == .quote { isQuoted.toggle() }
      if isBlank(line[index]), !isQuoted {
        if let begun = start { words.append(begun..<index) }
        start = nil
      } else if start == nil {
        start = index
      }
    }
    if let begun = start { words.append(begun..<line.endIndex) }
    return words
  }
}

extension Secrets {
  /// So many bytes are no word of a sentence, and hidden wherever they stand.
  fileprivate static let leastLength = 4

  /// The line with each hidden byte as a `*`, so that places in it stay.
  static func masked(_ line: [UInt8]) -> [UInt8] {
    var masked = line
    for range in ranges(in: line[...]) {
      for index in range { masked[index] = UInt8(ascii: "*") }
    }
    return masked
  }

  /// The line with `(hidden)` for what is.
  static func concealed(_ line: String) -> String {
    let bytes = Array(line.utf8)
    var result: [UInt8] = []
    var copied = 0
    for range in ranges(in: bytes[...]) {
      result += bytes[copied..<range.lowerBound] + Array("(hidden)".utf8)
      copied = range.upperBound
    }
    return String(decoding: result + bytes[copied...], as: UTF8.self)
  }

  /// Whatever of a line is hidden, as a message may quote it.
  static func values(in line: [UInt8]) -> Set<String> {
    var values: Set<String> = []
    for range in ranges(in: line[...]) {
      let text = String(decoding: line[range], as: UTF8.self)
      values.insert(text)
      values.insert(text.filter { $0 != "\"" })
      for word in text.split(whereSeparator: { " \t\"".contains($0) }) {
        values.insert(String(word))
        values.formUnion(word.split(whereSeparator: { "#!{}".contains($0) }).map(String.init))
      }
    }
    return values.filter { !$0.isEmpty }
  }
}

/// A line of a file as it may be shown.
struct SecretLine {
  /// With each hidden byte as a `*`.
  let shown: [UInt8]
  /// What is hidden, the longest first.
  fileprivate let values: [String]

  /// `defined` is what is hidden wherever it stands.
  init(_ line: [UInt8], _ defined: DefinedSecrets = DefinedSecrets()) {
    let own = Secrets.values(in: line)
    values = own.union(defined.values).sorted { ($1.count, $0) < ($0.count, $1) }
    var shown = own.isEmpty ? line : Secrets.masked(line)
    for index in defined.range(in: line) ?? 0..<0 { shown[index] = UInt8(ascii: "*") }
    for value in defined.values where value.utf8.count >= Secrets.leastLength {
      for range in shown.ranges(of: Array(value.utf8)) {
        for index in range { shown[index] = UInt8(ascii: "*") }
      }
    }
    self.shown = shown
  }
}

extension Diagnostic {
  /// With its line, and without the secrets of that.
  func discreet(at line: SecretLine) -> Diagnostic {
    var discreet = self
    discreet.line = line.shown
    for value in line.values {
      discreet.message = discreet.message.hiding(value)
      discreet.hint = discreet.hint.hiding(value)
    }
    return discreet
  }
}

extension String {
  /// The value wherever it is quoted, and wherever it is long enough to be no word of the sentence.
  fileprivate func hiding(_ value: String) -> String {
    let quoted = self.replacing("'\(value)'", with: "'***'")
    return value.utf8.count < Secrets.leastLength ? quoted : quoted.replacing(value, with: "***")
  }
}
