import Network

/// What the walk's table answers for one service.
package struct WalkVerdict: Hashable, Sendable {
  /// The rule that names the cause; of several that the columns allow, the one that the rest of the
  /// document speaks for.
  package var rule: String
  /// False: the columns allow more than one cause, and nothing that was read decides.
  package var isSure: Bool
  /// What was seen, in one sentence.
  package var sentence: String
  package var evidence: [String]

  init(_ rule: String, isSure: Bool = true, _ sentence: String, _ evidence: [String] = []) {
    self.rule = rule
    self.isSure = isSure
    self.sentence = sentence
    self.evidence = evidence
  }
}

extension Walk {
  /// The row of the walk's table that these packets are; nil: the client is served, or nothing is
  /// wrong that can be seen from here.
  package func verdict(in examination: Examination) -> WalkVerdict? {
    guard let request else { return nothingArrived(examination) }
    if forwarded == nil, (counted ?? 0) == 0 { return notTaken(request, examination) }
    guard let forwarded else { return notForwarded(request, examination) }
    if let returned { return loop(returned, examination) }
    let errors = replies.filter { $0.packet == .icmpError }
    if let error = errors.first(where: { !$0.isTooBig }) { return rejected(error, examination) }
    if method == .nat {
      if replies.contains(where: { $0.packet == .rst }), !replies.contains(where: \.isGood) {
        return refused(examination)
      }
      guard replies.contains(where: \.isGood) else { return noReply(forwarded, examination) }
      return answers.contains(where: \.isGood)
        ? behindUs(examination) : replyIsLost(examination)
    }
    if let reply = replies.first, answers.isEmpty { return martian(reply) }
    return continues || request.packet == .udp ? nil : noReply(forwarded, examination)
  }

  private func count(_ step: WalkFacts.Step?) -> Int { step?.count ?? 0 }

  private func nothingArrived(_ examination: Examination) -> WalkVerdict {
    let address = virtualAddress?.description ?? service.name.description
    guard let asked = asksForVirtualAddress else {
      return WalkVerdict(
        "V12", isSure: false,
        "No packet of \(client) for \(address) came to this director: look at the client's route "
          + "and at the router before this director, which may send \(address) elsewhere.",
        ["0 packets of \(client)"])
    }
    guard let other = virtualAddressIsAt.sorted().first else {
      return WalkVerdict(
        virtualAddress.map(examination.isVirtual) == true ? "V25" : "N30",
        "\(client) asks for \(address) and nobody answers: no machine has the virtual address.",
        [asked.line])
    }
    let isRealServer = examination.realServerHardware.contains(other)
    return WalkVerdict(
      isRealServer ? "D03" : "N31",
      isRealServer
        ? "A real server (\(other)) answers for \(address): clients bypass the director."
        : "\(other) answers for \(address), and that is not this director.", [asked.line])
  }

  /// The request came and IPVS did not count it.
  private func notTaken(_ request: WalkFacts.Step, _ examination: Examination) -> WalkVerdict {
    if let own = answers.first { return servedHere(own, examination) }
    if let error = errors.first(where: { $0.isUnreachable([3], [4]) }) {
      let isFull = !Rule.allOverTheThreshold.observe(examination).isEmpty
      return WalkVerdict(
        isFull ? "N38" : "N37",
        isFull
          ? "Clients are told \"port unreachable\": all real servers have reached their threshold."
          : "Clients are told \"port unreachable\": the service has no real server with a weight.",
        [request.line, error.line])
    }
    if let growth = examination.growth("TcpExtIPReversePathFilter") {
      return WalkVerdict(
        "N06", "Requests of \(client) arrive on \(request.interface) and rp_filter drops them.",
        [request.line, "IPReversePathFilter +\(growth)"])
    }
    let hooks: [(Firewall.Hook, String)] = [(.prerouting, "N20"), (.input, "N21")]
    for (hook, rule) in hooks {
      if let place = examination.dropping(request, at: hook) {
        return WalkVerdict(
          rule, "Requests of \(client) arrive and \(place.words) drops them.",
          [request.line, place.evidence])
      }
    }
    return WalkVerdict(
      "N21", isSure: false,
      "Requests of \(client) arrive on \(request.interface), and IPVS does not take them: a packet "
        + "filter, rp_filter, or no service matches.", [request.line])
  }

