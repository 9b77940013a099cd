/// Reads a named set or map of `nft list ruleset`, whose elements stand on many lines.
struct NftSetReader {
  let name: Firewall.ChainName
  private var type = FilterMatch.Field.sometimes
  private var isDynamic = false
  private var elements: [FilterToken] = []
  private var isInElements = false

  init(_ name: Firewall.ChainName) { self.name = name }

  /// False: this line ends the set.
  mutating func read(_ text: Substring) -> Bool {
    let words = FilterText.tokens(of: text, separators: "{};,")
    if isInElements {
      elements += words
      isInElements = words.last.map { $0 == "}" } != true
      return true
    }
    guard let first = words.first else { return true }
    switch first.text {
    case "}": return false
    case "type", "typeof": type = NftSetReader.field(words.dropFirst().map(\.text))
    case "flags":
      isDynamic = words.contains { $0 == "dynamic" || $0 == "timeout" }
    case "timeout": isDynamic = true
    case "elements":
      elements += words.dropFirst(3)
      isInElements = words.last.map { $0 == "}" } != true
    default: break
    }
    return true
  }

  var finished: Firewall.NamedSet {
    var parser = NftElements(tokens: elements[...], field: type)
    let pairs = parser.pairs()
    var set = Firewall.NamedSet()
    set.isDynamic = isDynamic
    set.values = parser.values
    set.pairs = pairs.filter { $0.verdict != nil || $0.number != nil }
    return set
  }

  /// What the words after `type` say; a field that takes values of this type.
  private static func field(_ words: [Substring]) -> FilterMatch.Field {
    let key = words.prefix { $0 != ":" }
    guard !key.contains(".") else { return .sometimes }
    switch key.last {
    case "ipv4_addr", "ipv6_addr", "saddr", "daddr": return .source
    case "inet_service", "dport", "sport": return .sourcePort
    case "ifname", "iifname", "oifname", "iface_index", "iif", "oif": return .input
    case "inet_proto", "protocol", "l4proto": return .transport
    case "mark": return .mark(mask: .max)
    case "ct_state", "state": return .state
    default: return .sometimes
    }
  }
}

/// The elements between the braces of a set or map.
struct NftElements {
  private var tokens: ArraySlice<FilterToken>
  private let field: FilterMatch.Field
  private var list = FilterValueList()

  init(tokens: ArraySlice<FilterToken>, field: FilterMatch.Field) {
    self.tokens = tokens
    self.field = field
  }

  /// What is left after the closing brace.
  var rest: ArraySlice<FilterToken> { tokens }
  /// All keys that were read.
  var values: FilterValues { list.values }

  /// Reads to the closing brace or to the end; keys without a verdict or number too.
  mutating func pairs() -> [FilterPair] {
    var pairs: [FilterPair] = []
    var element: [FilterToken] = []
    while let token = tokens.popFirst() {
      if token == "," || token == "}" {
        if !element.isEmpty { pairs.append(pair(element)) }
        element = []
        if token == "}" { return pairs }
      } else {
        element.append(token)
      }
    }
    if !element.isEmpty { pairs.append(pair(element)) }
    return pairs
  }

  private mutating func pair(_ element: [FilterToken]) -> FilterPair {
    let colon = element.firstIndex { $0 == ":" }
    let key = element[..<(colon ?? element.count)]
    var one = FilterValueList()
    if key.count > 1, key[1] == "." {
      one.addUnknown()
      list.addUnknown()
    } else if let first = key.first {
      one.add(first.text, to: field)
      list.add(first.text, to: field)
    }
    var pair = FilterPair(key: one.values)
    guard let colon else { return pair }
    let value = element[(colon + 1)...]
    pair.verdict = NftRuleParser.verdict(value)
    pair.number = value.first.flatMap { FilterText.number($0.text) }
    return pair
  }
}
