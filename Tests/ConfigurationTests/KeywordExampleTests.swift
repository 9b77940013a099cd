import Testing

@testable import Configuration

/// The table's examples are what a file may have: each is read in its block.
struct KeywordExampleTests {
  fileprivate static let examples = Vocabulary.all.flatMap { block in
    block.keywords.map { Example(block: block, keyword: $0) }
  }

  @Test(arguments: examples)
  fileprivate func anExampleIsReadAsItsFateSays(_ example: Example) {
    let text = example.file
    let reader: FileReader = { pattern, including in
      [SourceFile(name: pattern, contents: including == nil ? Array(text.utf8) : [])]
    }
    let context = Context(identifier: "lb1", environment: ["HOME": "/root"])
    let found = load("t.conf", reading: reader, context: context).diagnostics
    #expect(
      Set(found.map(\.code)) == example.expected,
      "\(example): \(found.map { $0.rendered(code: true) }) in \(text)")
  }
}

/// One word's example, in a file around it.
private struct Example: CustomStringConvertible, Sendable {
  var block: Vocabulary
  var keyword: Keyword

  var description: String { "\(keyword.name) of \(block.name)" }

  /// The diagnostics that the word's fate asks for.
  var expected: Set<Diagnostic.Code> {
    switch (keyword.fate, openers.first ?? .honoured) {
    case (_, .without): [.withoutEffect]
    case (_, .deprecated): [.obsoleteWord]
    case (.honoured, _), (.inherent, _): []
    case (.deprecated, _): [.obsoleteWord]
    case (.without, _): [.withoutEffect]
    case (.dropped, _): [.refusedWord]
    }
  }

  /// The fates of those that open the block, if all are alike.
  private var openers: [Fate] {
    let fates = Vocabulary.all.flatMap(\.keywords).filter {
      if case .block(block.name, _) = $0.form { true } else { false }
    }.map(\.fate)
    return Set(fates).count == 1 ? fates : []
  }

  /// The surroundings' own statements of the same words are left out.
  var file: String {
    let example = keyword.shownExample
    let words = Set(
      example.split(separator: "\n").filter { $0.first?.isLetter ?? false }.map(firstWord))
    let lines = surroundings(block.name, keyword.name).split(separator: "\n").map(String.init)
    let place = lines.firstIndex { $0.contains("@@") } ?? 0
    let inner = lines[..<place].reduce(0) { $0 + step($1) }
    var kept: [String] = []
    var (depth, skipped) = (0, 0)
    for line in lines {
      if skipped > 0 || depth == inner && words.contains(firstWord(line[...])) {
        skipped += step(line)
      } else {
        kept.append(line.replacing("@@", with: example))
      }
      depth += step(line)
    }
    return (definitions + kept).joined(separator: "\n") + "\n"
  }

  /// By how much a line is deeper than the one before.
  private func step(_ line: String) -> Int { line.hasSuffix("{") ? 1 : line == "}" ? -1 : 0 }

  private func firstWord(_ line: Substring) -> Substring { line.split(separator: " ").first ?? "" }
}

/// What examples name.
private let definitions = [
  "global_defs {", "enable_script_security", "script_user root", "}",
  "vrrp_script check_nginx {", "script /bin/true", "}",
  "vrrp_track_process nginx {", "process nginx", "}",
  "track_file maintenance {", "file /run/maintenance", "}",
  "bfd_instance uplink {", "neighbor_ip 192.0.2.253", "}",
  "canary uplink {", "address 192.0.2.254 22 {", "TCP_CHECK {", "}", "}", "}",
  "vrrp_instance VI_1 {", "interface eth0", "virtual_router_id 1", "accept", "virtual_ipaddress {",
  "192.0.2.1/24", "}", "}",
  "vrrp_instance VI_2 {", "interface eth0", "virtual_router_id 2", "accept", "virtual_ipaddress {",
  "192.0.2.2/24", "}", "}",
]

private let password = "authentication {\nauth_type PASS\nauth_pass secret\n}"

/// Words that have a sense beside others alone.
private let companions = [
  "unicast_peer": password,
  "unicast_src_ip": "unicast_peer {\n192.0.2.3\n}\n\(password)",
  "unicast_fault_no_peer": "unicast_peer {\n192.0.2.3\n}\n\(password)",
  "unicast_ttl": "unicast_peer {\n192.0.2.3\n}\n\(password)",
  "check_unicast_src": "unicast_peer {\n192.0.2.3\n}\n\(password)",
  "vmac_xmit_base": "use_vmac", "use_vmac_addr": "use_vmac", "strict_mode": "accept",
]

private func instance(
  _ words: String, word: String = "", address: String = "192.0.2.10/24"
) -> String {
  """
  vrrp_instance VI {
  interface eth0
  virtual_router_id 51
  virtual_ipaddress {
  \(word == "native_ipv6" ? "fe80::10/64" : address)
  }
  \(companions[word] ?? "")
  \(words)
  }
  """
}

private func virtualServer(_ words: String) -> String {
  """
  virtual_server 192.0.2.1 80 {
  lb_algo wrr
  lb_kind NAT
  protocol TCP
  \(words)
  real_server 10.0.0.99 80 {
  weight 100
  TCP_CHECK {
  }
  }
  }
  """
}

private func realServer(_ words: String) -> String {
  """
  virtual_server 192.0.2.1 80 {
  lb_algo wrr
  lb_kind NAT
  protocol TCP
  real_server 10.0.0.2 80 {
  weight 100
  \(words)
  TCP_CHECK {
  }
  }
  }
  """
}

