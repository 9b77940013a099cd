import Network

/// Rules about the director's packet filters.
extension Rule {
  static let filters: [Rule] = [
    droppedBeforeRouting, droppedInInput, droppedInOutput, droppedInPostrouting, droppedInForward,
    forwardNamesVirtualAddress, forwardDropsInvalid, forwardWantsEstablished, conntrackIsFull,
    notTracked,
  ]

  static let droppedBeforeRouting = Rule(
    "N20", .error, "a prerouting chain drops clients' packets", needs: [.rulesets],
    reference: "LVS HOWTO Q.3 A.4",
    explanation: """
      Packets of clients arrive and a chain in front of routing (raw, mangle or nat PREROUTING) drops \
      them: IPVS counts nothing. Replies of real servers behind NAT pass the same chains. The rule is \
      shown with its counter; delete it or put an accepting rule before it.
      """
  ) { examination in
    let requests = examination.filtered(
      .requestBeforeRouting, "Packets of clients are dropped")
    if !requests.isEmpty { return requests }
    return examination.filtered(.replyBeforeRouting, "Replies of real servers are dropped")
  }

  static let droppedInInput = Rule(
    "N21", .error, "an input chain drops clients' packets", needs: [.rulesets],
    reference: "LVS HOWTO Q.3 A.4",
    explanation: """
      The virtual address belongs to this machine, so clients' packets pass INPUT before IPVS takes \
      them. A rule or a policy there that drops them makes every client wait in vain, while checks, \
      which go out by OUTPUT, pass.
      """
  ) { examination in
    let requests = examination.filtered(
      .request, "Packets of clients are dropped in INPUT, behind which IPVS sits")
    if !requests.isEmpty { return requests }
    return examination.filtered(.answerToCheck, "Answers to checks are dropped in INPUT")
  }

  static let droppedInOutput = Rule(
    "N22", .error, "an output chain drops packets to real servers", needs: [.rulesets],
    reference: "LVS HOWTO Q.3 A.4",
    explanation: """
      IPVS sends clients' packets to real servers by OUTPUT, as if this machine had made them. A rule \
      there that drops them stops checks as well: real servers are down although they work.
      """
  ) { $0.filtered(.sent, "Packets to the real server are dropped in OUTPUT") }

  static let droppedInPostrouting = Rule(
    "N23", .error, "a postrouting chain drops packets", needs: [.rulesets],
    reference: "LVS HOWTO Q.3 A.4",
    explanation: """
      What IPVS sends to real servers, and replies on their way to clients, pass POSTROUTING last. \
      A rule there that drops them is rare, and checks do not always see it.
      """
  ) { examination in
    let requests = examination.filtered(
      .sentAtLast, "Packets to the real server are dropped in POSTROUTING")
    if !requests.isEmpty { return requests }
    return examination.filtered(.answerAtLast, "Answers to clients are dropped in POSTROUTING")
  }

  static let droppedInForward = Rule(
    "N24", .error, "a forward chain drops replies", needs: [.rulesets],
    reference: "LVS HOWTO Q.3 A.2",
    explanation: """
      Replies of real servers behind NAT pass FORWARD with the real server's address as the source; \
      IPVS rewrites them after that. A rule or a policy that drops them there makes clients wait, \
      while checks, whose replies are for this machine itself, pass. Accept packets from the real \
      servers' addresses and ports.
      """
  ) { examination in examination.droppedReplies { $0.isOfState == nil } }

  static let forwardNamesVirtualAddress = Rule(
    "N25", .warning, "a forward rule names the virtual address", needs: [.rulesets],
    explanation: """
      Behind NAT the source of a reply is rewritten to the virtual address after FORWARD. A rule of \
      that chain that has the virtual address as its source never matches.
      """
  ) { examination in
    guard let firewall = examination.firewall else { return [] }
    let addresses = Set(examination.natServices.compactMap(\.name.address))
    guard !addresses.isEmpty else { return [] }
    let places = firewall.places { rule in
      rule.packets == 0 && rule.matches.contains { $0.namesOnly(addresses, as: .source) }
    }
    return places.filter { $0.base.hook == .forward }.prefix(20).map { place in
      Observation(
        place.chainWords,
        "A rule of FORWARD has a virtual address as its source and never matches: replies pass "
          + "FORWARD with the real server's address.",
        evidence: [place.evidence], mend: [Mend(place.removal)])
    }
  }

