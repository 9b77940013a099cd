extension TextReader {
  /// The next line of a file that is not blank, continuations joined by a blank; nil at the end.
  mutating func nextLine(in source: Int) -> LogicalLine? {
    while var line = physicalLine(in: source) {
      if line.bytes.isEmpty, !line.continues { continue }
      // The lines of a definition stay lines: `define` reads them on.
      if line.continues || line.continuesAfterComment, beginsDefinition(line) { return line }
      while line.continues, let next = physicalLine(in: source) {
        let gap = line.lastOrigin ?? Origin(line: 1, column: 1, length: 1)
        line.append(.space, gap)
        line.append(next)
        line.continues = next.continues
      }
      return line
    }
    return nil
  }

  private func beginsDefinition(_ line: LogicalLine) -> Bool {
    var start = line.bytes.startIndex
    if line.bytes.first == UInt8(ascii: "@") {
      start = line.bytes.firstIndex(where: isBlank) ?? line.bytes.endIndex
      while start < line.bytes.endIndex, isBlank(line.bytes[start]) { start += 1 }
    }
    return start < line.bytes.endIndex && line.bytes[start] == .dollar
      && definition(in: line, at: start) != nil
  }

  /// A definition that a condition leaves out takes its further lines with it.
  mutating func skipContinuation(of line: LogicalLine) {
    var line = line
    while let next = continuation(of: line) { line = next }
  }

  /// The line that goes on with a definition. A comment, alone or behind a `\`, does not end it: so it
  /// was until keepalived 2.4, which ends it there without a word.
  private mutating func continuation(of line: LogicalLine) -> LogicalLine? {
    guard line.continues || line.continuesAfterComment, let top = sources.indices.last else {
      return nil
    }
    if !line.continues { reportComment(at: line.lastOrigin) }
    while let next = physicalLine(in: top) {
      guard next.isComment else { return next }
      reportComment(at: Origin(line: sources[top].line, column: 1, length: 1))
    }
    return nil
  }

  private mutating func reportComment(at origin: Origin?) {
    guard let origin else { return }
    report.add(
      Diagnostic(
        .warning, code: .doubtful,
        "a comment stands within a definition of many lines: the definition goes on after it, as in "
          + "keepalived 2.2; keepalived 2.4 ends it here", at: position(origin),
        hint: "put the comment before the definition"))
  }

  private mutating func physicalLine(in source: Int) -> LogicalLine? {
    let start = sources[source].offset
    guard start < sources[source].bytes.count else { return nil }
    let end =
      sources[source].bytes[start...].firstIndex(of: .lineFeed) ?? sources[source].bytes.count
    sources[source].offset = end + 1
    if sources[source].line < .max { sources[source].line += 1 }
    let number = sources[source].line
    let text = sources[source].bytes[start..<end]
    let line = LogicalLine(physical: text, line: number)
    if let quote = line.openQuote {
      report.add(
        Diagnostic(
          .error, code: .unendedQuote, "the quote that begins here does not end on its line",
          at: position(quote),
          hint: "expected a second '\"'"))
    }
    if let blank = line.foreignBlank { reportForeignBlank(at: blank) }
    if let place = line.bytes.firstIndex(of: 0) {
      report.add(
        Diagnostic(
          .warning, code: .strayBytes, "the line holds a NUL byte and is ignored",
          at: position(line.origin(at: place))))
      return LogicalLine()
    }
    return line
  }

  /// Typed with another keyboard, or copied from a web page.
  private mutating func reportForeignBlank(at origin: Origin) {
    report.add(
      Diagnostic(
        .warning, code: .foreignBlank,
        "this blank is none to keepalived: a full-width or a no-break space",
        at: position(origin), length: Int(origin.length),
        hint: "write an ordinary space; it is read as one"))
  }

  /// `$NAME=value`: the rest of the line, and of a continued one the lines after it.
  mutating func define(_ name: String, _ line: LogicalLine, from start: Int) {
    let first = definitionText(line, from: start)
    var value = first.isEmpty ? [] : [first]
    var line = line
    while let next = continuation(of: line) {
      value.append(definitionText(next, from: next.bytes.startIndex))
      line = next
    }
    definitions.define(name, as: value.isEmpty ? [[]] : value)
  }

  /// Without the `\` that stands before a comment.
  private func definitionText(_ line: LogicalLine, from start: Int) -> [UInt8] {
    var text = line.bytes[start...]
    guard line.continuesAfterComment, text.last == .backslash else { return Array(text) }
    repeat { text.removeLast() } while text.last.map(isBlank) ?? false
    return Array(text)
  }
}
