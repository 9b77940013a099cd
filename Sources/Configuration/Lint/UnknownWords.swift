/// Words that a block does not know: what they were likely meant for.
extension Interpretation {
  /// A word near a known one is taken for a slip, and is an error; a foreign one is left out with a
  /// warning, with its whole block.
  mutating func reportUnknown(_ node: Node, _ word: Word, in vocabulary: Vocabulary) {
    // A definition may bring one line a thousand times.
    let place = vocabulary.name + (node.block == nil ? "" : " {")
    guard unknownWords[place, default: []].insert(word).inserted else { return }
    let message = "'\(word.text)' is not a word of \(vocabulary.title)"
    let left = node.block == nil ? "it is ignored" : "it is skipped with its whole block"
    if let mend = foreignWords[word.text] {
      report.warning(code: .unknownWord, "\(message); \(left)", at: word, hint: mend)
    } else if let mend = proseMend(node) {
      report.warning(code: .unknownWord, "\(message); \(left)", at: word, hint: mend)
    } else if vocabulary.name != Vocabulary.root.name, Vocabulary.root[word.text] != nil,
      node.block != nil
    {
      report.error(
        code: .misplacedWord, "'\(word.text)' stands within \(vocabulary.title)", at: word,
        hint: "it belongs outside any block: is a '}' missing above?")
    } else if let home = home(of: word.text, besides: vocabulary) {
      report.warning(code: .misplacedWord, "\(message); \(left)", at: word, hint: home)
    } else if let nearest = nearest(to: word.text, among: vocabulary.words) {
      report.error(code: .unknownWord, message, at: word, hint: "did you mean '\(nearest)'?")
    } else {
      report.warning(code: .unknownWord, "\(message); \(left)", at: word)
    }
  }

  /// A known word in the wrong block: which it is a word of.
  private func home(of word: String, besides vocabulary: Vocabulary) -> String? {
    guard Vocabulary.knows(word) else { return nil }
    let homes = Vocabulary.all.filter { $0.name != vocabulary.name && $0[word] != nil }
    if word == "nb_get_retry", vocabulary["retry"] != nil {
      return "write 'retry' here; it is a word of HTTP_GET and SSL_GET"
    }
    guard let first = homes.first, !homes.contains(where: { $0.hasFreeLines }) else { return nil }
    let names = homes.prefix(3).map(\.title).joined(separator: ", ")
    let brace = homes.count == 1 && first.name != "global_defs" ? ": is a brace amiss above?" : ""
    return "it is a word of \(names)\(brace)"
  }

  /// The line is no statement but text: a comment of another language, a merge's marks, prose.
  private func proseMend(_ node: Node) -> String? {
    guard let word = node.words.first?.text else { return nil }
    if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].contains(where: { word.hasPrefix($0) }) {
      return "it is left of a merge: keep one of the two sides, and take its marks away"
    }
    if word.hasPrefix("//") || word.hasPrefix(";") || word.hasPrefix("--") || word.hasPrefix("/*") {
      return "a comment begins with '#' or '!' here"
    }
    if word.hasPrefix("include"), word.contains("/") || word.contains(".") {
      return "write 'include', a blank, and the file"
    }
    let isPlain = word.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
    guard !isPlain || word.hasSuffix(":") || word == "..." || node.words.count > 5 else {
      return nil
    }
    return "this reads like text for people: write '#' before it"
  }
}

/// Words that are not keepalived's, or not any more, and stand in many a file; what to do with them.
private let foreignWords: [String: String] = [
  "nat_mask": "keepalived has dropped it, and IPVS never asked for it: take the line out",
  "net_mask": "keepalived never knew it: take the line out",
  "lvs_id": "keepalived has dropped it: write 'router_id'",
  "bal_defs": "it was left of 'global_defs': write that",
  "syn_proxy": "it is of a keepalived with patches (FULLNAT), whose kernel you would need",
  "laddr_group_name": "it is of a keepalived with patches (FULLNAT), whose kernel you would need",
  "local_address_group":
    "it is of a keepalived with patches (FULLNAT), whose kernel you would need",
  "establish_timeout": "it is of a keepalived with patches (FULLNAT), whose kernel you would need",
]
