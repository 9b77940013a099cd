import Network

// Two routers of one virtual router that do not understand each other.
extension Rule {
  static let ownFilterDropsAdverts = Rule(
    "V01", .error, "this machine's packet filter drops VRRP", needs: [.director],
    reference: "RFC 9568 §5.1.1.3",
    explanation: """
      A rule of this machine's packet filter drops advertisements (IP protocol 112) of the other \
      director: AF_PACKET sees them on the interface, the daemon's socket does not, and both directors \
      become master. Seen in the rules, or by listening.
      """
  ) { examination in
    examination.judgedRouters.compactMap { router in
      let advert: HeardFacts.Advert?
      switch router.trouble {
      case .filtered(let heard): advert = heard
      case nil where router.strangers.isEmpty: advert = nil
      default: return nil
      }
      let hit = examination.dropOfAdverts(for: router, advert)
      guard advert != nil || hit?.likelihood == .certain else { return nil }
      let source = advert?.source.description ?? "the other director"
      let mend = hit.map { hit in
        let from = advert.map { ($0.source.isIPv6 ? "ip6 saddr " : "ip saddr ") + "\($0.source) " }
        return Mend(
          hit.place.acceptance(
            nft: "\(from ?? "")meta l4proto 112",
            iptables: (advert.map { "-s \($0.source) " } ?? "") + "-p 112"))
      }
      return Observation(
        router.object,
        "Advertisements of \(source) reach \(router.instance.interface), and "
          + "\(hit?.place.words ?? "a packet filter of this machine") drops them.",
        evidence: (advert.map { [$0.line] } ?? []) + (hit.map { [$0.place.evidence] } ?? []),
        mend: [mend ?? advert.map { examination.acceptance(of: $0) } ?? Mend()])
    }
  }

  static let noAdvertArrives = Rule(
    "V02", .error, "no advertisement of the other master arrives", stage: .walking,
    needs: [.heard, .director], reference: "RFC 4541",
    explanation: """
      Both directors are master (or the other had a higher priority and is heard no more), and \
      AF_PACKET hears nothing of it: it has died, or a switch (IGMP snooping without a querier, \
      another VLAN) or its own packet filter loses multicast to 224.0.0.18 or ff02::12.
      """
  ) { examination in
    examination.judgedRouters.compactMap { router in
      guard case .silentWire = router.trouble else { return nil }
      let interface = router.instance.interface
      let lost = router.lostMaster
      let who =
        lost.map { lost in
          "\(lost.address), which had priority \(lost.priority) (ours: \(router.instance.priority)), "
            + "is not heard on \(interface) for \(wholeSeconds(lost.age)): it has died, or a "
        }
        ?? "Both directors are master, and no advertisement of the other arrives on \(interface): a "
      return Observation(
        router.object,
        who + "switch (IGMP snooping, VLAN) or the other's packet filter loses advertisements.",
        evidence: ["\(interface): heard for \(examination.director.heard?.seconds ?? 0) s: none"],
        mend: [
          Mend(
            words: "Use unicast_peer on both, or let the switch flood 224.0.0.18 (an IGMP querier, "
              + "no snooping on this VLAN).")
        ])
    }
  }

  static let hopLimitIsNot255 = Rule(
    "V03", .error, "advertisements come with a TTL that is not 255", stage: .walking,
    needs: [.director], reference: "RFC 9568 §5.1.1.3",
    explanation: """
      A router must drop an advertisement whose TTL is not 255: it has passed a router or was sent by \
      something else. keepalived's vrrp_ttl or a relay between the two changes it.
      """
  ) { examination in
    examination.judgedRouters.compactMap { router in
      guard case .hopLimit(let advert) = router.trouble else { return nil }
      return Observation(
        router.object,
        "Advertisements\(advert.map { " of \($0.source)" } ?? "") come with a TTL of "
          + "\(advert.map { "\($0.timeToLive)" } ?? "less than 255"): they must be dropped, and both "
          + "directors become master.",
        evidence: router.evidence(advert, "hopLimit"),
        mend: [
          Mend(
            words: "Let the other director send with a TTL of 255, on the same link, or use "
              + "unicast_peer.")
        ])
    }
  }

  static let authenticationDiffers = Rule(
    "V04", .error, "authentication of the two directors differs", stage: .walking,
    needs: [.director], reference: "RFC 2338 §5.3.6",
    explanation: """
      An advertisement whose authentication (auth_type, auth_pass) is not ours is dropped: both \
      directors become master.
      """
  ) { examination in
    examination.judgedRouters.compactMap { router in
      guard case .authentication(let advert) = router.trouble else { return nil }
      let ours = router.instance.authentication ?? "none"
      return Observation(
        router.object,
        "Advertisements\(advert.map { " of \($0.source)" } ?? "") have another authentication than "
          + "ours (\(ours)): they are dropped, and both directors become master.",
        evidence: router.evidence(
          advert, router.drops("authenticationType") > 0 ? "authenticationType" : "authentication"),
        mend: [Mend(words: "Write the same authentication block (auth_type, auth_pass) on both.")])
    }
  }

