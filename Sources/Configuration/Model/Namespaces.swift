/// Which network namespaces the daemon works in. They are entered once, at its start.
package struct Namespaces: Hashable, Sendable {
  /// A namespace of `ip netns`, or the machine's first one.
  package enum Place: Hashable, Sendable {
    case named(String)
    case initial

    /// In the operator's words.
    package var words: String {
      switch self {
      case .named(let name): "'\(name)'"
      case .initial: "the machine's first one"
      }
    }
  }

  /// `net_namespace`: all sockets, addresses, checks and hooks; nil: where the daemon is started.
  package var own: String?
  /// `net_namespace_ipvs`: the kernel's IPVS table alone; nil: `own`.
  package var table: Place?

  package init(own: String? = nil, table: Place? = nil) {
    self.own = own
    self.table = table
  }
}

extension Interpretation {
  /// `net_namespace NAME`, `net_namespace_ipvs [NAME]`; the first of each counts, as in keepalived.
  mutating func readNamespace(_ node: Node) {
    guard let keyword = node.words.first else { return }
    let isOfTable = node.keyword == "net_namespace_ipvs"
    guard isOfTable ? global.namespaces.table == nil : global.namespaces.own == nil else {
      report.warning(
        code: .definedTwice, "a second '\(keyword.text)' is ignored", at: keyword)
      return
    }
    if isOfTable, node.words.count < 2 {
      global.namespaces.table = .initial
      return
    }
    guard let word = argument(node, expecting: "a name of 'ip netns list'") else { return }
    guard !word.text.isEmpty, word.text.utf8.count < 256, !word.text.utf8.contains(47),
      word.text != ".", word.text != ".."
    else {
      report.error(
        "'\(word.text)' is not a network namespace", at: word,
        hint: "expected a name as 'ip netns list' has it, without '/'")
      return
    }
    if isOfTable {
      global.namespaces.table = .named(word.text)
    } else {
      global.namespaces.own = word.text
    }
  }
}

extension Namespaces {
  /// The lines of the file's top level.
  var statements: [Statement] {
    var lines: [Statement] = []
    lines.add("net_namespace", own.map(word))
    switch table {
    case .named(let name): lines.add("net_namespace_ipvs", word(name))
    case .initial: lines.append(Statement("net_namespace_ipvs"))
    case nil: break
    }
    return lines
  }
}
