/// One line of JSON, laid out as Foundation's encoder lays it out: two columns a level, ` : ` after a
/// key. What is no JSON stays no JSON.
package func indented(_ line: some Sequence<UInt8>) -> [UInt8] {
  var layout = Layout()
  for byte in line { layout.add(byte) }
  return layout.bytes
}

private struct Layout {
  var bytes: [UInt8] = []
  private var depth = 0
  private var isQuoted = false
  private var isEscaped = false
  private var isOpen = false

  mutating func add(_ byte: UInt8) {
    guard !isQuoted else { return addQuoted(byte) }
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      begin()
      bytes.append(byte)
      depth += 1
      isOpen = true
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      depth -= 1
      // An empty one has a line of its own for nothing, as Foundation writes it.
      if isOpen { bytes.append(UInt8(ascii: "\n")) }
      isOpen = false
      breakLine()
      bytes.append(byte)
    case UInt8(ascii: ","):
      bytes.append(byte)
      breakLine()
    case UInt8(ascii: ":"): bytes.append(contentsOf: " : ".utf8)
    case UInt8(ascii: "\n"): bytes.append(byte)
    case _:
      begin()
      bytes.append(byte)
      isQuoted = byte == UInt8(ascii: "\"")
    }
  }

  private mutating func addQuoted(_ byte: UInt8) {
    bytes.append(byte)
    if isEscaped {
      isEscaped = false
    } else if byte == UInt8(ascii: "\\") {
      isEscaped = true
    } else if byte == UInt8(ascii: "\"") {
      isQuoted = false
    }
  }

  /// The first value of an object or an array stands on a line of its own.
  private mutating func begin() {
    if isOpen { breakLine() }
    isOpen = false
  }

  private mutating func breakLine() {
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * max(0, depth)))
  }
}