  static let versionDiffers = Rule(
    "V05", .error, "the directors speak different versions of VRRP", stage: .walking,
    needs: [.director], reference: "RFC 9568 §7.1",
    explanation: """
      A router drops advertisements of another version: both directors become master.
      """
  ) { examination in
    examination.judgedRouters.compactMap { router in
      guard case .version(let advert) = router.trouble else { return nil }
      return Observation(
        router.object,
        "Advertisements\(advert.map { " of \($0.source)" } ?? "") are of VRRP version "
          + "\(advert.map { "\($0.version)" } ?? "other than ours"), ours of version "
          + "\(router.instance.version): they are dropped, and both directors become master.",
        evidence: router.evidence(advert, "version"),
        mend: [Mend(words: "Write 'vrrp_version \(router.instance.version)' on both.")])
    }
  }

  static let intervalDiffers = Rule(
    "V06", .error, "the directors have different advertisement intervals", stage: .walking,
    needs: [.director], reference: "RFC 2338 §7.1",
    explanation: """
      VRRP version 2 drops advertisements whose interval is not the one configured here: both \
      directors become master. Version 3 takes the master's.
      """
  ) { examination in
    examination.judgedRouters.compactMap { router in
      guard case .interval(let advert) = router.trouble else { return nil }
      return Observation(
        router.object,
        "Advertisements\(advert.map { " of \($0.source)" } ?? "") say an interval of "
          + "\(advert.map { "\($0.interval) s" } ?? "another length"), ours is "
          + "\(router.instance.interval) s: they are dropped, and both directors become master.",
        evidence: router.evidence(advert, "interval"),
        mend: [Mend(words: "Write the same advert_int on both.")])
    }
  }

  static let unicastListsDiffer = Rule(
    "V17", .error, "the other director is not among unicast_peer", needs: [.director],
    explanation: """
      With unicast_peer a director takes advertisements from the addresses of that list only. The \
      lists of the two must name each other's source address.
      """
  ) { examination in
    let own = Set(examination.index.own.map(\.description))
    return examination.judgedRouters.compactMap { router in
      if case .unicast(let advert) = router.trouble {
        let source = advert.map { "\($0.source)" } ?? "another address"
        return Observation(
          router.object,
          "Advertisements come from \(source), which is not among unicast_peer: they are dropped.",
          evidence: router.evidence(advert, "unicastSource"),
          mend: [Mend(words: "Add \(source) to unicast_peer of \(router.instance.name).")])
      }
      guard router.instance.unicastPeers?.isEmpty == false, let theirs = router.peer?.unicastPeers,
        !theirs.isEmpty, own.isDisjoint(with: theirs)
      else { return nil }
      return Observation(
        router.object,
        "The other director's unicast_peer (\(theirs.shortList(of: 3))) has none of this director's "
          + "addresses: it drops our advertisements.",
        evidence: ["unicast_peer { \(theirs.joined(separator: " ")) }"],
        mend: [
          Mend(
            on: examination.peer?.host,
            words: "Add this director's address on \(router.instance.interface) to unicast_peer.")
        ])
    }
  }
}

extension Examination {
  /// Lets an advertisement in if no rule that was read drops it.
  func acceptance(of advert: HeardFacts.Advert) -> Mend {
    let family = advert.source.isIPv6 ? "ip6" : "ip"
    return acceptance(
      nft: "\(family) saddr \(advert.source) meta l4proto 112",
      iptables: "-s \(advert.source) -p 112", of: advert.source.family)
  }

  /// Lets packets for this machine in, at the top of each chain that is asked for them; words if the
  /// packet filter was not read or has none.
  func acceptance(nft: String, iptables: String, of family: Family) -> Mend {
    let families: [Firewall.Family] = [.inet, family == .ipv6 ? .ip6 : .ip]
    let places = (firewall?.chains ?? []).compactMap { chain -> FilterPlace? in
      guard let base = chain.base, base.hook == .input, base.type == "filter",
        families.contains(chain.name.family)
      else { return nil }
      return FilterPlace(chain: chain.name, base: base, rule: nil)
    }
    var mend = Mend()
    mend.commands = places.prefix(4).map { $0.acceptance(nft: nft, iptables: iptables) }
    if places.isEmpty {
      mend.words =
        "Nothing that was read drops them: look with 'nft list ruleset' and "
        + "'iptables-legacy-save', also at the hook ingress, and at eBPF programs."
    }
    return mend
  }
}

extension Examination {
  /// What drops the advertisements of a virtual router on their way in: certainly, or, if they are
  /// not received, possibly.
  func dropOfAdverts(for router: JudgedRouter, _ advert: HeardFacts.Advert?) -> FilterHit? {
    let isIPv6 = router.instance.isIPv6 == true
    var packet = FilterPacket(isIPv6 ? .ipv6 : .ipv4, transport: 112)
    packet.source = advert?.source
    packet.destination =
      advert?.destination
      ?? (router.instance.unicastPeers?.isEmpty == false
        ? nil : Address(isIPv6 ? "ff02::12" : "224.0.0.18"))
    packet.input = router.instance.interface
    let fates = [Firewall.Hook.prerouting, .input].compactMap { hook in
      firewall?.fate(of: packet, at: hook)
    }
    return fates.lazy.compactMap(\.certain).first
      ?? (advert == nil ? nil : fates.lazy.compactMap(\.drops.first).first)
  }
}
