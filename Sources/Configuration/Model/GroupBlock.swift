import IPVS
import Network

/// `virtual_server_group`: many addresses, ranges of addresses, and marks, served alike.
struct VirtualServerGroup {
  enum Entry {
    /// A range of one address or more, on one port.
    case addresses(first: Address, count: UInt32, port: UInt16)
    /// A mark; without a family it has its real servers'.
    case mark(UInt32, Family?)
  }

  var entries: [Entry] = []
}

extension Interpretation {
  mutating func readGroup(_ node: Node) {
    guard let name = argument(node, expecting: "the group's name") else { return }
    if groups[name.text] != nil {
      report.warning(
        code: .definedTwice, "the group '\(name.text)' stands twice; the second is ignored",
        at: name)
      return
    }
    var group = VirtualServerGroup()
    for child in children(of: node) {
      if let entry = groupEntry(child) { group.entries.append(entry) }
    }
    groups[name.text] = group
  }

  private mutating func groupEntry(_ node: Node) -> VirtualServerGroup.Entry? {
    guard let word = node.words.first else { return nil }
    if word.text == "fwmark" { return mark(node) }
    guard let range = addresses(word) else { return nil }
    var port: UInt16 = 0
    if node.words.count > 1 {
      guard let value = self.port(node.words[1]) else { return nil }
      port = value
    }
    if node.words.count > 2 {
      report.warning(
        code: .surplusArgument, "nothing is made of '\(node.words[2].text)'", at: node.words[2])
    }
    return .addresses(first: range.first, count: range.count, port: port)
  }

  private mutating func mark(_ node: Node) -> VirtualServerGroup.Entry? {
    guard let word = argument(node, expecting: "a firewall mark", atMost: 2),
      let mark = number(word, in: 1...UInt32.max, of: "a firewall mark")
    else { return nil }
    guard node.words.count > 2 else { return .mark(mark, nil) }
    let families: [(String, Family)] = [("inet", .ipv4), ("inet6", .ipv6)]
    guard let family = choice(node.words[2], of: families, what: "an address family") else {
      return nil
    }
    return .mark(mark, family)
  }

  /// `IP`, `IP-N` (the last octet or group), `IP-IP`, `IP/len`.
  private mutating func addresses(_ word: Word) -> (first: Address, count: UInt32)? {
    if word.text.utf8.contains(UInt8(ascii: "/")) { return network(word) }
    guard let dash = word.text.firstIndex(of: "-") else { return address(word).map { ($0, 1) } }
    let start = Address(word.text[..<dash])
    let end = word.text[word.text.index(after: dash)...]
    guard let start, let last = Address(end) ?? start.replacingLast(with: end) else {
      report.error(
        "'\(word.text)' is not a range of addresses", at: word,
        hint: "expected 192.0.2.1-20, 192.0.2.1-192.0.2.20 or 2001:db8::1-ff")
      return nil
    }
    guard last > start, last.family == start.family, let steps = start.distance(to: last) else {
      report.error(
        "the range '\(word.text)' does not go upwards, or is too long", at: word,
        hint: "expected an end after its start, and at most \(context.limits.services) addresses")
      return nil
    }
    return (start, steps.addingReportingOverflow(1).partialValue)
  }

  private mutating func network(_ word: Word) -> (first: Address, count: UInt32)? {
    guard let prefix = Prefix(word.text), prefix.hasNoHostBits else {
      report.error(
        "'\(word.text)' is not a network", at: word,
        hint: "expected an address and a prefix length, with no bit set after the prefix")
      return nil
    }
    let bits = prefix.address.family.bits - prefix.length
    guard bits < 24 else {
      report.error(
        code: .limitExceeded, "'\(word.text)' has too many addresses", at: word,
        hint: "expected at most \(context.limits.services) in all")
      return nil
    }
    return (prefix.address, 1 << UInt32(bits))
  }
}

extension Address {
  /// The address with its last octet (decimal) or group of 16 bits (hexadecimal) replaced.
  fileprivate func replacingLast(with text: Substring) -> Address? {
    switch self {
    case .v4(let bits): UInt8(text).map { .v4(bits & ~0xff | UInt32($0)) }
    case .v6(let bits):
      UInt16(text, radix: 16).map {
        .v6(IPv6Bits(bits.number & ~0xffff | UInt128($0)))
      }
    }
  }

  /// How many steps further on `other` is, below 2²⁴; nil otherwise.
  fileprivate func distance(to other: Address) -> UInt32? {
    switch (self, other) {
    case (.v4(let a), .v4(let b)) where b >= a && b - a < 1 << 24: b - a
    case (.v6(let a), .v6(let b)) where b >= a && b.number - a.number < 1 << 24:
      UInt32(b.number - a.number)
    default: nil
    }
  }
}
