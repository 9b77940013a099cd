extension TextReader {
  mutating func readMain(_ file: String) {
    let found = reading(file, nil)
    filesRead = found.count
    for source in found.reversed() {
      guard let contents = source.contents else {
        add(.error, "cannot be read: \(source.problem)", file: source.name)
        continue
      }
      push(source.name, contents)
    }
    if found.isEmpty { add(.error, "there is no such file", file: file) }
  }

  /// `include`, and its strict forms: with `r` every file must be readable, with `m` a plain name
  /// must match too, with `w` a pattern with wildcards too, with `b` every alternative in braces,
  /// with `a` all of these. False if the line is none of them.
  mutating func include(_ line: LogicalLine, at start: Int) -> Bool {
    guard line.bytes[start] == UInt8(ascii: "i"),
      line.bytes[start...].starts(with: "include".utf8)
    else { return false }
    let end = line.bytes[start...].firstIndex(where: isBlank) ?? line.bytes.endIndex
    let keyword = String(decoding: line.bytes[start..<end], as: UTF8.self)
    guard var checks = IncludeChecks(keyword: keyword) else { return false }
    if let standing = sources.last?.checks { checks.formUnion(standing) }
    let rest = line.bytes[end...].drop(while: isBlank)
    let place = line.place(
      of: (rest.isEmpty ? start : rest.startIndex)..<line.bytes.endIndex, file: file)
    let text = String(decoding: rest.filter { $0 != .quote }, as: UTF8.self)
    let word = Word(text, position: place.position, length: place.length)
    guard !rest.isEmpty else {
      report.error(
        code: .missingArgument, "'\(keyword)' names no file", at: word,
        hint: "expected a file or a pattern")
      return true
    }
    guard sources.count <= context.limits.includeDepth else {
      report.error(
        code: .limitExceeded, "files include files more than \(context.limits.includeDepth) deep",
        at: word)
      return true
    }
    read(word, checks)
    return true
  }

  /// `include_check`: for the includes of this file from here on.
  mutating func check(_ words: [Word]) {
    guard let top = sources.indices.last else { return }
    for word in sources[top].checks.follow(words.dropFirst()) {
      report.error("'\(word.text)' is not a check of includes", at: word, hint: IncludeChecks.hint)
    }
  }

  private mutating func read(_ pattern: Word, _ checks: IncludeChecks) {
    guard let alternatives = braceAlternatives(of: pattern.text) else {
      report.error(
        code: .includeFailed, "the braces of this pattern make too many files, or none", at: pattern
      )
      return
    }
    var found: [SourceFile] = []
    for alternative in alternatives {
      let files = reading(alternative, file)
      if files.isEmpty {
        let isWild = alternative.contains { "*?[".contains($0) }
        let asked: IncludeChecks =
          alternatives.count > 1 ? .braceMatch : isWild ? .wildcardMatch : [.readable, .match]
        let mustMatch = !checks.isDisjoint(with: asked)
        let message = "no file matches '\(alternative)'"
        if mustMatch {
          report.error(code: .includeFailed, message, at: pattern)
        } else if isWild || alternatives.count > 1 {
          report.note(code: .includeFailed, message + "; nothing is included", at: pattern)
        } else {
          report.warning(code: .includeFailed, message + "; nothing is included", at: pattern)
        }
      }
      found += files
    }
    for source in found.reversed() {
      guard let contents = source.contents else {
        let message = "'\(source.name)' cannot be read: \(source.problem)"
        if checks.contains(.readable) {
          report.error(code: .includeFailed, message, at: pattern)
        } else {
          report.warning(code: .includeFailed, message + "; it is left out", at: pattern)
        }
        continue
      }
      guard isNew(source.name, at: pattern) else { continue }
      push(source.name, contents)
    }
  }

  private mutating func isNew(_ name: String, at pattern: Word) -> Bool {
    filesRead += 1
    if filesRead > context.limits.files {
      report.error(
        code: .limitExceeded, "more than \(context.limits.files) files are read", at: pattern)
      sources.removeAll()
      return false
    }
    if sources.contains(where: { $0.name == name }) {
      report.error(code: .includeLoop, "'\(name)' includes itself", at: pattern)
      return false
    }
    return true
  }

  private mutating func push(_ name: String, _ contents: [UInt8]) {
    if texts.updateValue(contents, forKey: name) == nil { files.append(name) }
    if isBinary(contents) {
      report.add(
        Diagnostic(
          .error, code: .strayBytes, "this is a binary file, and no text: it is not read",
          at: Position(file: name, line: 1, column: 1)))
      return
    }
    var source = Source(
      name: name, bytes: contents, checks: sources.last?.checks ?? [], base: tree.depth)
    // A byte-order mark is no part of the first word.
    if contents.starts(with: byteOrderMark) { source.offset = byteOrderMark.count }
    sources.append(source)
  }

  private mutating func add(_ severity: Diagnostic.Severity, _ message: String, file: String) {
    report.add(
      Diagnostic(severity, message, at: Position(file: file, line: 1, column: 1)))
  }
}

/// More than a sixteenth of its beginning is control characters, which no text has.
private func isBinary(_ contents: [UInt8]) -> Bool {
  let head = contents.prefix(4_096)
  let strange = head.count { $0 < 9 || (14..<32).contains($0) || $0 == 127 }
  return strange > 16 && strange * 16 > head.count
}

/// What some editors begin a UTF-8 file with.
let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

/// The patterns that a pattern with braces stands for, in its order, as glob(7) expands them:
/// `a{b,c}` is `ab` and `ac`. nil for more than 1000, or a brace without its other.
func braceAlternatives(of pattern: String) -> [String]? {
  var done: [String] = []
  var open = [Substring(pattern)]
  while let text = open.popLast() {
    guard let start = text.firstIndex(of: "{") else {
      done.append(String(text))
      continue
    }
    guard let parts = alternatives(in: text, from: start) else { return nil }
    let head = text[..<start]
    let tail = text[parts.end...]
    for part in parts.texts.reversed() { open.append(head + part + tail) }
    guard done.count + open.count <= 1_000, text.utf8.count <= 4_096 else { return nil }
  }
  return done
}

/// What stands between commas in the braces that begin at `start`, and where the text goes on.
private func alternatives(
  in text: Substring, from start: String.Index
) -> (texts: [Substring], end: String.Index)? {
  var depth = 0
  var part = text.index(after: start)
  var texts: [Substring] = []
  var index = start
  while index < text.endIndex {
    let next = text.index(after: index)
    switch text[index] {
    case "{": depth += 1
    case "}":
      depth -= 1
      if depth == 0 {
        texts.append(text[part..<index])
        return (texts, next)
      }
    case "," where depth == 1:
      texts.append(text[part..<index])
      part = next
    default: break
    }
    index = next
  }
  return nil
}
