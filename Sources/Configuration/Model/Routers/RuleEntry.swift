import Network
import Routing

/// The lines of `virtual_rules` and `static_rules`: the common part of iproute2's language.
extension Interpretation {
  /// `[inet|inet6] [not] [from PREFIX] [to PREFIX] [fwmark MARK[/MASK]] [iif|dev IF] [oif IF]
  /// [tos N] [priority|preference|order N] table|lookup T|goto N|nop|blackhole|unreachable|prohibit`
  mutating func rule(_ node: Node, family: Family) -> Rule? {
    guard let first = node.words.first else { return nil }
    var rule = Rule(family, action: .nothing)
    var hasAction = false
    var index = 0
    while index < node.words.count {
      if let isRead = readAction(node, &index, into: &rule) {
        guard isRead else { return nil }
        hasAction = true
      } else if !readRuleOption(node, &index, into: &rule) {
        return nil
      }
      index += 1
    }
    guard hasAction else {
      report.error(
        code: .missingWord, "this rule names no table", at: first, hint: "expected 'table NUMBER'")
      return nil
    }
    // The packet's VRF says the table.
    if rule.details.isOfVRF { rule.action = .lookUp(table: 0) }
    if let found = (rule.from ?? rule.to)?.address.family { rule.family = found }
    if rule.priority == nil { allotPriority(&rule, at: first) }
    return rule
  }

  /// As keepalived does: 16384 for the first rule of a family, one less for each further one.
  private mutating func allotPriority(_ rule: inout Rule, at word: Word) {
    let priority = nextRulePriority[rule.family] ?? 16_384
    nextRulePriority[rule.family] = max(1, priority - 1)
    rule.priority = priority
    report.warning(
      code: .defaultTaken,
      "this rule names no preference: \(priority) is taken, as keepalived does",
      at: word, hint: "write 'preference NUMBER': rules are asked in the order of their numbers")
  }

  /// What is done with a packet; nil if the word is about something else.
  private mutating func readAction(
    _ node: Node, _ index: inout Int, into rule: inout Rule
  ) -> Bool? {
    switch node.words[index].text {
    case "table", "lookup":
      guard let word = value(after: &index, of: node, expecting: "a table"),
        let table = routingTable(word)
      else { return false }
      rule.action = .lookUp(table: table)
    case "goto":
      guard let word = value(after: &index, of: node, expecting: "a rule's priority"),
        let target = number(word, in: 1...UInt32.max, of: "a rule's priority")
      else { return false }
      rule.action = .goTo(priority: target)
    case "l3mdev": rule.details.isOfVRF = true
    case "type":
      guard let word = value(after: &index, of: node, expecting: "a type") else { return false }
      let types = Self.actions.map { ($0.key, $0.value) } + [("unicast", nil)]
      guard let type = choice(word, of: types.sorted { $0.0 < $1.0 }, what: "a type of rule") else {
        return false
      }
      // The table follows.
      guard let type else { return nil }
      rule.action = type
    case let word:
      guard let action = Self.actions[word] else { return nil }
      rule.action = action
    }
    return true
  }

  private static let actions: [String: Rule.Action] = [
    "nop": .nothing, "blackhole": .blackhole, "unreachable": .unreachable, "prohibit": .prohibit,
  ]

  private mutating func readRuleOption(
    _ node: Node, _ index: inout Int, into rule: inout Rule
  ) -> Bool {
    let option = node.words[index]
    switch option.text {
    case "inet": rule.family = .ipv4
    case "inet6": rule.family = .ipv6
    case "not": rule.isInverted = true
    case "from": return readSelector(node, &index, into: &rule.from)
    case "to": return readSelector(node, &index, into: &rule.to)
    case "iif", "dev":
      rule.input = value(after: &index, of: node, expecting: "an interface").flatMap {
        interface($0)
      }
      return rule.input != nil
    case "oif":
      rule.output = value(after: &index, of: node, expecting: "an interface").flatMap {
        interface($0)
      }
      return rule.output != nil
    case "tos", "dsfield":
      guard let word = value(after: &index, of: node, expecting: "a type of service"),
        let service = typeOfService(word)
      else { return false }
      rule.typeOfService = service
    case "priority", "preference", "order":
      guard let word = value(after: &index, of: node, expecting: "a priority"),
        let priority = number(word, in: 0...UInt32.max, of: "a priority")
      else { return false }
      rule.priority = priority
    case "fwmark":
      rule.mark = value(after: &index, of: node, expecting: "a mark").flatMap { mark($0) }
      return rule.mark != nil
    default:
      return readDetail(node, &index, into: &rule.details)
        ?? passOver(node, &index, in: .ruleEntry, "rule") ?? refuseRuleOption(option)
    }
    return true
  }

  private mutating func readSelector(
    _ node: Node, _ index: inout Int, into selector: inout Prefix?
  ) -> Bool {
    guard let word = value(after: &index, of: node, expecting: "a prefix") else { return false }
    guard !["all", "any", "default"].contains(word.text) else { return true }
    selector = prefix(word)
    return selector != nil
  }

  /// `MARK[/MASK]`, decimal or hexadecimal after `0x`.
  private mutating func mark(_ word: Word) -> Rule.Mark? {
    let parts = word.text.split(separator: "/", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in
      part.hasPrefix("0x") ? UInt32(part.dropFirst(2), radix: 16) : UInt32(part)
    }
    guard (1...2).contains(parts.count), numbers.count == parts.count, let value = numbers.first
    else {
      report.error(
        "'\(word.text)' is not a firewall mark", at: word, hint: "expected MARK or MARK/MASK")
      return nil
    }
    return Rule.Mark(value, mask: numbers.count > 1 ? numbers[1] : .max)
  }

  private mutating func refuseRuleOption(_ option: Word) -> Bool {
    report.error(
      code: .unknownWord, "'\(option.text)' is not an option of a rule", at: option,
      hint: "expected from, to, iif, oif, fwmark, table or priority")
    return false
  }
}
