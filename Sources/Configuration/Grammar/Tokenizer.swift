/// The ordinary tokenizer: words are split at blanks; a word that begins with `"` runs to the next
/// `"` and may be empty; a `"` inside a word ends it and begins the next.
func words(of line: LogicalLine, in range: Range<Int>, file: String) -> [Word] {
  var words: [Word] = []
  words.reserveCapacity(wordCount(line.bytes[range]))
  var index = range.lowerBound
  while index < range.upperBound {
    let byte = line.bytes[index]
    if isBlank(byte) {
      index += 1
      continue
    }
    let start = index
    let quoted = byte == .quote
    if quoted { index += 1 }
    let textStart = index
    while index < range.upperBound {
      let next = line.bytes[index]
      if next == .quote || (!quoted && isBlank(next)) { break }
      index += 1
    }
    let text = String(decoding: line.bytes[textStart..<index], as: UTF8.self)
    if quoted, index < range.upperBound { index += 1 }
    let place = line.place(of: start..<index, file: file)
    words.append(Word(text, position: place.position, length: place.length, quoted: quoted))
  }
  return words
}

/// How many words there are, as far as blanks tell.
private func wordCount(_ text: ArraySlice<UInt8>) -> Int {
  var count = 0
  var wasBlank = true
  for byte in text {
    let isBlank = isBlank(byte)
    if wasBlank, !isBlank { count += 1 }
    wasBlank = isBlank
  }
  return count
}

extension LogicalLine {
  /// Where a part of the line, which is not empty, stands in the file.
  func place(of range: Range<Int>, file: String) -> (position: Position, length: Int) {
    guard !range.isEmpty else { return (Position(file: file, line: 1, column: 1), 1) }
    let first = origin(at: range.lowerBound)
    let last = origin(at: range.upperBound - 1)
    let position = Position(file: file, line: Int(first.line), column: Int(first.column))
    let end = Int(last.column) + Int(last.length)
    let isWhole = first.line == last.line && end > Int(first.column)
    return (position, isWhole ? end - Int(first.column) : Int(first.length))
  }
}
