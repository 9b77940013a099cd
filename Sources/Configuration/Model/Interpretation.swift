import BFD
import IPVS
import Network
import VRRP

/// Tree to model: what the statements mean, block by block; each kind of block has a file of its own.
struct Interpretation {
  let context: Context
  var report: Report
  var global = GlobalDefinitions()
  /// `checker_log_all_failures`
  var logsEveryFailure = false
  var groups: [String: VirtualServerGroup] = [:]
  /// The file's `SSL` block.
  var tls = TLSFiles()
  var virtualServers: [VirtualServer] = []
  var canaries: [CanaryDefinition] = []
  var election = ElectionDefinitions()
  /// What `global_defs` says for every instance.
  var routerDefaults = RouterDefaults()
  var routers: [RouterDefinition] = []
  /// Indices of `routers`, by name, and by what a packet says of its virtual router.
  var routerIndices: [String: Int] = [:]
  var routerSpaces: [InstanceSettings.Key: [Int]] = [:]
  /// What `routers` were made of, one for each.
  var routerDrafts: [RouterDraft] = []
  var syncGroups: [GroupDefinition] = []
  var scripts: [ScriptDefinition] = []
  var processes: [ProcessDefinition] = []
  var files: [FileDefinition] = []
  var sessions: [SessionSettings] = []
  /// What may be tracked by its name, and the weight that it brings.
  var trackWeights: [TrackedObject: TrackWeight] = [:]
  /// Where `interface_up_down_delays` speaks of an interface.
  var linkDelayWords: [String: Word] = [:]
  /// Of the next rule without one; nil: keepalived's first.
  var nextRulePriority: [Family: UInt32] = [:]
  /// Everybody whom something is to run as, with the word that says so.
  var namedUsers: [Stated<ScriptUser>] = []
  /// `check_marks`, if it stands.
  var checkMarksWord: Word?
  /// In the file's order.
  var checkPrograms: [CheckProgram] = []
  /// What has been said to be no word of a block, by block.
  var unknownWords: [String: Set<Word>] = [:]
  /// The kernel services that are taken, and the index of the virtual server that has each.
  var taken: [ServiceKey: Int] = [:]

  init(context: Context, report: Report) {
    self.context = context
    self.report = report
  }

  /// Whatever is named or inherited from first, wherever it stands: a block may name what follows it.
  mutating func read(_ roots: [Node]) {
    let known = roots.filter { meaning(of: $0, in: .root) == .acted }
    for node in known where node.keyword.hasPrefix("net_namespace") { readNamespace(node) }
    for node in known where node.keyword == "global_defs" { readGlobal(node) }
    for node in known {
      switch node.keyword {
      case "virtual_server_group": readGroup(node)
      case "SSL": readTLS(node)
      case "vrrp_script": readTrackedScript(node)
      case "vrrp_track_process": readTrackedProcess(node)
      case "track_file", "vrrp_track_file": readTrackedFile(node)
      case "bfd_instance": readSession(node)
      case "interface_up_down_delays": readLinkDelays(node)
      case "static_ipaddress", "static_routes": readStatic(node)
      default: break
      }
    }
    for node in known where node.keyword == "canary" { readCanary(node) }
    // In one pass: rules without a preference are numbered in the file's order.
    for node in known {
      if node.keyword == "vrrp_instance" { readRouter(node) }
      if node.keyword == "static_rules" { readStatic(node) }
    }
    for node in known where node.keyword == "vrrp_sync_group" { readSyncGroup(node) }
    finishElection()
    for node in known where node.keyword == "virtual_server" { readVirtualServer(node) }
    allotCheckMarks()
    judge()
  }

  enum Use { case acted, ignored }

  /// Says of a word that is accepted that nothing comes of it, and why.
  mutating func noteWithoutEffect(_ word: Word, _ reason: String) {
    report.note(code: .withoutEffect, "'\(word.text)' has no effect here: \(reason)", at: word)
  }

