import Network
import Routing

/// Options of lines of addresses, routes and rules that are as iproute2 has them.
extension Interpretation {
  /// An option that is not acted on, as the table says of it; nil: the table knows no such word.
  mutating func passOver(
    _ node: Node, _ index: inout Int, in vocabulary: Vocabulary, _ what: String
  ) -> Bool? {
    let option = node.words[index]
    guard let entry = vocabulary.entry(option.text) else { return nil }
    switch entry.meaning {
    case .idle: break
    case .without(let reason):
      noteWithoutEffect(option, reason)
    case .dropped(let mend):
      report.warning(
        code: .refusedWord, "'\(option.text)' cannot be obeyed: the \(what) is left out",
        at: option,
        hint: mend)
      return false
    case .acted, .obsolete: return nil
    }
    guard entry.mostArguments == nil else { return true }
    return value(after: &index, of: node, expecting: "a value") != nil
  }

  /// `KIND [lock] NUMBER`, `features ecn`; nil if the word is none of these.
  mutating func readPath(
    _ node: Node, _ index: inout Int, into path: inout PathMetrics
  ) -> Bool? {
    let option = node.words[index]
    guard let kind = PathMetrics.Kind.allCases.first(where: { $0.word == option.text }) else {
      return nil
    }
    guard var word = value(after: &index, of: node, expecting: "a number") else { return false }
    let isLocked = word.text == "lock"
    if isLocked {
      guard let next = value(after: &index, of: node, expecting: "a number") else { return false }
      word = next
    }
    switch kind {
    case .features:
      guard choice(word, of: [("ecn", true)], what: "a feature") != nil else { return false }
      path.set(kind, to: 1)
    case .quickack, .fastOpenWithoutCookie:
      guard let number = number(word, in: 0...1, of: "0 or 1") else { return false }
      path.set(kind, to: number)
    case .rtt, .rttvar, .rtoMin:
      let eighths: UInt32 = kind == .rtt ? 8 : kind == .rttvar ? 4 : 1
      guard let number = roundTrip(word, unit: eighths, of: kind.word) else { return false }
      path.set(kind, to: number, isLocked: isLocked)
    case .mtu, .window, .ssthresh, .cwnd, .advmss, .reordering, .hoplimit, .initcwnd, .initrwnd:
      let most: UInt32 = kind == .hoplimit ? 255 : UInt32.max
      guard let number = number(word, in: 1...most, of: "a value of \(kind.word)") else {
        return false
      }
      path.set(kind, to: number, isLocked: isLocked)
    }
    return true
  }
}

extension Interpretation {
  /// A time of TCP in the kernel's unit, of which a millisecond has `unit`: a bare number is in that
  /// unit already, `1.5s` and `100ms` are times.
  private mutating func roundTrip(_ word: Word, unit: UInt32, of name: String) -> UInt32? {
    let text = word.text.lowercased()
    let units: [(String, Double)] = [
      ("msecs", 1), ("msec", 1), ("ms", 1), ("secs", 1_000), ("sec", 1_000), ("s", 1_000),
    ]
    guard let found = units.first(where: { text.hasSuffix($0.0) }) else {
      return number(word, in: 1...UInt32.max, of: "a value of \(name)")
    }
    let digits = text.dropLast(found.0.count)
    let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { $0 == 46 || (48...57).contains($0) }
    let milliseconds = isNumber ? Double(digits).map { $0 * found.1 } : nil
    guard let milliseconds, (1...120_000).contains(milliseconds) else {
      report.error(
        "'\(word.text)' is not a value of \(name)", at: word,
        hint: "expected a time such as 100ms or 1.5s, at most 120 s")
      return nil
    }
    return UInt32((milliseconds * Double(unit)).rounded())
  }
}

/// The lesser selectors of rules.
extension Interpretation {
  /// nil if the word is none of these.
  mutating func readDetail(
    _ node: Node, _ index: inout Int, into details: inout Rule.Details
  ) -> Bool? {
    switch node.words[index].text {
    case "suppress_prefixlength", "sup_pl":
      details.suppressedLength = detail(node, &index, "a prefix's length", { Int($0) }, 0...128)
        .map { UInt32($0) }
      return details.suppressedLength != nil
    case "suppress_ifgroup", "sup_group":
      details.suppressedGroup = detail(
        node, &index, "a group of interfaces", { Int($0) }, 0...Int(UInt32.max) - 1
      ).map { UInt32($0) }
      return details.suppressedGroup != nil
    case "tunnel-id":
      details.tunnel = detail(node, &index, "a tunnel's number", { Int($0) }, 0...Int.max)
        .map { UInt64($0) }
      return details.tunnel != nil
    case "ipproto", "ip_proto":
      details.transport = detail(node, &index, "a protocol", transport, 1...255)
        .map { UInt8($0) }
      return details.transport != nil
    case "uidrange":
      details.users = range(node, &index, "users, such as 1000-1999", most: UInt32.max - 1)
      return details.users != nil
    case "sport":
      details.sourcePorts = range(node, &index, "ports, such as 80 or 1024-2047", most: UInt16.max)
      return details.sourcePorts != nil
    case "dport":
      details.destinationPorts = range(
        node, &index, "ports, such as 80 or 1024-2047", most: UInt16.max)
      return details.destinationPorts != nil
    default: return nil
    }
  }

  private func transport(_ text: String) -> Int? {
    let names = ["icmp": 1, "tcp": 6, "udp": 17, "ipv6-icmp": 58, "sctp": 132]
    return names[text.lowercased()] ?? Int(text)
  }

  private mutating func detail(
    _ node: Node, _ index: inout Int, _ what: String, _ number: (String) -> Int?,
    _ bounds: ClosedRange<Int>
  ) -> Int? {
    guard let word = value(after: &index, of: node, expecting: what) else { return nil }
    if let value = number(word.text), bounds.contains(value) { return value }
    report.error(
      "'\(word.text)' is not \(what)", at: word,
      hint: "expected a number from \(bounds.lowerBound) to \(bounds.upperBound)")
    return nil
  }

  /// `FIRST[-LAST]`
  private mutating func range<Value: FixedWidthInteger>(
    _ node: Node, _ index: inout Int, _ what: String, most: Value
  ) -> ClosedRange<Value>? {
    guard let word = value(after: &index, of: node, expecting: what) else { return nil }
    let parts = word.text.split(separator: "-", omittingEmptySubsequences: false)
    if (1...2).contains(parts.count), let first = Value(parts[0]),
      let last = Value(parts[parts.count - 1]), first <= last, last <= most
    {
      return first...last
    }
    report.error("'\(word.text)' is no range", at: word, hint: "expected \(what)")
    return nil
  }
}