  private func servedHere(_ own: WalkFacts.Step, _ examination: Examination) -> WalkVerdict {
    let evidence = [own.line]
    guard let mark = service.name.mark else {
      return WalkVerdict(
        "N36",
        "This machine answers \(client) itself (\(own.name)): no virtual service takes the "
          + "packets.", evidence)
    }
    let places = examination.firewall?.markers(of: mark) ?? []
    let hooks = places.map(\.base.hook)
    let rule =
      places.isEmpty ? "N32" : hooks.contains(.prerouting) || hooks.contains(.input) ? "N33" : "N34"
    return WalkVerdict(
      rule,
      "This machine answers \(client) itself (\(own.name)): its packets do not get the mark "
        + "\(mark).", evidence + places.prefix(3).map(\.evidence))
  }

  /// IPVS has taken the request and nothing left for the real server.
  private func notForwarded(
    _ request: WalkFacts.Step, _ examination: Examination
  ) -> WalkVerdict {
    let server = realServer?.description ?? "the real server"
    let neighbor = realServer.flatMap(examination.neighbor)
    if unansweredForRealServer != nil || neighbor?.isDead == true {
      return WalkVerdict(
        "N17", "Requests are taken, and \(server) does not answer ARP.",
        [unansweredForRealServer?.line, neighbor.map { "ip neigh: \($0.address) \($0.state)" }]
          .compactMap { $0 })
    }
    if let error = errors.first(where: { $0.isUnreachable([0, 1], [0, 3]) }) {
      return WalkVerdict(
        "N18", "Requests are taken, and there is no route to \(server).", [error.line])
    }
    let hooks: [(Firewall.Hook, String)] = [(.output, "N22"), (.postrouting, "N23")]
    for (hook, rule) in hooks {
      if let place = examination.dropping(self, at: hook) {
        return WalkVerdict(
          rule, "Requests are taken, and \(place.words) drops them on the way to \(server).",
          [place.evidence])
      }
    }
    return WalkVerdict(
      "N22", isSure: false,
      "IPVS takes requests of \(client), and nothing leaves for \(server).", [request.line])
  }

  private func loop(_ returned: WalkFacts.Step, _ examination: Examination) -> WalkVerdict {
    let hasRouter = realServer.flatMap { examination.route(to: $0)?.gateway } != nil
    return WalkVerdict(
      hasRouter ? "D07" : "D02",
      "Each request comes back from \(returned.from ?? "a real server") unchanged and circles.",
      [returned.line] + (counted.map { ["IPVS counts \($0) packets in"] } ?? []))
  }

  /// What a real server's kernel says of a tunnel that it lacks: "protocol unreachable", and with a
  /// tunnel that is down "port unreachable".
  private func rejected(_ error: WalkFacts.Step, _ examination: Examination) -> WalkVerdict {
    guard method == .tunnel else {
      return WalkVerdict(
        "N15", "\(error.source) rejects the packets (\(error.name)).", [error.line])
    }
    guard service.realServers.contains(where: { $0.address == error.source }) else {
      return WalkVerdict(
        "T05", "\(error.source) on the way rejects the tunnel's packets.", [error.line])
    }
    let type = examination.tunnelTypes()[error.source]?.tunnel ?? "ipip"
    let lacksTunnel = error.isUnreachable([2, 3], [4])
    return WalkVerdict(
      !lacksTunnel ? "T04" : type == "ipip" ? "T01" : "T07",
      "\(error.source) does not take the tunnel's packets.", [error.line])
  }
}

extension WalkFacts.Step {
  /// Neither a refusal nor an error.
  var isGood: Bool { packet != .rst && packet != .icmpError }
}
