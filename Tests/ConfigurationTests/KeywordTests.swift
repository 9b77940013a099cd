import Testing

@testable import Configuration

/// The table of every keyword.
struct KeywordTests {
  private let entries = Vocabulary.all.flatMap { block in block.keywords.map { (block, $0) } }

  @Test func everyBlockHasOneName() {
    let names = Vocabulary.all.map(\.name)
    #expect(Set(names).count == names.count)
  }

  @Test func everyWordOfABlockStandsThereOnce() {
    for block in Vocabulary.all {
      let words = block.keywords.flatMap { [$0.name] + $0.synonyms + $0.obsolete }
      for (word, all) in Dictionary(grouping: words, by: { $0 }) {
        #expect(all.count == 1, "'\(word)' stands twice in \(block.name)")
      }
    }
  }

  @Test func everyWordHasAMeaningAndAReasonForItsFate() {
    for (block, keyword) in entries {
      let title = "\(keyword.name) of \(block.name)"
      #expect(keyword.meaning.hasSuffix(".") || keyword.meaning.hasSuffix(")."), "\(title)")
      switch keyword.fate {
      case .deprecated(let text), .inherent(let text), .without(let text),
        .dropped(let text):
        #expect(!text.isEmpty && !text.hasSuffix("."), "\(title)")
      case .honoured: break
      }
    }
  }

  @Test func everyBlockThatAWordOpensIsInTheTable() {
    for (_, keyword) in entries {
      if case .block(let name, _) = keyword.form {
        #expect(Vocabulary.named(name) != nil, "\(keyword.name) opens \(name)")
      }
    }
  }
}

struct DiagnosticCodeTests {
  @Test func everyCodeHasANameOfItsOwnAndAMeaning() {
    for code in Diagnostic.Code.allCases {
      #expect(code.rawValue.allSatisfy { $0 == "-" || $0.isLowercase })
      #expect(code.meaning.hasSuffix("."), "\(code.rawValue)")
    }
  }

  @Test(arguments: [
    ("global_defs {", "unbalanced-braces"), ("global_defs {\nrouter_id \"a\n}", "unended-quote"),
    ("globol_defs { }", "unknown-word"),
    ("track_file a { file /a\nvrrp_strict\n}", "misplaced-word"),
    ("vrrp_track_file a { file /a }", "obsolete-word"),
    ("static_rules {\nfrom 192.0.2.0/24 preference 9 realms 1 table 8\n}", "refused-word"),
    ("global_defs { enable_dbus }", "without-effect"),
    ("global_defs { router_id }", "missing-argument"),
    ("global_defs { router_id a b }", "surplus-argument"),
    (
      "track_file a { file /a\nweight 1 }\nvrrp_script s {\nscript /bin/true\ninit_fail off\n}",
      "surplus-argument"
    ),
    ("global_defs { vrrp_strict on off }", "surplus-argument"),
    ("global_defs { router_id a { b } }", "surplus-block"),
    ("global_defs { vrrp_version 4 }", "invalid-value"),
    ("virtual_server 192.0.2.1 80 { }", "empty-block"),
    ("vrrp_instance a { interface eth0 }", "missing-word"),
    ("include missing.conf", "include-failed"),
  ])
  func aProblemHasItsCode(text: String, code: String) {
    #expect(loaded(text + "\n").diagnostics.first?.code.rawValue == code)
  }
}
