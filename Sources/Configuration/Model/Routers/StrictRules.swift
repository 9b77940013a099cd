import VRRP

/// `vrrp_strict` and `strict_mode`: keepalived keeps to the RFC's letter, at the cost of much that is
/// usual. People copy the word from an example, so that each thing it takes away is told.
extension Interpretation {
  mutating func obeyStrictMode(_ draft: inout RouterDraft) {
    guard draft.isStrict else { return }
    obeyStrictState(&draft)
    if let word = draft.peers.first?.word {
      report.warning(
        code: .strictMode,
        "strict mode knows no unicast, and keepalived refuses it: the peers of \(draft.title) are "
          + "kept", at: word, hint: "leave vrrp_strict out")
    }
    if let word = draft.sendsByParent {
      report.warning(
        code: .strictMode, "strict mode knows no vmac_xmit_base: it is ignored", at: word)
      draft.sendsByParent = nil
    }
    if draft.options.answersHigherPriority == true {
      report.warning(
        code: .strictMode, "strict mode knows no higher_prio_send_advert: it is ignored",
        at: draft.name)
    }
    if let count = draft.options.missedAdvertisements, count != 3 {
      report.warning(
        code: .strictMode,
        "strict mode knows no down_timer_adverts: 3 is taken instead of \(count)", at: draft.name)
    }
    draft.options.answersHigherPriority = false
    draft.options.answersLowerPriority = draft.options.answersLowerPriority ?? false
    draft.options.ownerIgnoresAdvertisements = draft.options.ownerIgnoresAdvertisements ?? true
    draft.options.missedAdvertisements = 3
    draft.options.rivalRounds = draft.options.rivalRounds ?? 1
    draft.options.rivalDelay = draft.options.rivalDelay ?? .zero
  }

  /// The owner is MASTER from the start and nobody else is.
  private mutating func obeyStrictState(_ draft: inout RouterDraft) {
    let isOwner = draft.priority == 255 || (draft.priority == nil && draft.isMaster)
    guard draft.isMaster != isOwner else { return }
    let taken = isOwner ? "MASTER" : "BACKUP"
    report.warning(
      code: .strictMode,
      "strict mode knows state MASTER with priority 255 alone: \(taken) is taken", at: draft.name)
    draft.isMaster = isOwner
  }

  /// The most frequent surprise: the address is there and answers nobody.
  mutating func warnOfSilentAddresses(_ draft: RouterDraft, _ settings: Router.Settings) {
    guard draft.isStrict, draft.accepts == nil, settings.priority != 255,
      let address = settings.held.first
    else { return }
    report.warning(
      code: .strictMode,
      "strict mode drops what is sent to the addresses of \(draft.title): \(address.address) will "
        + "answer nobody, and a virtual server on it gets nothing", at: draft.name,
      hint: "leave vrrp_strict out, or write 'accept' in the instance")
  }
}
