import Network

extension Walk {
  /// The seed's picture of the path (Q.3), with what was seen at each step; lines of text.
  package func picture(in examination: Examination) -> [String] {
    let address = virtualAddress ?? service.name.address
    let virtual = address.map { WalkFacts.Step.end($0, service.name.port) } ?? "VIP"
    let real = realServerEnd
    var lines = ["CLIENT \(client)"]
    lines += arrow("\(client) -> \(virtual)", seen: [request].compactMap { $0 }, down: true)
    lines += arrow("\(virtual) -> \(client)", seen: answers + errorsToClient, down: false)
    let totals = counted.map { ", IPVS: \($0) packets in, \(countedOut ?? 0) out" } ?? ""
    lines.append("DIRECTOR \(examination.director.host)\(totals)")
    switch method {
    case .nat:
      lines += arrow("\(client) -> \(real)", seen: [forwarded].compactMap { $0 }, down: true)
      lines += arrow("\(real) -> \(client)", seen: replies, down: false)
    case .tunnel:
      lines += arrow(
        "director -> \(real), inside \(client) -> \(virtual)",
        seen: [forwarded].compactMap { $0 }, down: true)
      lines += replies.isEmpty ? past(virtual) : arrow("errors", seen: replies, down: false)
    case .directRouting, .local, .bypass:
      lines += arrow(
        "\(client) -> \(virtual) to \(forwarded?.to ?? "the real server's MAC")",
        seen: [forwarded].compactMap { $0 }, down: true)
      lines +=
        replies.isEmpty
        ? past(virtual) : arrow("\(virtual) -> \(client)", seen: replies, down: false)
    }
    lines.append("REAL SERVER \(realServer.map(\.description) ?? "none")")
    return lines
  }

  /// With direct routing and tunnels the real server answers the client itself.
  private func past(_ virtual: String) -> [String] {
    [
      "   :  \(virtual) -> \(client), past the director: \(continues ? "the client goes on" : "not seen from here")"
    ]
  }

  private var errorsToClient: [WalkFacts.Step] { errors.filter { $0.destination == client } }

  private var realServerEnd: String {
    guard let realServer else { return "no real server" }
    let port = service.realServers.first { $0.address == realServer }?.port
    return method == .nat ? WalkFacts.Step.end(realServer, port) : realServer.description
  }

  private func arrow(_ packet: String, seen: [WalkFacts.Step], down: Bool) -> [String] {
    let sign = down ? "v" : "^"
    guard !seen.isEmpty else { return ["   \(sign)  \(packet): not seen"] }
    return seen.prefix(4).map { step in
      let verb = step.direction == .arrives ? "arrives on" : "leaves by"
      return "   \(sign)  \(packet): \(step.count) \(step.name), \(verb) \(step.interface)"
    }
  }

  /// The verdict as a finding of its rule, with that rule's mends if it sees the cause too.
  package func finding(in examination: Examination) -> Finding? {
    guard let verdict = verdict(in: examination) else { return nil }
    let rule = Rule.named(verdict.rule)
    let own = rule.map { rule in
      rule.needs.allSatisfy { examination.director.has($0) } ? rule.findings(in: examination) : []
    }
    return Finding(
      verdict.rule, verdict.isSure ? .error : .unknown, object: service.name.description,
      verdict.sentence, evidence: verdict.evidence + examination.tracedRules,
      mend: own?.first?.mend ?? [],
      reference: rule?.reference ?? "LVS HOWTO Q.3")
  }
}

extension Examination {
  /// Rules that dropped the client's packets, in the kernel's own words, if it was asked.
  var tracedRules: [String] {
    var facts = director.trace ?? TraceFacts(seconds: 0)
    (facts.drops, facts.missing) = (nil, nil)
    return facts.evidence(rulesets: director.rulesets ?? [])
  }

  /// What the walk adds to what the rules have found: causes that no rule has named, and open
  /// questions if no rule has found an error.
  func walkFindings(besides found: [Finding]) -> [Finding] {
    let hasError = found.contains { $0.severity == .error }
    let known = Set(found.filter { $0.severity != .note }.map(\.id))
    var seen: Set<String> = []
    return walks.compactMap { $0.finding(in: self) }.filter { finding in
      guard seen.insert(finding.id + finding.object).inserted, !known.contains(finding.id) else {
        return false
      }
      return finding.severity == .error || !hasError
    }
  }
}