  static let forwardDropsInvalid = Rule(
    "N26", .error, "a forward chain drops what conntrack calls invalid",
    needs: [.rulesets, .settings], reference: "LVS HOWTO Q.3 A.2",
    explanation: """
      With net.ipv4.vs.conntrack=0 IPVS keeps its connections out of conntrack, so that a reply of a \
      real server behind NAT is INVALID there. A rule that drops INVALID packets in FORWARD drops all \
      of them. Set net.ipv4.vs.conntrack=1, or accept packets from the real servers before that rule.
      """
  ) { examination in examination.droppedReplies { $0.isOfState == .invalid } }

  static let forwardWantsEstablished = Rule(
    "N27", .error, "a forward chain accepts established connections only",
    needs: [.rulesets, .settings], reference: "LVS HOWTO Q.3 A.2",
    explanation: """
      With net.ipv4.vs.conntrack=0 IPVS keeps its connections out of conntrack, so that a reply of a \
      real server behind NAT is never ESTABLISHED. FORWARD chains that accept only that drop all \
      replies. Set net.ipv4.vs.conntrack=1, or accept packets from the real servers.
      """
  ) { examination in examination.droppedReplies { $0.isOfState == .established } }

  static let conntrackIsFull = Rule(
    "N28", .error, "conntrack is full", needs: [.counters],
    explanation: """
      Every connection through this machine takes an entry of conntrack while it is loaded. When \
      there are nf_conntrack_max of them, the kernel drops the first packet of every new connection \
      ("nf_conntrack: table full, dropping packet") and counts it as drop.
      """
  ) { examination in
    guard let counters = examination.director.counters else { return [] }
    let now = counters.second ?? counters.first
    let (count, most) = (now["conntrack.count"], now["conntrack.max"])
    let growth = counters.growth(of: "conntrack.drop") ?? 0
    let isFull = if let count, let most { most > 0 && count >= most } else { false }
    guard isFull || growth > 0 else { return [] }
    let size = most.map { "\(count ?? 0) of \($0)" } ?? "\(count ?? 0) entries"
    return [
      Observation(
        "conntrack", "conntrack is full (\(size)): new clients are dropped.",
        evidence: [
          "net.netfilter.nf_conntrack_count = \(count ?? 0)",
          "net.netfilter.nf_conntrack_max = \(most ?? 0)",
        ] + (growth > 0 ? ["/proc/net/stat/nf_conntrack drop +\(growth)"] : []),
        mend: [
          .set(
            "net.netfilter.nf_conntrack_max",
            to: "\(Swift.max(262_144, Swift.min(most ?? 0, 1 << 40) * 4))")
        ])
    ]
  }

  static let notTracked = Rule(
    "N29", .warning, "a rule keeps a service's packets out of conntrack",
    needs: [.rulesets, .settings],
    explanation: """
      With net.ipv4.vs.conntrack=1 IPVS enters its connections in conntrack. A notrack rule in front \
      of it takes them out again: rules that ask for ESTABLISHED, and masquerading after IPVS, do \
      not see them.
      """
  ) { examination in
    guard let firewall = examination.firewall,
      examination.setting("net.ipv4.vs.conntrack") == "1"
    else { return [] }
    var seen: Set<FilterPlace> = []
    // A rule that keeps the packets of hundreds of services out of conntrack is found with the first.
    return examination.packets.prefix(100).flatMap { packet -> [Observation] in
      firewall.fate(of: packet.request, at: .prerouting, limit: 20_000).notracks.compactMap { hit in
        guard hit.likelihood == .certain, seen.insert(hit.place).inserted else { return nil }
        return Observation(
          packet.service.description,
          "\(hit.place.words) keeps packets of clients out of conntrack, while "
            + "net.ipv4.vs.conntrack=1 asks IPVS to use it.",
          evidence: [hit.place.evidence, "net.ipv4.vs.conntrack = 1"],
          mend: [Mend(hit.place.removal), .set("net.ipv4.vs.conntrack", to: "0")])
      }
    }
  }
}
