/// The files that were read, to find again what the tree has of them.
struct SourceTexts {
  let texts: [String: [UInt8]]
  private var starts: [String: [Int]] = [:]

  init(_ texts: [String: [UInt8]]) { self.texts = texts }

  /// A line without its end; `number` is from 1. A byte-order mark is no part of it.
  mutating func line(_ number: Int, of file: String) -> ArraySlice<UInt8>? {
    guard let text = texts[file] else { return nil }
    let lines = lines(of: file)
    guard lines.indices.contains(number - 1) else { return nil }
    let start = lines[number - 1]
    let end = number < lines.count ? lines[number] - 1 : text.count
    let line = text[start..<max(start, end)]
    return number == 1 && line.starts(with: byteOrderMark)
      ? line.dropFirst(byteOrderMark.count) : line
  }

  /// Where each line begins.
  mutating func lines(of file: String) -> [Int] {
    if let known = starts[file] { return known }
    var found = [0]
    for (index, byte) in (texts[file] ?? []).enumerated() where byte == .lineFeed {
      found.append(index + 1)
    }
    starts[file] = found
    return found
  }

  /// What of the two lines is not the statement's: before its start, and behind its end.
  mutating func surroundings(
    of remedy: Remedy
  ) -> (before: ArraySlice<UInt8>, after: ArraySlice<UInt8>)? {
    guard let first = line(remedy.start.line, of: remedy.start.file),
      let last = line(remedy.end.line, of: remedy.end.file),
      remedy.start.column - 1 <= first.count, remedy.end.column - 1 <= last.count
    else { return nil }
    return (first.prefix(remedy.start.column - 1), last.dropFirst(remedy.end.column - 1))
  }

  /// Whether a statement stands in the file as it was read, and can be taken out by itself: one that a
  /// definition makes cannot.
  mutating func canCut(_ remedy: Remedy, _ node: Node) -> Bool {
    guard remedy.start.file == remedy.end.file, let (before, after) = surroundings(of: remedy),
      let text = line(remedy.start.line, of: remedy.start.file)?.dropFirst(before.count),
      text.starts(with: node.keyword.utf8)
    else { return false }
    if node.hasBlock, let last = line(remedy.end.line, of: remedy.end.file),
      last.dropLast(after.count).last != .close
    {
      return false
    }
    let head = trimmed(before)
    let isWhole = isRestOfLine(after)
    switch head.first {
    // It holds for its line, so that the line stays one.
    case UInt8(ascii: "@"), UInt8(ascii: "~"):
      return isWhole && !head.contains(.open) && !head.contains(.close)
    case _ where remedy.words != nil: return head.isEmpty && isWhole
    case _:
      return (head.isEmpty || head.last == .open || head.last == .close)
        && (isWhole || goesOn(after, behindBlock: node.hasBlock))
    }
  }

  /// What is behind a statement is a brace or, behind a block, another statement.
  private func goesOn(_ after: ArraySlice<UInt8>, behindBlock: Bool) -> Bool {
    guard let next = after.first(where: { !isBlank($0) }) else { return true }
    return next == .open || next == .close || (behindBlock && isNameByte(next, first: true))
  }

  private func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let head = text.drop(while: isBlank)
    return head.prefix(
      (head.lastIndex { !isBlank($0) } ?? head.startIndex - 1) + 1 - head.startIndex)
  }
}

/// Nothing, or a comment.
func isRestOfLine(_ text: ArraySlice<UInt8>) -> Bool {
  let rest = text.drop(while: isBlank)
  return rest.isEmpty || rest.first == .hash || rest.first == .bang
}
