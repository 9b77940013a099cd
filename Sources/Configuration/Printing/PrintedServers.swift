import IPVS
import Network

extension DirectorConfiguration {
  /// `virtual_server_group`, each once, whatever the protocols of those who name it. A mark that some
  /// use for IPv4 and others for IPv6 stands without a family: theirs says it.
  var groupStatements: [Statement] {
    var order: [String] = []
    var lines: [String: [[ServiceKey]]] = [:]
    for server in virtualServers {
      guard case .group(let name, _) = server.name else { continue }
      if lines[name] == nil { order.append(name) }
      lines[name, default: []].append(server.services)
    }
    return order.map { name in
      let uses = lines[name] ?? []
      let all = Set(uses.flatMap(\.self))
      let block = (uses.first ?? []).map { service -> Statement in
        switch service {
        case .endpoint(_, let endpoint):
          return Statement("\(endpoint.address)", "\(endpoint.port)")
        case .firewallMark(let mark, let family):
          let other = ServiceKey.firewallMark(mark, family == .ipv4 ? .ipv6 : .ipv4)
          let isShared = all.contains(other) && !uses.allSatisfy { $0.contains(other) }
          return Statement(
            "fwmark", all: ["\(mark)"] + (isShared ? [] : [family == .ipv4 ? "inet" : "inet6"]))
        }
      }
      return Statement("virtual_server_group", word(name), block: block)
    }
  }
}

extension VirtualServer {
  var statement: Statement {
    var block: [Statement] = []
    var target: [String] = []
    switch name {
    case .group(let name, let transport):
      target = ["group", word(name)]
      block.add("protocol", transport?.name)
      let families = Set(services.map(\.family))
      let marks = services.contains { if case .firewallMark = $0 { true } else { false } }
      if marks, families.count == 1 {
        block.add("ip_family", families.contains(.ipv4) ? "inet" : "inet6")
      }
    case .service(.endpoint(let transport, let endpoint)):
      target = ["\(endpoint.address)", "\(endpoint.port)"]
      block.add("protocol", transport.name)
    case .service(.firewallMark(let mark, let family)):
      target = ["fwmark", "\(mark)"]
      block.add("ip_family", family == .ipv4 ? "inet" : "inet6")
    case .canary(let name): target = [word(name)]
    }
    block += settings.statements(commonMethod)
    block += quorum.statements
    if let sorryServer { block += sorryServer.statements }
    block.add("ha_suspend", where: suspends != nil)
    block.add("follow", follows.map(word))
    block.add("omega", where: notifiesAtStop)
    block.add("smtp_alert", isMailed ? "on" : "off")
    block += protection.statements
    block += realServers.map { $0.statement("real_server") }
    return Statement("virtual_server", all: target, block: block)
  }
}

extension TransportProtocol {
  fileprivate var name: String {
    switch self {
    case .tcp: "TCP"
    case .udp: "UDP"
    case .sctp: "SCTP"
    }
  }
}

extension VirtualServer {
  /// The method of all real servers, or NAT; each names its own too.
  fileprivate var commonMethod: ForwardingMethod {
    let methods = Set(realServers.map(\.settings.forwarding))
    return methods.count == 1 ? methods.first ?? .masquerade : .masquerade
  }
}

extension ServiceSettings {
  fileprivate func statements(_ method: ForwardingMethod) -> [Statement] {
    var block = [Statement("lb_algo", scheduler)]
    block.append(Statement("lb_kind", all: method.words))
    block.add("ops", where: flags.contains(.onePacket))
    block.add("flag-1", where: flags.contains(.scheduler1))
    block.add("flag-2", where: flags.contains(.scheduler2))
    block.add("flag-3", where: flags.contains(.scheduler3))
    if let persistence {
      block.add("persistence_timeout", "\(persistence.timeout)")
      let length = persistence.granularity
      block.add("persistence_granularity", length == 0 ? "0.0.0.0" : "\(length)")
      block.add("persistence_engine", persistence.engine.map(word))
    }
    return block
  }
}

extension Protection {
  fileprivate var statements: [Statement] {
    var block: [Statement] = []
    block.add("panic_threshold", panicThreshold.map { "\($0)" })
    if let removals {
      block.append(Statement("max_removed", "\(removals.count)", seconds(removals.window)))
    }
    block.add("canary", canary.map(word))
    return block
  }
}

extension CanaryDefinition {
  var statement: Statement {
    Statement("canary", word(name), block: addresses.map { $0.statement("address") })
  }
}

extension Quorum {
  fileprivate var statements: [Statement] {
    var block: [Statement] = []
    block.add("quorum", "\(quorum)")
    if hysteresis > 0 { block.add("hysteresis", "\(hysteresis)") }
    block.add("quorum_up", up)
    block.add("quorum_down", down)
    return block
  }
}

extension SorryServer {
  fileprivate var statements: [Statement] {
    var block = [
      Statement("sorry_server", "\(endpoint.address)", "\(endpoint.port)"),
      Statement("sorry_server_lvs_method", all: forwarding.words),
    ]
    block.add("sorry_server_inhibit", where: inhibits)
    return block
  }
}

extension RealServer {
  func statement(_ keyword: String) -> Statement {
    var block = [
      Statement("weight", "\(settings.weight)"),
      Statement("lvs_method", all: settings.forwarding.words),
    ]
    if settings.upperThreshold > 0 { block.add("uthreshold", "\(settings.upperThreshold)") }
    if settings.lowerThreshold > 0 { block.add("lthreshold", "\(settings.lowerThreshold)") }
    block.add("inhibit_on_failure", where: inhibitsOnFailure)
    block.add("alpha", where: startsDown)
    block.add("checks_needed", neededChecks.map { "\($0)" })
    block.add("slow_start", slowStart.map(seconds))
    if let damping {
      block.append(
        Statement("flap_damping", seconds(damping.first), seconds(damping.most)))
    }
    switch checkPath {
    case .direct: break
    case .forwarded(let address): block.append(Statement("check_path", "forwarded", "\(address)"))
    case .both(let address): block.append(Statement("check_path", "both", "\(address)"))
    }
    block.add("maintenance", where: isInMaintenance)
    block.add("smtp_alert", isMailed ? "on" : "off")
    block.add("notify_up", notifyUp)
    block.add("notify_down", notifyDown)
    block += checks.map(\.statement)
    return Statement(
      keyword, "\(endpoint.address)", "\(endpoint.port)", block: block)
  }
}

extension ForwardingMethod {
  /// As `lvs_method` has it. What only the kernel says is asked for as NAT.
  fileprivate var words: [String] {
    switch self {
    case .masquerade, .localNode, .bypass: ["NAT"]
    case .directRouting: ["DR"]
    case .tunnel(let tunnel): ["TUN"] + tunnel.words
    }
  }
}

extension Tunnel {
  fileprivate var words: [String] {
    let kind =
      switch self.kind {
      case .ipip: ["type", "ipip"]
      case .gue(let port): ["type", "gue", "port", "\(port)"]
      case .gre: ["type", "gre"]
      }
    switch checksum {
    case .none: return kind
    case .full: return kind + ["csum"]
    case .remote: return kind + ["remcsum"]
    }
  }
}
