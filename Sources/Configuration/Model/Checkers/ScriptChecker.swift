import Health
import Patterns

extension Interpretation {
  /// `TCP_CHECK`: a connection, and what is said over it, in the order in which it stands.
  mutating func scriptDialogue(_ checker: CheckerDraft, _ word: Word) -> Probe.Dialogue {
    let (carrier, startsTLS) = stream(checker)
    var steps: [ScriptProbe.Step] = []
    var speaksOfTLS = false
    for node in checker.own {
      switch node.keyword {
      case "send": steps.append(.send(spoken(node)))
      case "send_hex":
        if let bytes = bytes(node, expecting: "bytes in hexadecimal") { steps.append(.send(bytes)) }
      case "expect":
        let text = spoken(node)
        if !text.isEmpty { steps.append(.expect(text.map { .init(value: $0) })) }
      case "expect_hex":
        let expected = "bytes in hexadecimal, an x for any digit"
        if let pattern = pattern(node, expecting: expected) { steps.append(.expect(pattern)) }
      case "expect_regex":
        if let pattern = plainPattern(node) { steps.append(.expectPattern(pattern)) }
      case "starttls":
        speaksOfTLS = true
        steps.append(.startTLS)
      default: break
      }
    }
    if speaksOfTLS != startsTLS {
      report.error(
        code: .conflictingWords, "'tls starttls' and the step 'starttls' belong together", at: word)
    }
    guard steps.isEmpty else {
      return .conversation(.script(ScriptProbe(steps: steps)), over: carrier)
    }
    guard case .secured = carrier else { return .tcp }
    return .conversation(.script(ScriptProbe(steps: [])), over: carrier)
  }

  /// The word after the keyword, with `\r \n \t \0 \\ \xHH` replaced.
  mutating func spoken(_ node: Node) -> [UInt8] {
    guard let word = argument(node, expecting: "a text in quotes") else { return [] }
    var rest = Array(word.text.utf8)[...]
    var bytes: [UInt8] = []
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let escape = rest.popFirst() else {
        bytes.append(byte)
        continue
      }
      switch escape {
      case UInt8(ascii: "r"): bytes.append(13)
      case UInt8(ascii: "n"): bytes.append(10)
      case UInt8(ascii: "t"): bytes.append(9)
      case UInt8(ascii: "0"): bytes.append(0)
      case UInt8(ascii: "x"):
        let digits = rest.prefix(2).compactMap(hexDigit)
        guard digits.count == 2 else {
          report.error("'\\x' has no two hexadecimal digits after it", at: word)
          return []
        }
        rest = rest.dropFirst(2)
        bytes.append(digits[0] << 4 | digits[1])
      default: bytes.append(escape)
      }
    }
    return bytes
  }

  /// An expression as it stands: no backslash is doubled here.
  private mutating func plainPattern(_ node: Node) -> Pattern? {
    guard let word = argument(node, expecting: "an expression in quotes") else { return nil }
    do throws(Pattern.Refusal) {
      return try Pattern(word.text)
    } catch {
      report.error(
        "the expression is refused at its character \(error.offset + 1): \(error.reason)", at: word)
      return nil
    }
  }
}
