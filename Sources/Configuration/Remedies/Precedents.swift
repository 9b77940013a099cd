/// A statement at which an error stands, with where it is.
struct FaultySite {
  var node: Node
  /// Of its block; nil if lines are free.
  var vocabulary: Vocabulary?
  /// The keyword of the block around it.
  var outer: String
  /// Which of its words the error is at.
  var index: Int
}

/// What keepalived 2.2.7 does with a mistake, if it goes on and nothing unsafe follows: an unknown
/// keyword is skipped, and a value out of range leaves the default. It is not enough that keepalived
/// goes on: without its password or its user, a file would mean something else.
extension FaultySite {
  /// nil: an error that must be corrected by hand.
  func precedent(of code: Diagnostic.Code) -> String? {
    switch code {
    case .unknownWord: unknownWord
    case .invalidValue, .missingArgument: unusableValue
    case .wrongFamily where node.keyword == "real_server" && index == 0:
      "keepalived skips this real server"
    case .missingBlock where node.keyword == "notification_email":
      "keepalived takes the lines that follow for addresses, up to the next '}'"
    case _: nil
    }
  }

  /// Which words go; nil: the whole statement.
  var words: Range<Int>? {
    if isOfSyncDaemon { return max(index - 1, 1)..<(index + 1) }
    return vocabulary == nil && lists(addresses) ? index..<(index + 1) : nil
  }

  private var unknownWord: String? {
    guard let vocabulary else {
      guard index > 0 else { return nil }
      if lists(addresses) { return "keepalived ignores this word" }
      if lists(["virtual_routes", "static_routes"]) { return "keepalived leaves this route out" }
      return lists(["virtual_rules", "static_rules"]) ? "keepalived leaves this rule out" : nil
    }
    guard index == 0, vocabulary[node.keyword] == nil, !isMeantToProtect(in: vocabulary) else {
      return isOfSyncDaemon && index > 2 ? "keepalived ignores this option" : nil
    }
    return node.hasBlock ? "keepalived skips it with its block" : "keepalived skips it"
  }

  private var unusableValue: String? {
    if isOfSyncDaemon { return index > 2 ? "keepalived ignores this option" : nil }
    guard let vocabulary, let keyword = vocabulary.keyword(node.keyword),
      !keyword.fallback.isEmpty, !protecting.contains(keyword.name)
    else { return nil }
    switch keyword.form {
    case .number, .time, .choice, .toggle: break
    case .text where ["weight", "quorum"].contains(keyword.name): break
    case .flag, .text, .script, .block, .entries: return nil
    }
    return "keepalived goes on with the default: \(keyword.fallback)"
  }

  private func lists(_ blocks: Set<String>) -> Bool { blocks.contains(outer) }

  private var isOfSyncDaemon: Bool {
    vocabulary?.name == "global_defs" && node.keyword == "lvs_sync_daemon"
  }

  /// A slip in a word that keeps somebody out.
  private func isMeantToProtect(in vocabulary: Vocabulary) -> Bool {
    guard let meant = nearest(to: node.keyword, among: vocabulary.words) else { return false }
    return protecting.contains(meant) || vocabulary.keyword(meant)?.isSecret ?? false
  }
}

private let addresses: Set = [
  "virtual_ipaddress", "virtual_ipaddress_excluded", "static_ipaddress",
]

/// Without these a file is less safe than it asks to be.
private let protecting: Set = [
  "authentication", "auth_type", "auth_hmac", "mode", "anti_replay", "time_window", "active_key",
  "check_unicast_src", "vrrp_check_unicast_src", "enable_script_security", "script_user", "user",
  "protocol", "priority", "vrrp_version", "version", "tls", "verify_certificate", "ca", "no_accept",
  "strict_mode", "vrrp_strict", "maintenance",
]
