import IPVS
import Network

extension Interpretation {
  mutating func readVirtualServer(_ node: Node) {
    guard let word = node.words.first, let target = virtualServerTarget(node) else { return }
    let title = node.words.map(\.text).joined(separator: " ")
    var draft = VirtualServerDraft(target: target, word: word, title: title)
    draft.defaults.logsEveryFailure = logsEveryFailure
    for child in children(of: node) where meaning(of: child, in: .virtualServer) == .acted {
      read(child, into: &draft)
    }
    guard !draft.realServers.isEmpty else {
      report.warning(code: .emptyBlock, "\(title) has no real server and is ignored", at: word)
      return
    }
    fillDefaults(&draft)
    guard let services = services(of: draft, family: family(of: draft)), mayClaim(services, draft)
    else { return }
    var server = VirtualServer(
      name: name(of: draft, services), services: services,
      settings: settings(of: draft, services), quorum: draft.quorum, position: word.position)
    server.realServers = realServers(of: draft, services)
    server.sorryServer = sorryServer(of: draft, services)
    server.suspends = suspends(draft)
    server.follows = follows(draft)
    server.notifiesAtStop = draft.omega
    server.isMailed = global.mail.tellsOfVirtualServer(draft.mails)
    server.protection = protection(of: draft, server)
    boundQuorum(of: &server, draft.quorumPercentage, word)
    claim(server, for: draft)
  }

  /// Of services that are marks. Only tunnels join two families: with servers of both, it is IPv4, as
  /// in keepalived.
  private func family(of draft: VirtualServerDraft) -> Family {
    if let family = draft.family { return family }
    let isTunnel = { (node: Node) -> Bool in
      let own = node.block?.children.last { $0.keyword == "lvs_method" || $0.keyword == "lb_kind" }
      if let own { return own.words.count > 1 && own.words[1].text == "TUN" }
      if case .tunnel = draft.forwarding { return true }
      return false
    }
    let families = { (nodes: [Node]) in
      nodes.compactMap { $0.words.count > 1 ? Address($0.words[1].text)?.family : nil }
    }
    if let first = families(draft.realServers.filter { !isTunnel($0) }).first { return first }
    let all = Set(
      families(draft.realServers) + [draft.sorryServer?.endpoint.address.family].compactMap(\.self))
    return all.count == 1 ? all.first ?? .ipv4 : .ipv4
  }

  /// What is not said is as keepalived takes it, and said so.
  private mutating func fillDefaults(_ draft: inout VirtualServerDraft) {
    if draft.scheduler == nil {
      report.warning(
        code: .defaultTaken, "\(draft.title) names no scheduler (lb_algo): wlc is taken",
        at: draft.word)
    }
    if draft.forwarding == nil {
      report.warning(
        code: .defaultTaken, "\(draft.title) names no forwarding method (lb_kind): NAT is taken",
        at: draft.word)
    }
    if case .mark = draft.target {
      if draft.transport != nil {
        report.warning(
          code: .conflictingWords, "a firewall mark has no protocol; it is ignored", at: draft.word)
      }
      draft.transport = nil
    } else if draft.transport == nil {
      if needsTransport(draft.target) {
        report.warning(
          code: .defaultTaken, "\(draft.title) names no protocol: UDP is taken", at: draft.word,
          hint: "write 'protocol TCP', or UDP or SCTP")
      }
      draft.transport = .udp
    }
    if draft.flags.contains(.onePacket), draft.transport != .udp {
      report.warning(
        code: .conflictingWords, "'ops' is for UDP alone; it is ignored", at: draft.word)
      draft.flags.remove(.onePacket)
    }
    let scheduler = draft.scheduler ?? .weightedLeastConnection
    for word in draft.flagWords where !word.text.hasPrefix(scheduler.name + "-") {
      report.warning(
        code: .conflictingWords, "'\(word.text)' is not for the scheduler \(scheduler.name)",
        at: word)
    }
  }

  private func needsTransport(_ target: VirtualServerDraft.Target) -> Bool {
    guard case .group(let name) = target else { return true }
    return groups[name]?.entries.contains { if case .addresses = $0 { true } else { false } }
      ?? true
  }

