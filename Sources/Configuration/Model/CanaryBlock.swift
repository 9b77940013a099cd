import IPVS
import Network
import VRRP

extension Interpretation {
  /// `canary NAME`, which is not keepalived's: addresses that are checked as real servers are, and
  /// that fail only if this director's own view is at fault.
  mutating func readCanary(_ node: Node) {
    guard let word = argument(node, expecting: "a name") else { return }
    if let first = canaries.first(where: { $0.name == word.text }) {
      report.warning(
        code: .definedTwice,
        "canary '\(word.text)' stands at line \(first.position.line) already; this one is ignored",
        at: word)
      return
    }
    guard word.text != SuspicionRule.name else {
      report.error(
        code: .conflictingWords,
        "a canary cannot be called '\(word.text)': track_canary knows the "
          + "setting of global_defs by that name", at: word, hint: "expected another name")
      return
    }
    var draft = VirtualServerDraft(
      target: .group(word.text), word: word, title: "canary \(word.text)")
    draft.defaults.logsEveryFailure = logsEveryFailure
    for child in children(of: node) where meaning(of: child, in: .canary) == .acted {
      if readDefault(child, into: &draft.defaults) { continue }
      if child.keyword == "address" { draft.realServers.append(child) }
    }
    let addresses = realServers(of: draft, [])
    for address in addresses where address.checks.isEmpty {
      report.error(
        code: .uncheckedServer,
        "the address \(address.endpoint.address) of canary '\(word.text)' has no check", at: word,
        hint: "expected a checker within its block, such as TCP_CHECK")
    }
    guard !addresses.isEmpty else {
      report.error(
        code: .emptyBlock,
        "canary '\(word.text)' has no address", at: word, hint: "expected 'address IP [PORT] {…}'")
      return
    }
    trackWeights[.canary(word.text)] = TrackWeight()
    canaries.append(
      CanaryDefinition(name: word.text, addresses: addresses, position: word.position))
  }
}
