import Configuration

/// A configuration of words of the keyword table, which the bytes choose. It is nearly right: most
/// values are the table's own examples, and what a block cannot do without is there.
func written(by bytes: [UInt8]) -> String {
  var writer = ConfigurationWriter(bytes: bytes)
  return writer.file()
}

private struct ConfigurationWriter {
  let bytes: [UInt8]
  private var place = 0
  /// So that two blocks seldom have the same name or address.
  private var number = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func next() -> Int {
    guard place < bytes.count else { return 0 }
    defer { place += 1 }
    return Int(bytes[place])
  }

  private mutating func pick<Value>(_ all: [Value], or fallback: Value) -> Value {
    all.isEmpty ? fallback : all[next() % all.count]
  }

  mutating func file() -> String {
    var text = ""
    let blocks = Vocabulary.named("top")?.keywords.filter { $0.form.isBlock } ?? []
    while place < bytes.count, text.utf8.count < 16_384 {
      guard let keyword = blocks.isEmpty ? nil : pick(blocks, or: blocks[0]) else { break }
      text += statement(keyword, depth: 0)
    }
    return text
  }

  private mutating func statement(_ keyword: Keyword, depth: Int) -> String {
    let name = pick([keyword.name] + keyword.synonyms + keyword.obsolete, or: keyword.name)
    // Now and then the example of the table, whole.
    if next() % 3 == 0, !keyword.form.isBlock { return keyword.shownExample + "\n" }
    switch keyword.form {
    case .flag: return name + "\n"
    case .toggle: return "\(name) \(pick(["", "on", "off"], or: ""))\n"
    case .number(let range): return "\(name) \(within(range))\n"
    case .time: return "\(name) \(pick(["0", "0.01", "0.5", "1", "3.25", "40", "255"], or: "1"))\n"
    case .choice(let words):
      return "\(name) \(pick(words.split(separator: "|").map(String.init), or: ""))\n"
    case .text: return "\(name) \(words())\n"
    case .script: return "\(name) \(pick(scripts, or: "/bin/x"))\n"
    case .block(let inner, let after):
      guard depth < 6, let vocabulary = Vocabulary.named(inner) else { return "" }
      return "\(name) \(after.isEmpty ? "" : header(name)) {\n"
        + block(vocabulary, depth: depth + 1) + "}\n"
    case .entries: return "\(name) {\n\(pick(values, or: "a"))\n\(pick(values, or: "a"))\n}\n"
    }
  }

  private mutating func within(_ range: ClosedRange<Int>) -> Int {
    let span = min(range.upperBound - range.lowerBound, 1 << 20)
    return pick(
      [range.lowerBound, range.upperBound, range.lowerBound + next() % (span + 1)],
      or: range.lowerBound)
  }

  private mutating func words() -> String {
    (0...(next() % 3)).map { _ in pick(values, or: "a") }.joined(separator: " ")
  }

  private mutating func header(_ name: String) -> String {
    number += 1
    switch name {
    case "virtual_server":
      return pick(
        ["192.0.2.\(number % 250) 80", "2001:db8::\(number) 443", "fwmark \(number)", "group b"],
        or: "192.0.2.1 80")
    case "real_server", "address":
      return pick(
        ["10.0.0.\(number % 250) 80", "2001:db8:1::\(number) 80", "10.0.1.\(number % 250)"],
        or: "10.0.0.1 80")
    case _: return pick(["a", "b", "n\(number)", "\"x y\(number)\""], or: "a")
    }
  }

  private mutating func block(_ vocabulary: Vocabulary, depth: Int) -> String {
    var text = needed(in: vocabulary.name)
    for _ in 0..<(next() % 8) {
      if vocabulary.hasFreeLines {
        text += line(vocabulary) + "\n"
      } else {
        guard let first = vocabulary.keywords.first else { break }
        text += statement(pick(vocabulary.keywords, or: first), depth: depth)
      }
    }
    return text
  }

  /// A line that begins freely, with options of the table.
  private mutating func line(_ vocabulary: Vocabulary) -> String {
    var words = [pick(beginnings[vocabulary.name] ?? values, or: "a")]
    for _ in 0..<(next() % 4) {
      guard let first = vocabulary.keywords.first else { break }
      words.append(pick(vocabulary.keywords, or: first).shownExample)
    }
    return words.joined(separator: " ")
  }

  /// What a block cannot do without.
  private mutating func needed(in block: String) -> String {
    switch block {
    case "vrrp_instance":
      "interface eth\(next() % 2)\nvirtual_router_id \(number % 255 + 1)\nversion \(next() % 2 + 2)\n"
        + "virtual_ipaddress {\n192.0.2.\(number % 250 + 1)/24\n}\n"
    case "vrrp_sync_group": "group {\na\nb\n}\n"
    case "virtual_server": "lb_algo rr\nlb_kind NAT\nprotocol TCP\n"
    case "vrrp_script": "script /bin/true\n"
    case "vrrp_track_process": "process nginx\n"
    case "track_file": "file /run/f\n"
    case "bfd_instance": "neighbor_ip 192.0.2.\(number % 250 + 1)\n"
    case "url": "path /\n"
    case "auth_hmac": "key 1 0123456789abcdef0123456789abcdef\n"
    case "RADIUS_CHECK": "secret s\n"
    case _: ""
    }
  }
}

extension KeywordForm {
  fileprivate var isBlock: Bool {
    switch self {
    case .block: true
    case .flag, .toggle, .number, .time, .choice, .text, .script, .entries: false
    }
  }
}

private let values = [
  "a", "b", "eth0", "eth1", "1", "0", "-20", "5", "100", "50%", "192.0.2.1", "10.0.0.9 80",
  "2001:db8::9", "fe80::1", "224.0.0.18", "\"a b\"", "\"it's # !\"", "all", "any", "on", "root",
  "TUN type gue port 6080", "255.255.255.0", "reverse", "200-299", "0x1f", "name v", "id 7",
  "weight -20", "\u{e9}", "~", "x{", "$", "\\\\", "/a b",
]
private let scripts = [
  "/bin/x", "\"/bin/x a 'b c'\" root wheel", "\"/bin/x \\x41 \\\\ \\\"q\\\"\"", "'/bin/x #'",
]
private let beginnings = [
  "virtual_ipaddress": ["192.0.2.9/24", "2001:db8::9/64", "fe80::9", "10.0.0.1"],
  "virtual_routes": ["10.0.0.0/8 via 192.0.2.9", "default via fe80::1", "blackhole 10.9.0.0/16"],
  "virtual_rules": ["from 192.0.2.0/24 table 9", "to 2001:db8::/64 table 9", "iif eth0 table 7"],
  "unicast_peer": ["192.0.2.7", "2001:db8::7"],
  "track_interface": ["eth0", "a", "b", "eth1 weight 5"],
  "virtual_server_group": ["192.0.2.1-9 80", "10.9.0.0/29", "fwmark 7", "2001:db8::1-f 80"],
]