  private mutating func settings(
    of draft: VirtualServerDraft, _ services: [ServiceKey]
  ) -> ServiceSettings {
    var timeout = draft.persistence
    let needsPersistence = services.contains {
      if case .endpoint(_, let endpoint) = $0 { endpoint.port == 0 } else { false }
    }
    if timeout == nil, needsPersistence {
      report.warning(
        code: .defaultTaken,
        "\(draft.title) serves every port, which needs persistence: 360 seconds are taken",
        at: draft.word)
      timeout = 360
    }
    if timeout == nil, draft.granularity != nil || draft.engine != nil { timeout = 360 }
    let bits = services.map(\.family.bits).max() ?? 32
    let persistence = timeout.map {
      Persistence(
        timeout: $0, granularity: min(draft.granularity ?? bits, bits), engine: draft.engine)
    }
    return ServiceSettings(
      scheduler: draft.scheduler ?? .weightedLeastConnection, flags: draft.flags,
      persistence: persistence)
  }

  /// The instance whose master serves.
  private mutating func follows(_ draft: VirtualServerDraft) -> String? {
    guard let word = draft.follows else { return nil }
    if routerIndices[word.text] != nil { return word.text }
    report.error(
      "there is no vrrp_instance '\(word.text)' to follow", at: word,
      hint: nearest(to: word.text, among: routers.map(\.name)).map { "did you mean '\($0)'?" }
        ?? "expected the name of an instance")
    return nil
  }

  /// The address without which its checks rest.
  private mutating func suspends(_ draft: VirtualServerDraft) -> Address? {
    guard let word = draft.suspends else { return nil }
    if case .endpoint(let endpoint) = draft.target { return endpoint.address }
    report.warning("ha_suspend needs one address to look for; it is ignored", at: word)
    return nil
  }

  private func name(of draft: VirtualServerDraft, _ services: [ServiceKey]) -> VirtualServerName {
    if case .group(let name) = draft.target { return .group(name, draft.transport) }
    guard let service = services.first else { return .group(draft.title, draft.transport) }
    return .service(service)
  }

  private mutating func sorryServer(
    of draft: VirtualServerDraft, _ services: [ServiceKey]
  ) -> SorryServer? {
    guard var sorry = draft.sorryServer else { return nil }
    sorry.forwarding = draft.sorryForwarding ?? draft.forwarding ?? .masquerade
    sorry.inhibits = draft.sorryInhibits
    let port = commonPort(of: services)
    if sorry.endpoint.port == 0 || sorry.forwarding.keepsPort { sorry.endpoint.port = port }
    return sorry
  }

  /// keepalived's clamps: a quorum above the sum of weights could never be met, and a hysteresis as
  /// large as the quorum would never let it be lost.
  private mutating func boundQuorum(
    of server: inout VirtualServer, _ percentage: UInt32?, _ word: Word
  ) {
    let sum = server.realServers.reduce(UInt64(0)) { $0 + UInt64($1.settings.weight) }
    if let percentage {
      server.quorum.quorum = UInt32(clamping: max(1, (sum * UInt64(percentage) + 99) / 100))
    }
    if UInt64(server.quorum.quorum) > sum, sum > 0 {
      report.warning(
        code: .quorumOutOfReach,
        "the quorum \(server.quorum.quorum) is more than all weights together: \(sum) is taken",
        at: word, hint: "expected at most \(sum); the weights of real servers say how much")
      server.quorum.quorum = UInt32(clamping: sum)
    }
    if server.quorum.hysteresis > 0, server.quorum.hysteresis >= server.quorum.quorum {
      let most = server.quorum.quorum - min(1, server.quorum.quorum)
      report.warning(
        code: .quorumOutOfReach,
        "the hysteresis \(server.quorum.hysteresis) is not below the quorum: \(most) is taken",
        at: word)
      server.quorum.hysteresis = most
    }
  }
}

extension ForwardingMethod {
  /// The real server gets the packet as it came, so it answers on the virtual server's port.
  var keepsPort: Bool {
    switch self {
    case .directRouting, .tunnel: true
    case .masquerade, .localNode, .bypass: false
    }
  }
}
