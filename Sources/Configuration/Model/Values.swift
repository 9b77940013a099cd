import Network

/// What stands after a keyword, with its ranges. Each answers nil after it has reported why.
extension Interpretation {
  /// The word at `index`; more than `most` words are too many, and the surplus is warned of.
  mutating func argument(
    _ node: Node, _ index: Int = 1, expecting what: String, atMost most: Int = 1
  ) -> Word? {
    if node.words.count > most + 1 {
      report.warning(
        code: .surplusArgument, "nothing is made of '\(node.words[most + 1].text)'",
        at: node.words[most + 1], hint: "take it out, or write '#' before it")
    }
    if index < node.words.count { return node.words[index] }
    if let word = node.words.first {
      report.error(
        code: .missingArgument, "'\(word.text)' stands alone", at: word,
        hint: "expected \(what) after it")
    }
    return nil
  }

  mutating func text(_ node: Node, expecting what: String) -> String? {
    argument(node, expecting: what)?.text
  }

  /// A whole decimal number.
  mutating func number(_ word: Word, in range: ClosedRange<UInt32>, of what: String) -> UInt32? {
    if let value = UInt32(word.text), range.contains(value), word.text.first != "+" { return value }
    report.error(
      "'\(word.text)' is not \(what)", at: word,
      hint: "expected a whole number from \(range.lowerBound) to \(range.upperBound)")
    return nil
  }

  mutating func number(
    _ node: Node, in range: ClosedRange<UInt32>, of what: String
  ) -> UInt32? {
    argument(node, expecting: what).flatMap { number($0, in: range, of: what) }
  }

  mutating func port(_ word: Word, from least: UInt32 = 0) -> UInt16? {
    number(word, in: least...65535, of: "a port").map { UInt16(truncatingIfNeeded: $0) }
  }

  /// A whole decimal number that may have a sign.
  mutating func integer(_ word: Word, in range: ClosedRange<Int>, of what: String) -> Int? {
    if let value = Int(word.text), range.contains(value) { return value }
    report.error(
      "'\(word.text)' is not \(what)", at: word,
      hint: "expected a whole number from \(range.lowerBound) to \(range.upperBound)")
    return nil
  }

  /// Seconds with up to six decimals; more are rounded off, with a warning.
  mutating func time(
    _ node: Node, from least: Duration = .zero, to most: Duration = .seconds(31_536_000)
  ) -> Duration? {
    guard let word = argument(node, expecting: "a time in seconds") else { return nil }
    return time(word, of: node.keyword, in: least...max(least, most))
  }

  mutating func time(
    _ word: Word, of keyword: String, in range: ClosedRange<Duration>
  ) -> Duration? {
    guard let time = microseconds(word.text), case let duration = Duration.microseconds(time.value),
      range.contains(duration)
    else {
      let bounds = "\(seconds(range.lowerBound)) to \(seconds(range.upperBound))"
      report.error(
        "'\(word.text)' is not a time for '\(keyword)'", at: word,
        hint: "expected seconds from \(bounds), with a decimal point where need be")
      return nil
    }
    if time.isRounded {
      report.warning("'\(word.text)' is rounded to microseconds", at: word)
    }
    return duration
  }

  /// `on`, `true`, `yes` and their opposites; true if nothing stands.
  mutating func boolean(_ node: Node) -> Bool? {
    guard node.words.count > 1 else { return true }
    let word = node.words[1]
    if let value = truth(word) { return value }
    switch node.keyword {
    case "vrrp_strict", "vrrp_skip_check_adv_addr":
      report.warning(
        code: .surplusArgument,
        "'\(word.text)' says neither yes nor no: '\(node.keyword)' holds, as in keepalived 2.2",
        at: word, hint: "write 'on' or 'off'; keepalived 2.2 takes any word for 'on'")
      return true
    default:
      report.error(
        "'\(word.text)' says neither yes nor no", at: word,
        hint: "expected on, off, true, false, yes or no")
      return nil
    }
  }

  /// What a word of a switch says; nil: neither yes nor no.
  func truth(_ word: Word) -> Bool? {
    switch word.text {
    case "on", "true", "yes": true
    case "off", "false", "no": false
    default: nil
    }
  }

  /// A network interface's name.
  mutating func interface(_ word: Word) -> String? {
    if (1...15).contains(word.text.utf8.count), !word.text.utf8.contains(UInt8(ascii: "/")) {
      return word.text
    }
    report.error(
      "'\(word.text)' is not an interface", at: word, hint: "expected a name of 1 to 15 bytes")
    return nil
  }

  mutating func address(_ word: Word) -> Address? {
    if let address = Address(word.text) { return address }
    report.error(
      "'\(word.text)' is not an address", at: word,
      hint: "expected an IPv4 or IPv6 address, such as 192.0.2.1 or 2001:db8::1")
    return nil
  }

  /// One of a few words.
  mutating func choice<Value>(_ word: Word, of choices: [(String, Value)], what: String) -> Value? {
    if let found = choices.first(where: { $0.0 == word.text }) { return found.1 }
    let near = nearest(to: word.text, among: choices.map(\.0))
    let all = choices.map(\.0).joined(separator: ", ")
    report.error(
      "'\(word.text)' is not \(what)", at: word,
      hint: near.map { "did you mean '\($0)'?" } ?? "expected one of \(all)")
    return nil
  }
}

/// `1`, `0.25`: a time as the file has it.
func seconds(_ duration: Duration) -> String {
  let total = duration.nanoseconds / 1000
  let (whole, rest) = total.quotientAndRemainder(dividingBy: 1_000_000)
  guard rest != 0 else { return "\(whole)" }
  let digits = "\(rest.magnitude)"
  var decimals = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
  while decimals.last == "0" { decimals.removeLast() }
  return "\(whole).\(decimals)"
}

/// A decimal number of seconds as microseconds; nil if it is none or of more than 2⁵³.
private func microseconds(_ text: String) -> (value: Int64, isRounded: Bool)? {
  var value: Int64 = 0
  var decimals: Int?
  var digits = 0
  var isRounded = false
  for byte in text.utf8 {
    if byte == UInt8(ascii: "."), decimals == nil {
      decimals = 0
      continue
    }
    guard let digit = hexDigit(byte), digit < 10, value < 1 << 49 else { return nil }
    digits += 1
    if let count = decimals {
      if count >= 6 {
        if count == 6, digit >= 5 { value += 1 }
        isRounded = true
      }
      decimals = count + 1
      if count >= 6 { continue }
    }
    value = value * 10 + Int64(digit)
  }
  guard digits > 0 else { return nil }
  for _ in min(decimals ?? 0, 6)..<6 {
    guard value < 1 << 55 else { return nil }
    value *= 10
  }
  return (value, isRounded)
}
