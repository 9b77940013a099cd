import Network

// More than one router, or none, for an address.
extension Rule {
  static let foreignRouterHasOurNumber = Rule(
    "V07", .error, "a foreign router uses our virtual_router_id", stage: .walking,
    needs: [.heard, .director], reference: "RFC 9568 §5.2.3",
    explanation: """
      Another router on this link advertises the same virtual_router_id with other addresses. The \
      two depose each other in turn or are both master, and share a virtual hardware address.
      """
  ) { examination in
    examination.judgedRouters.compactMap { router in
      guard case .foreign(let advert) = router.trouble else { return nil }
      let number = router.instance.virtualRouter
      let taken = Set((examination.director.heard?.adverts ?? []).map(\.virtualRouter))
      let free = (1...255).first { $0 > number && !taken.contains($0) } ?? 1
      return Observation(
        router.object,
        "\(advert.source) uses virtual_router_id \(number) too, for "
          + "\(advert.addresses.shortList(of: 3)): it is another virtual router on the same link.",
        evidence: [advert.line],
        mend: [Mend(words: "Write 'virtual_router_id \(free)' on both of our directors.")])
    }
  }

  static let addressListsDiffer = Rule(
    "V08", .warning, "the directors' address lists differ", needs: [.director],
    reference: "RFC 9568 §5.2.9",
    explanation: """
      The other director advertises addresses of this virtual router that are not configured here, \
      or lacks some: after a failover those are nowhere.
      """
  ) { examination in
    examination.judgedRouters.compactMap { router in
      let ours = Set(router.instance.addresses.map(\.address.description))
      let advert = router.strangers.first { advert in
        !advert.addresses.isEmpty && Set(advert.addresses) != ours
          && !ours.isDisjoint(with: advert.addresses)
      }
      let counted = router.strangers.isEmpty ? router.differences("addresses") : 0
      let isDecided = router.wasListened && router.instance.later == nil
      guard advert != nil || (counted > 0 && !isDecided) else { return nil }
      let theirs = advert.map { Set($0.addresses) } ?? []
      let missing = theirs.subtracting(ours).sorted()
      let extra = advert == nil ? [] : ours.subtracting(theirs).sorted()
      let words = [
        missing.isEmpty ? nil : "not configured here: \(missing.shortList(of: 3))",
        extra.isEmpty ? nil : "not there: \(extra.shortList(of: 3))",
      ].compactMap { $0 }.joined(separator: "; ")
      return Observation(
        router.object,
        "The other director's virtual_ipaddress differs\(words.isEmpty ? "" : " (\(words))"): after "
          + "a failover some addresses are nowhere.",
        evidence: advert.map { [$0.line] } ?? ["differing, addresses: \(counted)"],
        mend: [Mend(words: "Write the same virtual_ipaddress on both.")])
    }
  }

  static let addressIsInAnotherVirtualRouter = Rule(
    "V09", .error, "another virtual router holds the same address", stage: .walking,
    needs: [.heard, .director], reference: "RFC 9568 §5.2.3",
    explanation: """
      Another router advertises one of our addresses under another virtual_router_id. Neither hears \
      the other: both are master and both answer for the address.
      """
  ) { examination in
    let known = Set(examination.instances.map { "\($0.interface) \($0.virtualRouter)" })
    let strangers = (examination.director.heard?.adverts ?? []).filter { advert in
      advert.isOwn != true && !examination.index.own.contains(advert.source)
        && !known.contains("\(advert.interface) \(advert.virtualRouter)")
    }
    guard !strangers.isEmpty else { return [] }
    return examination.instances.compactMap { instance in
      let ours = Set(instance.addresses.map(\.address.description))
      let advert = strangers.first { advert in
        advert.interface == instance.interface && !ours.isDisjoint(with: advert.addresses)
      }
      guard let advert, let address = advert.addresses.first(where: ours.contains) else {
        return nil
      }
      return Observation(
        "vrrp_instance \(instance.name)",
        "\(advert.source) holds \(address) as virtual router \(advert.virtualRouter), this director "
          + "as \(instance.virtualRouter): neither hears the other, and both answer for it.",
        evidence: [advert.line],
        mend: [
          Mend(
            words: "Write the same virtual_router_id on both. Neighbours may remember the other's "
              + "hardware address; there: ip neighbour flush to \(address)")
        ])
    }
  }

