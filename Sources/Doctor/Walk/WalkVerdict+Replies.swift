import Network

/// Rows of the table in which the request has left for the real server.
extension Walk {
  func refused(_ examination: Examination) -> WalkVerdict {
    let server = realServer?.description ?? "the real server"
    let isElsewhere = !examination.refusing.allSatisfy(\.elsewhere.isEmpty)
    return WalkVerdict(
      isElsewhere ? "N14" : "N13", "\(server) answers with RST: nobody listens there.",
      replies.prefix(1).map(\.line))
  }

  /// Nothing came back.
  func noReply(_ forwarded: WalkFacts.Step, _ examination: Examination) -> WalkVerdict {
    let server = realServer?.description ?? "the real server"
    let candidates =
      switch method {
      case .nat: ["N11", "N12", "N10", "N16", "N02"]
      case .directRouting, .local, .bypass: ["D01", "D09", "D14"]
      case .tunnel: ["T02", "T03", "T04"]
      }
    let found = candidates.first { id in
      guard let rule = Rule.named(id), rule.needs.allSatisfy({ examination.director.has($0) })
      else { return false }
      return rule.observe(examination).contains { $0.severity == nil || $0.severity == .error }
    }
    let what =
      method == .nat
      ? "no reply comes back to this director" : "\(client) repeats itself: it gets no answer"
    return WalkVerdict(
      found ?? (method == .nat ? "N02" : candidates[0]), isSure: found != nil,
      "Requests go to \(server), and \(what). Ask the real server: "
        + "directorctl doctor facts --role real-server.", [forwarded.line])
  }

  /// A reply came and did not leave for the client.
  func replyIsLost(_ examination: Examination) -> WalkVerdict {
    let reply = replies.first(where: \.isGood)
    let evidence = [reply?.line].compactMap { $0 }
    let server = realServer?.description ?? "the real server"
    if let unchanged {
      return WalkVerdict(
        unchanged.packet == .syn ? "F04" : "N01",
        "Packets of \(server) leave with its own address: IPVS does not know this connection.",
        evidence + [unchanged.line])
    }
    let family = reply?.source.family ?? .ipv4
    let isOff =
      family == .ipv4
      ? examination.setting("net.ipv4.ip_forward") == "0"
      : examination.setting("net.ipv6.conf.all.forwarding") == "0"
    let growth = examination.growth("IpInAddrErrors")
    if isOff || growth != nil {
      return notForwardedBack(
        isOff, family, evidence + (growth.map { ["IpInAddrErrors +\($0)"] } ?? []))
    }
    if let growth = examination.growth("TcpExtIPReversePathFilter") {
      return WalkVerdict(
        "N07", "Replies of \(server) arrive and rp_filter drops them.",
        evidence + ["IPReversePathFilter +\(growth)"])
    }
    if let growth = examination.growth("IcmpOutDestUnreachs") {
      return WalkVerdict(
        "N08", "Replies of \(server) arrive, and this director has no route to \(client).",
        evidence + ["IcmpOutDestUnreachs +\(growth)"])
    }
    return filteredBack(evidence, server, examination)
  }

  private func notForwardedBack(
    _ isOff: Bool, _ family: Family, _ evidence: [String]
  ) -> WalkVerdict {
    let rule = family == .ipv6 ? "N47" : isOff ? "N04" : "N05"
    return WalkVerdict(
      rule, "Replies arrive and are not forwarded to \(client): forwarding is off.", evidence)
  }

  private func filteredBack(
    _ evidence: [String], _ server: String, _ examination: Examination
  ) -> WalkVerdict {
    let rules = [
      Rule.forwardDropsInvalid, .forwardWantsEstablished, .droppedInForward, .droppedBeforeRouting,
    ]
    for rule in rules where rule.needs.allSatisfy({ examination.director.has($0) }) {
      if let observation = rule.observe(examination).first {
        return WalkVerdict(
          rule.id, "Replies of \(server) arrive and do not leave: \(observation.sentence)",
          evidence + observation.evidence)
      }
    }
    return WalkVerdict(
      "N24", isSure: false,
      "Replies of \(server) arrive and do not leave for \(client), and nothing that was read says "
        + "why: try --trace.", evidence)
  }

  /// With direct routing the director is the real server's gateway: replies have its own address.
  func martian(_ reply: WalkFacts.Step) -> WalkVerdict {
    WalkVerdict(
      "D08",
      "The director is the real server's gateway: a reply from its own address "
        + "\(reply.source) is a martian and is dropped.", [reply.line])
  }

  /// The answer has left.
  func behindUs(_ examination: Examination) -> WalkVerdict? {
    if let tooBig = errors.first(where: { $0.isTooBig && $0.destination == realServer }),
      tooBig.count >= 3 || (examination.growth("IpFragFails") ?? 0) >= 3
    {
      return WalkVerdict(
        method == .tunnel ? "T06" : "N39",
        "Large replies do not fit the way to \(client), and the real server does not hear it.",
        [tooBig.line])
    }
    guard let request, request.packet == .syn, request.count > 1, !continues else { return nil }
    let checksums = !Rule.brokenChecksums.observe(examination).isEmpty
    return WalkVerdict(
      checksums ? "N42" : "N48", isSure: checksums,
      "Answers leave for \(client), which repeats its request: they are lost behind this director, "
        + "or their checksum is wrong.", answers.prefix(1).map(\.line))
  }
}

extension Examination {
  /// By how much a counter grew while it was watched; nil: not at all, or not read twice.
  func growth(_ counter: String) -> UInt64? {
    director.counters?.growth(of: counter).flatMap { $0 > 0 ? $0 : nil }
  }

  /// What drops a client's request in `hook`.
  func dropping(_ request: WalkFacts.Step, at hook: Firewall.Hook) -> FilterPlace? {
    var packet = FilterPacket(request.source.family)
    packet.transport = request.packet == .udp ? 17 : 6
    packet.source = request.source
    packet.destination = request.destination
    (packet.sourcePort, packet.destinationPort) = (request.sourcePort, request.destinationPort)
    packet.input = request.interface
    packet.states = .new
    packet.flags = request.packet == .syn ? 2 : nil
    packet.isForThisMachine = true
    return decisivePlace(packet, hook)
  }

  /// What drops a walk's request on its way to the real server in `hook`.
  func dropping(_ walk: Walk, at hook: Firewall.Hook) -> FilterPlace? {
    guard let server = walk.service.realServers.first(where: { $0.address == walk.realServer })
    else { return nil }
    var packet = packets(of: walk.service, to: server).forwarded
    if walk.method == .nat || walk.method == .directRouting { packet.source = walk.client }
    return decisivePlace(packet, hook)
  }

  private func decisivePlace(_ packet: FilterPacket, _ hook: Firewall.Hook) -> FilterPlace? {
    guard let firewall else { return nil }
    let fate = firewall.fate(of: packet, at: hook)
    return fate.certain?.place ?? fate.drops.first { (growth(of: $0.place) ?? 0) > 0 }?.place
  }
}
