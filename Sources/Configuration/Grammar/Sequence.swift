/// `~SEQ`, `~SEQx` and `~LST`: a line read once for every value.
struct LineSequence {
  /// What the values are called in the line.
  var names: [String]
  /// For each reading, one value a name; missing ones are empty.
  var rows: [[[UInt8]]]
  /// The line, from past the sequence's `)`.
  var body: LogicalLine
  var index = 0
  /// What the names meant before.
  var outer: [[[UInt8]]?] = []
}

/// Where the parentheses of a sequence at `start` stand, to the line's end if there is no `)`; nil
/// if no sequence begins there.
func sequenceRange(in bytes: ArraySlice<UInt8>, at start: Int) -> (
  word: String, inside: Range<Int>
)? {
  for word in ["~SEQx", "~SEQ", "~LST"] where bytes[start...].starts(with: word.utf8) {
    let open = start + word.utf8.count
    guard open < bytes.endIndex, bytes[open] == UInt8(ascii: "(") else { continue }
    let close = bytes[open...].firstIndex(of: UInt8(ascii: ")")) ?? bytes.endIndex
    return (word, (open + 1)..<close)
  }
  return nil
}

/// The values of `~SEQ(name[, start[, step]], end)`, in decimal, or in hexadecimal for `~SEQx`; nil
/// if that is not what `text` is, or there are more than `limit`.
func countedSequence(_ text: [UInt8], hexadecimal: Bool, limit: Int) -> LineSequence? {
  let parts = trimmedParts(text)
  guard (2...4).contains(parts.count), let name = name(parts[0]) else { return nil }
  let numbers = parts.dropFirst().map(integer)
  guard let end = numbers.last ?? nil, let start = numbers.count > 1 ? numbers[0] : 1,
    let step = numbers.count > 2 ? numbers[1] : (end < start ? -1 : 1),
    step != 0, (step > 0) == (end >= start) || end == start,
    !hexadecimal || (start >= 0 && end >= 0)
  else { return nil }
  guard (end - start).magnitude / step.magnitude < UInt64(limit) else { return nil }
  let rows = stride(from: start, through: end, by: Int(step)).map { value in
    [Array(String(value, radix: hexadecimal ? 16 : 10).utf8)]
  }
  return LineSequence(names: [name], rows: rows, body: LogicalLine())
}

/// The values of `~LST(name, a, b)` or `~LST({name1,name2},{a,b},{c,d})`.
func listedSequence(_ text: [UInt8], limit: Int) -> LineSequence? {
  var groups: [[[UInt8]]] = []
  var index = 0
  while index < text.count {
    let byte = text[index]
    if isBlank(byte) || byte == UInt8(ascii: ",") {
      index += 1
    } else if byte == .open {
      guard let close = text[index...].firstIndex(of: .close) else { return nil }
      groups.append(trimmedParts(Array(text[(index + 1)..<close])))
      index = close + 1
    } else {
      let end = text[index...].firstIndex(of: UInt8(ascii: ",")) ?? text.count
      groups.append(trimmedParts(Array(text[index..<end])))
      index = end
    }
  }
  guard let first = groups.first, groups.count - 1 <= limit, first.count <= 64 else { return nil }
  let names = first.compactMap(name)
  guard names.count == first.count, !names.isEmpty else { return nil }
  let rows = groups.dropFirst().map { group in
    names.indices.map { $0 < group.count ? group[$0] : [] }
  }
  return LineSequence(names: names, rows: Array(rows), body: LogicalLine())
}

private func trimmedParts(_ text: [UInt8]) -> [[UInt8]] {
  text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { part in
    var part = part
    while let first = part.first, isBlank(first) { part.removeFirst() }
    while let last = part.last, isBlank(last) { part.removeLast() }
    return Array(part)
  }
}

private func name(_ text: [UInt8]) -> String? {
  guard let first = text.first, isNameByte(first, first: true),
    text.allSatisfy({ isNameByte($0, first: false) })
  else { return nil }
  return String(decoding: text, as: UTF8.self)
}

/// A whole number of 32 bits with its sign: decimal, `0x` hexadecimal, or octal after a `0`.
private func integer(_ text: [UInt8]) -> Int64? {
  var digits = text[...]
  let isNegative = digits.first == UInt8(ascii: "-")
  if isNegative { digits = digits.dropFirst() }
  let string = String(decoding: digits, as: UTF8.self).lowercased()
  let magnitude: UInt32? =
    if string.hasPrefix("0x") {
      UInt32(string.dropFirst(2), radix: 16)
    } else if string.count > 1, string.hasPrefix("0") {
      UInt32(string, radix: 8)
    } else {
      UInt32(string)
    }
  return magnitude.map { isNegative ? -Int64($0) : Int64($0) }
}