  static let prioritiesAreEqual = Rule(
    "V10", .warning, "both directors have the same priority", needs: [.director],
    reference: "RFC 9568 §6.4.3",
    explanation: """
      Of two routers with the same priority the one with the higher primary address becomes master: \
      not what anybody wrote down.
      """
  ) { examination in
    examination.judgedRouters.compactMap { router in
      let ours = router.instance.priority
      let advert = router.strangers.first { $0.priority == ours }
      guard advert != nil || router.peer?.priority == ours else { return nil }
      if case .foreign = router.trouble { return nil }
      return Observation(
        router.object,
        "Both directors have priority \(ours): the higher address decides which of them is master.",
        evidence: advert.map { [$0.line] } ?? ["priority \(ours)"],
        mend: [
          Mend(
            words: "Give the director that is to be master a higher priority, the other a lower.")
        ])
    }
  }

  static let twoMasters = Rule(
    "V11", .error, "two directors are master of one virtual router", stage: .walking,
    needs: [.heard, .director], reference: "RFC 9568 §6.4.3",
    explanation: """
      This director is master and hears another master again and again. Both answer for the address. \
      If the other does not hear this director, it does not yield.
      """
  ) { examination in
    examination.judgedRouters.compactMap { router in
      guard case .rival(let advert) = router.trouble else { return nil }
      return Observation(
        router.object,
        "\(advert.source) is master too, with priority \(advert.priority) (ours: "
          + "\(router.instance.priority)): both answer for "
          + "\(router.instance.addresses.map(\.address.description).shortList(of: 2)).",
        evidence: [advert.line],
        mend: [
          Mend(
            on: advert.source.description, "directorctl doctor vrrp",
            words: "It does not hear this director: the reason is there.")
        ])
    }
  }

  static let gratuitousARPIsIgnored = Rule(
    "V12", .error, "a neighbour ignores gratuitous ARP", stage: .walking,
    needs: [.heard, .director], reference: "RFC 9568 §8.2.2",
    explanation: """
      This director is backup, and frames for the virtual address still come to its hardware \
      address: their sender has a permanent entry, or ignores gratuitous ARP.
      """
  ) { examination in
    examination.judgedRouters.flatMap { router -> [Observation] in
      let instance = router.instance
      guard instance.state == "backup" else { return [] }
      // A foreign master (V07) announces other addresses than ours.
      if case .foreign = router.trouble { return [] }
      let ours = Set(instance.addresses.map(\.address))
      return (examination.director.heard?.strayFrames ?? []).filter {
        ours.contains($0.destination)
      }
      .map { frame in
        Observation(
          "vrrp_instance \(instance.name)",
          "\(frame.from) still sends packets for \(frame.destination) to this director, which is "
            + "backup: it ignores the master's gratuitous ARP.",
          evidence: [
            "\(frame.interface): \(frame.count) frames from \(frame.from) for \(frame.destination)"
          ],
          mend: [
            Mend(
              on: frame.from, "ip neighbour flush to \(frame.destination)",
              words: "For good: garp_master_refresh 60, or use_vmac, which needs no new entry.")
          ])
      }
    }
  }

  static let nobodyHoldsTheAddress = Rule(
    "V23", .error, "no director holds the virtual address", stage: .probing,
    needs: [.answers, .addresses, .director],
    explanation: """
      This director is not master, nobody advertises, and nobody answers for the address: both are \
      drained, or in fault. If another virtual router of its sync group hears the master, V14 says more.
      """
  ) { examination in
    let silent = Set(
      (examination.director.answers ?? []).filter(\.by.isEmpty).map(\.address))
    return examination.judgedRouters.compactMap { router in
      let instance = router.instance
      guard let state = instance.state, state != "master", router.strangers.isEmpty,
        examination.fault(of: instance.interface) == nil,
        examination.halfWithAMaster(of: instance) == nil,
        let address = instance.addresses.map(\.address).first(where: {
          silent.contains($0) && !examination.index.own.contains($0)
        })
      else { return nil }
      let why = instance.reason.map { " (\($0))" } ?? ""
      return Observation(
        router.object,
        "No director holds \(address): this one is \(state)\(why), and nobody else answers for it.",
        evidence: ["\(address): no answer on \(instance.interface)"],
        mend: state == "drained"
          ? [Mend("directorctl undrain")]
          : [
            Mend(words: "'directorctl why \(instance.name)' says what keeps it from being master.")
          ])
    }
  }
}
