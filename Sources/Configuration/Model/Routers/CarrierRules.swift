import Network
import VRRP

/// How an instance's packets travel, after the rules that bind version, family and strict mode.
extension Interpretation {
  mutating func carrier(of draft: RouterDraft, _ router: Router.Settings) -> Carrier.Settings {
    let peers = peers(of: draft, router.family)
    if peers.isEmpty, let word = draft.unicast ?? draft.needsPeer {
      let consequence =
        draft.needsPeer == nil ? "multicast is used" : "unicast_fault_no_peer makes that a fault"
      report.warning(
        code: .unicastWithoutPeer,
        "\(draft.title) speaks of unicast and has no unicast_peer: \(consequence)", at: word)
    }
    let destination: Carrier.Destination
    if peers.isEmpty, draft.needsPeer != nil {
      destination = .unicast([], checksSource: false)
    } else if peers.isEmpty {
      destination = .multicast(group(of: draft, router.family))
    } else {
      let isBounded = peers.contains { $0.hopLimits != 0...255 }
      destination = .unicast(
        peers, checksSource: draft.options.checksUnicastSource ?? true || isBounded)
    }
    return Carrier.Settings(
      for: router, destination: destination, authentication: authentication(of: draft, router),
      checksum: draft.options.sumsMessageOnly == true ? .messageOnly : .pseudoHeader,
      hopLimit: peers.isEmpty ? 255 : draft.hopLimit ?? 255)
  }

  private mutating func peers(of draft: RouterDraft, _ family: Family) -> [Carrier.Peer] {
    draft.peers.compactMap { stated in
      let address = stated.value.address
      if address.family != family {
        report.warning(
          code: .wrongFamily,
          "\(address) is not of the family of \(draft.title); the peer is ignored",
          at: stated.word)
        return nil
      }
      if address == draft.source?.value {
        report.warning(
          code: .conflictingWords,
          "\(address) is this director's own address; as a peer it is ignored", at: stated.word,
          hint: "unicast_peer is for the other directors")
        return nil
      }
      return stated.value
    }
  }

  private mutating func group(of draft: RouterDraft, _ family: Family) -> Address {
    let common = routerDefaults.groups[family] ?? Advertisement.group(family)
    guard let group = draft.group else { return common }
    if group.value.family == family { return group.value }
    report.warning(
      code: .wrongFamily,
      "\(group.value) is not of the family of \(draft.title): \(common) is taken", at: group.word)
    return common
  }

  /// Passwords and headers are version 2's (RFC 3768 §5.3.6); `auth_hmac` goes with both.
  private mutating func authentication(
    of draft: RouterDraft, _ router: Router.Settings
  ) -> Carrier.Authentication {
    if let hmac = draft.hmac {
      if let type = draft.authenticationType {
        report.warning(
          code: .noAuthentication, "auth_hmac stands beside it: authentication is ignored",
          at: type.word)
      }
      return .hmac(hmac.value.settings(interval: router.interval))
    }
    guard let type = draft.authenticationType, let password = draft.password else {
      if let word = draft.authenticationType?.word ?? draft.password?.word {
        let missing = draft.password == nil ? "auth_pass" : "auth_type"
        report.warning(
          code: .noAuthentication,
          "authentication without \(missing) is none: advertisements go without", at: word)
      }
      return .none
    }
    if router.version == .three {
      report.warning(
        code: .noAuthentication,
        "version 3 has no authentication: advertisements go without, and a peer of version 2 is "
          + "not heard", at: type.word, hint: "auth_hmac authenticates version 3")
      return .none
    }
    if draft.isStrict {
      report.warning(
        code: .noAuthentication,
        "strict mode has no authentication: advertisements go without, and a peer that asks for it "
          + "does not hear them", at: type.word, hint: "leave vrrp_strict out")
      return .none
    }
    switch type.value {
    case .password: return .password(password.value)
    case .header: return .header(password.value)
    }
  }
}
