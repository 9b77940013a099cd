/// Reads one rule as `iptables-save` prints it: options from left to right.
struct IptablesRuleParser {
  private var tokens: ArraySlice<FilterToken>
  var rule: FilterRule
  private var isNegated = false
  /// Whether a packet can be judged by a match's options.
  private static let understood: Set<String> = [
    "tcp", "udp", "sctp", "dccp", "udplite", "icmp", "icmp6", "multiport", "conntrack", "state",
    "mark", "iprange", "comment", "addrtype",
  ]

  init(tokens: ArraySlice<FilterToken>, text: String) {
    self.tokens = tokens
    rule = FilterRule(text: text, number: 0)
  }

  mutating func read() {
    while let token = tokens.popFirst() {
      if token == "!" {
        isNegated = true
        continue
      }
      readOption(token)
      isNegated = false
    }
  }

  private mutating func readOption(_ option: FilterToken) {
    if let field = IptablesRuleParser.fields[option.word] { return readValues(field) }
    switch option.word {
    case "-m", "--match":
      guard let name = tokens.popFirst() else { return }
      if !IptablesRuleParser.understood.contains(name.word) { rule.matches.append(.sometimes) }
    case "--comment": _ = tokens.popFirst()
    case "--syn": addFlags(mask: 0x17, value: 2)
    case "--tcp-flags":
      let mask = flags(tokens.popFirst())
      let value = flags(tokens.popFirst())
      if let mask, let value { addFlags(mask: mask, value: value) } else { addUnknown() }
    case "--mark": readMark()
    case "-j", "--jump": readTarget(goes: false)
    case "-g", "--goto": readTarget(goes: true)
    default:
      if option.text.utf8.first == UInt8(ascii: "-") { addUnknown() }
    }
  }

  private mutating func addUnknown() { rule.matches.append(.sometimes) }

  private static let fields: [String: FilterMatch.Field] = [
    "-s": .source, "--source": .source, "-d": .destination, "--destination": .destination,
    "--src-range": .source, "--dst-range": .destination,
    "-p": .transport, "--protocol": .transport,
    "-i": .input, "--in-interface": .input, "-o": .output, "--out-interface": .output,
    "--sport": .sourcePort, "--dport": .destinationPort, "--source-port": .sourcePort,
    "--destination-port": .destinationPort,
    "--sports": .sourcePort, "--dports": .destinationPort, "--ports": .anyPort,
    "--source-ports": .sourcePort, "--destination-ports": .destinationPort,
    "--ctstate": .state, "--state": .state,
    "--icmp-type": .icmpType, "--icmpv6-type": .icmpType,
    "--dst-type": .localDestination,
  ]

  private mutating func readValues(_ field: FilterMatch.Field) {
    guard let text = tokens.popFirst()?.text else { return addUnknown() }
    var list = FilterValueList()
    for word in text.split(separator: ",") { add(word, field, to: &list) }
    var match = FilterMatch(field: field, isNegated: isNegated, values: list.values)
    if case .unknown = match.values { match = .sometimes }
    rule.matches.append(match)
  }

  private func add(
    _ word: Substring, _ field: FilterMatch.Field, to list: inout FilterValueList
  ) {
    switch field {
    case .sourcePort, .destinationPort, .anyPort:
      list.add(FilterText.range(word, dash: ":") { UInt16($0).map(UInt32.init) })
    case .input, .output:
      list.add(word.hasSuffix("+") ? word.dropLast() + "*" : word, to: field)
    default: list.add(word, to: field)
    }
  }

  private func flags(_ token: FilterToken?) -> UInt32? {
    guard let token else { return nil }
    var sum: UInt32 = 0
    for word in token.text.split(separator: ",") {
      guard let bits = FilterText.flags(word) else { return nil }
      sum |= bits
    }
    return sum
  }

  private mutating func addFlags(mask: UInt32, value: UInt32) {
    rule.matches.append(
      FilterMatch(
        field: .flags(mask: UInt8(truncatingIfNeeded: mask)), isNegated: isNegated,
        values: .numbers([value...value])))
  }

  /// `0x1`, `0x1/0xff`
  private static func masked(_ text: Substring) -> (value: UInt32, mask: UInt32)? {
    let parts = text.split(separator: "/")
    guard let first = parts.first, let value = FilterText.number(first) else { return nil }
    guard parts.count > 1 else { return (value, .max) }
    return FilterText.number(parts[1]).map { (value, $0) }
  }

  private mutating func readMark() {
    guard let text = tokens.popFirst()?.text, let mark = IptablesRuleParser.masked(text) else {
      return addUnknown()
    }
    rule.matches.append(
      FilterMatch(
        field: .mark(mask: mark.mask), isNegated: isNegated,
        values: .numbers([mark.value...mark.value])))
  }

  /// A target with its options, which are the rest of the line.
  private mutating func readTarget(goes: Bool) {
    guard let name = tokens.popFirst()?.word else { return }
    let options = tokens
    tokens = []
    if goes {
      rule.verdict = .goto(name)
      return
    }
    switch name {
    case "ACCEPT": rule.verdict = .accept
    case "DROP": rule.verdict = .drop
    case "REJECT": rule.verdict = .reject
    case "RETURN": rule.verdict = .return
    case "QUEUE", "NFQUEUE": rule.verdict = .queue
    case "MASQUERADE": rule.verdict = .masquerade
    case "SNAT", "NETMAP": rule.verdict = .snat
    case "DNAT": rule.verdict = .dnat
    case "REDIRECT": rule.verdict = .redirect
    case "TPROXY": rule.verdict = .tproxy
    case "NOTRACK": rule.effects.append(.notrack)
    case "CT":
      if options.contains(where: { $0 == "--notrack" }) { rule.effects.append(.notrack) }
    case "MARK": rule.effects.append(markEffect(options))
    case "CONNMARK":
      if options.contains(where: { $0 == "--restore-mark" }) { rule.effects.append(.markUnknown) }
    default:
      if !IptablesRuleParser.silentTargets.contains(name) { rule.verdict = .jump(name) }
    }
  }

  /// Targets after which the next rule is asked, and that change neither mark nor way.
  private static let silentTargets: Set<String> = [
    "LOG", "NFLOG", "ULOG", "TRACE", "TOS", "DSCP", "TTL", "HL", "TCPMSS", "TCPOPTSTRIP", "SET",
    "CLASSIFY", "CHECKSUM", "ECN", "AUDIT", "RATEEST", "SECMARK", "CONNSECMARK", "TEE", "LED",
    "IDLETIMER", "HMARK", "SYNPROXY",
  ]

  private func markEffect(_ options: ArraySlice<FilterToken>) -> FilterRule.Effect {
    guard let option = options.first, let text = options.dropFirst().first?.text,
      let mark = IptablesRuleParser.masked(text)
    else { return .markUnknown }
    switch option.word {
    case "--set-xmark": return .mark(value: mark.value, mask: mark.mask)
    case "--set-mark": return .mark(value: mark.value, mask: mark.mask | mark.value)
    case "--and-mark": return .mark(value: 0, mask: ~mark.value)
    case "--or-mark": return .mark(value: mark.value, mask: mark.value)
    case "--xor-mark": return .mark(value: mark.value, mask: 0)
    default: return .markUnknown
    }
  }
}