/// A file in which `@@` is the place of a word of a block.
private func surroundings(_ block: String, _ word: String) -> String {
  switch block {
  case "top": "@@"
  case "global_defs": "global_defs {\n@@\n}"
  case "ipvs": "global_defs {\nipvs {\n@@\n}\n}"
  case "vrrp_instance": instance("@@", word: word)
  case "vrrp_sync_group":
    "vrrp_sync_group G {\ngroup {\nVI_1\nVI_2\n}\nsync_group_tracking_weight\n@@\n}"
  case "RADIUS_CHECK": realServer("RADIUS_CHECK {\nsecret s\n@@\n}")
  case "MISC_CHECK": realServer("MISC_CHECK {\nmisc_path /bin/true\n@@\n}")
  case "FILE_CHECK": realServer("FILE_CHECK {\ntrack_file maintenance\n@@\n}")
  case "BFD_CHECK": realServer("BFD_CHECK {\nname uplink\n@@\n}")
  case "authentication": instance("authentication {\nauth_type PASS\nauth_pass secret\n@@\n}")
  case "auth_hmac": instance("auth_hmac {\nkey 1 0123456789abcdef0123456789abcdef\n@@\n}")
  case "vrrp_script": "vrrp_script s {\nscript /bin/true\n@@\n}"
  case "vrrp_track_process": "vrrp_track_process p {\nprocess nginx -g\n@@\n}"
  case "track_file": "track_file f {\nfile /run/f\n@@\n}"
  case "bfd_instance": "bfd_instance b {\nneighbor_ip 192.0.2.9\n@@\n}"
  case "garp_group": "garp_group {\n@@\n}"
  case "track_group": "track_group g {\n@@\n}"
  case "SSL": "SSL {\n@@\n}"
  case "virtual_server_group": "virtual_server_group g {\n@@\n}"
  case "virtual_server": virtualServer("@@")
  case "real_server": realServer("@@")
  case "canary": "canary c {\n@@\naddress 192.0.2.254 22 {\nTCP_CHECK {\n}\n}\n}"
  case "HTTP_GET", "SSL_GET": realServer("\(block) {\n@@\nurl {\npath /\n}\n}")
  case "url": realServer("HTTP_GET {\nurl {\npath /\n@@\n}\n}")
  case "host": realServer("SMTP_CHECK {\nhost {\n@@\n}\n}")
  case "virtual_ipaddress", "virtual_routes", "virtual_rules", "unicast_peer", "track_interface":
    entry(block, word)
  case "lines": line(word)
  case _: realServer("\(block) {\n@@\n}")
  }
}

/// Where the line begins freely.
private func entry(_ block: String, _ word: String) -> String {
  switch (block, word) {
  case ("virtual_ipaddress", "-nodad"), ("virtual_ipaddress", "home"),
    ("virtual_ipaddress", "mngtmpaddr"), ("virtual_ipaddress", "preferred_lft"):
    instance("version 3", address: "fe80::10/64\n2001:db8::10/64 @@")
  case ("virtual_ipaddress", _): instance("", address: "192.0.2.10/24 @@")
  case ("virtual_routes", "to"): instance("virtual_routes {\n@@ via 192.0.2.1\n}")
  case ("virtual_routes", "via"), ("virtual_routes", "gw"):
    instance("virtual_routes {\n198.51.100.0/24 @@\n}")
  case ("virtual_routes", "from"):
    instance("virtual_routes {\n2001:db8:7::/64 via 2001:db8::1 @@\n}")
  case ("virtual_routes", "lock"):
    instance("virtual_routes {\n198.51.100.0/24 via 192.0.2.1 mtu @@ 1400\n}")
  case ("virtual_routes", _) where routeTypes.contains(word):
    instance("virtual_routes {\n@@\n}")
  case ("virtual_routes", _):
    instance("virtual_routes {\n198.51.100.0/24 via 192.0.2.1 @@\n}")
  case ("virtual_rules", _) where ruleActions.contains(word):
    instance("virtual_rules {\nfrom 192.0.2.0/24 preference 9 @@\n}")
  case ("virtual_rules", "from"): instance("virtual_rules {\n@@ table 100 preference 9\n}")
  case ("virtual_rules", "inet6"):
    instance("virtual_rules {\n@@ iif eth0 table 100 preference 9\n}")
  case ("virtual_rules", "track_group"), ("virtual_rules", "no_track"):
    instance("virtual_rules {\nfrom 192.0.2.0/24 table 100 preference 9 @@\n}")
  case ("virtual_rules", _):
    instance("virtual_rules {\n@@ from 192.0.2.0/24 table 100 preference 9\n}")
  case ("unicast_peer", _): instance("unicast_peer {\n192.0.2.3 @@\n}\n\(password)")
  case (_, "weight"): instance("track_interface {\neth1 @@\n}")
  case _: instance("track_interface {\neth1 weight 5 @@\n}")
  }
}

private let routeTypes: Set = ["unicast", "blackhole", "unreachable", "prohibit", "throw"]
private let ruleActions: Set = [
  "table", "lookup", "goto", "nop", "blackhole", "unreachable", "prohibit",
]

/// What is done with lines before they have a meaning.
private func line(_ word: String) -> String {
  switch word {
  case "@", "@^": instance("@@")
  case "~SEQ", "~LST": virtualServer("@@")
  case "~SEQx": instance("version 3", address: "fe80::10/64\n@@")
  case _ where word.hasPrefix("${"): "global_defs {\nrouter_id \"@@\"\n}"
  case _: "@@"
  }
}