  /// Looks a statement's word up; says what must be said of one that is unknown or not acted on.
  mutating func meaning(of node: Node, in vocabulary: Vocabulary) -> Use {
    guard let word = node.words.first else { return .ignored }
    let entry = vocabulary.entry(word.text)
    switch entry?.meaning {
    case .acted:
      if let entry { judge(node, word, entry, in: vocabulary) }
      return .acted
    case .idle:
      if let entry { judgeIdle(node, entry) }
      return .ignored
    case .obsolete(let advice):
      report.warning(code: .obsoleteWord, "'\(word.text)' is obsolete: \(advice)", at: word)
      return .acted
    case .without(let reason):
      noteWithoutEffect(word, reason)
      survey(node, in: vocabulary)
      return .ignored
    case .dropped(let mend):
      report.warning(
        code: .refusedWord, "'\(word.text)' is not for \(vocabulary.title); it is ignored",
        at: word,
        hint: mend)
      return .ignored
    case nil:
      reportUnknown(node, word, in: vocabulary)
      return .ignored
    }
  }

  /// What stands after a word that nothing may stand after.
  private mutating func judge(
    _ node: Node, _ word: Word, _ entry: Vocabulary.Entry, in vocabulary: Vocabulary
  ) {
    if let most = entry.mostArguments, node.words.count > most + 1 {
      tellSurplus(node.words[most + 1], after: word, isFlag: most == 0, in: vocabulary)
    }
    if node.hasBlock, !entry.takesBlock {
      report.error(
        code: .surplusBlock, "'\(word.text)' takes no block", at: word,
        hint: "take the braces away, and say what is between them elsewhere")
    }
  }

  /// A word that changes nothing may still have an argument that keepalived would complain of.
  private mutating func judgeIdle(_ node: Node, _ entry: Vocabulary.Entry) {
    guard node.words.count > 1 else { return }
    let surplus = node.words[1]
    let isKnown = entry.form == .toggle ? truth(surplus) != nil : entry.names(surplus.text)
    if !isKnown {
      report.warning(
        code: .surplusArgument, "'\(surplus.text)' is no argument of '\(node.keyword)'",
        at: surplus,
        hint: "take it out")
    }
  }

  /// keepalived passes over it; it is worth a warning if it means the contrary of what is done.
  private mutating func tellSurplus(
    _ surplus: Word, after word: Word, isFlag: Bool, in vocabulary: Vocabulary
  ) {
    let message = "nothing is made of '\(surplus.text)'"
    let joined = "\(word.text)_\(surplus.text)"
    if isFlag, ["off", "false", "no", "0"].contains(surplus.text) {
      report.warning(
        code: .surplusArgument, message, at: surplus,
        hint: "'\(word.text)' holds whatever follows it: take the line out")
    } else if vocabulary[joined] != nil {
      report.note(
        code: .surplusArgument, message, at: surplus, hint: "did you mean '\(joined)'?")
    } else {
      report.note(
        code: .surplusArgument, message, at: surplus, hint: "take it out, or write '#' before it")
    }
  }

  /// Looks for unknown words in a block that is not acted on; the tree's depth is bounded.
  private mutating func survey(_ node: Node, in outer: Vocabulary) {
    guard let block = node.block, let vocabulary = outer.inner(of: node.keyword),
      !vocabulary.hasFreeLines
    else { return }
    for child in block.children {
      guard let word = child.words.first else { continue }
      if vocabulary[word.text] == nil {
        reportUnknown(child, word, in: vocabulary)
      } else {
        survey(child, in: vocabulary)
      }
    }
  }

  /// The statements of a block that must be there.
  mutating func children(of node: Node) -> [Node] {
    if let block = node.block { return block.children }
    if let word = node.words.first {
      report.error(
        code: .missingBlock, "'\(word.text)' has no block", at: word, hint: "expected '{' after it")
    }
    return []
  }
}
