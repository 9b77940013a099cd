import IPVS
import Network

/// A `real_server` as its statements leave it.
struct RealServerDraft {
  var endpoint: Endpoint
  var defaults: CheckDefaults
  var weight: UInt32
  var forwarding: ForwardingMethod
  var inhibits: Bool
  var upkeep: Upkeep
  var isInMaintenance = false
  /// `smtp_alert`
  var mails: Bool?
  var upperThreshold: UInt32 = 0
  var lowerThreshold: UInt32 = 0
  var up: Script?
  var down: Script?
  var checkers: [Node] = []
}

extension Interpretation {
  mutating func realServers(
    of virtual: VirtualServerDraft, _ services: [ServiceKey]
  ) -> [RealServer] {
    var servers: [RealServer] = []
    var places: [Endpoint: Int] = [:]
    servers.reserveCapacity(virtual.realServers.count)
    places.reserveCapacity(virtual.realServers.count)
    for node in virtual.realServers {
      guard let server = realServer(node, of: virtual, services) else { continue }
      if let line = places[server.endpoint], let word = node.words.first {
        report.warning(
          code: .definedTwice,
          "\(server.endpoint) stands at line \(line) already; this one is ignored", at: word,
          hint: "take one of them out, or give it another port")
        continue
      }
      places[server.endpoint] = server.position.line
      servers.append(server)
    }
    return servers
  }

  private mutating func realServer(
    _ node: Node, of virtual: VirtualServerDraft, _ services: [ServiceKey]
  ) -> RealServer? {
    let port = commonPort(of: services)
    guard let word = node.words.first, let endpoint = endpoint(node, port: port) else { return nil }
    var draft = RealServerDraft(
      endpoint: endpoint, defaults: CheckDefaults(), weight: virtual.weight,
      forwarding: virtual.forwarding ?? .masquerade, inhibits: virtual.inhibits,
      upkeep: virtual.upkeep)
    for child in children(of: node) {
      guard meaning(of: child, in: .realServer) == .acted else { continue }
      read(child, into: &draft)
    }
    draft.defaults = draft.defaults.filled(from: virtual.defaults)
    var startsDown = draft.defaults.startsDown ?? false
    let checks = checks(of: draft, startsDown: &startsDown)
    if checks.isEmpty, !draft.checkers.isEmpty, !report.hasErrors {
      report.warning(
        code: .uncheckedServer, "without a check that can be made, it is taken as always up",
        at: word)
    }
    verify(draft, of: services, word)
    var server = RealServer(
      endpoint: endpointInKernel(draft, node, services, port), settings: settings(of: draft),
      inhibitsOnFailure: draft.inhibits, startsDown: startsDown, checks: checks,
      notifyUp: draft.up, notifyDown: draft.down, position: word.position)
    server.neededChecks = draft.upkeep.neededChecks
    server.slowStart = draft.upkeep.slowStart
    server.damping = draft.upkeep.damping
    lead(&server, by: draft.upkeep.checkPath, services)
    server.isInMaintenance = draft.isInMaintenance
    server.isMailed = global.mail.tellsOfRealServer(draft.mails)
    verify(draft.upkeep, of: server, word)
    return server
  }

  private mutating func read(_ node: Node, into draft: inout RealServerDraft) {
    let most: UInt32 = 2_147_483_647
    switch node.keyword {
    case "weight":
      if let weight = number(node, in: 0...most, of: "a weight") { draft.weight = weight }
    case "lvs_method":
      if let method = forwarding(node) { draft.forwarding = method }
    case "uthreshold":
      if let bound = number(node, in: 0...UInt32.max, of: "a number of connections") {
        draft.upperThreshold = bound
      }
    case "lthreshold":
      if let bound = number(node, in: 0...UInt32.max, of: "a number of connections") {
        draft.lowerThreshold = bound
      }
    case "inhibit_on_failure":
      if let inhibits = boolean(node) { draft.inhibits = inhibits }
    case "smtp_alert": draft.mails = boolean(node) ?? draft.mails
    case "maintenance":
      if let isSo = boolean(node) { draft.isInMaintenance = isSo }
    case "notify_up": readScript(node, into: &draft.up)
    case "notify_down": readScript(node, into: &draft.down)
    case let word where checker(word) != nil: draft.checkers.append(node)
    default:
      if !readDefault(node, into: &draft.defaults) { _ = readUpkeep(node, into: &draft.upkeep) }
    }
  }

  private func settings(of draft: RealServerDraft) -> DestinationSettings {
    DestinationSettings(
      weight: draft.weight, forwarding: draft.forwarding, upperThreshold: draft.upperThreshold,
      lowerThreshold: draft.lowerThreshold)
  }

  /// What asks for something that cannot be.
  private mutating func verify(_ upkeep: Upkeep, of server: RealServer, _ word: Word) {
    if let needed = upkeep.neededChecks, needed > server.checks.count, server.checks.count > 0 {
      report.warning(
        "checks_needed \(needed) is more than its \(server.checks.count) checks: all must pass",
        at: word)
    }
    if upkeep.slowStart != nil, server.settings.weight == 1 {
      report.warning(
        code: .withoutEffect,
        "slow_start has nothing to raise in a weight of 1", at: word,
        hint: "give the real servers of a virtual server greater weights, such as 100")
    }
  }

  /// What the kernel would refuse.
  private mutating func verify(_ draft: RealServerDraft, of services: [ServiceKey], _ word: Word) {
    if draft.lowerThreshold > draft.upperThreshold {
      report.error(
        code: .conflictingWords,
        "lthreshold \(draft.lowerThreshold) is above uthreshold \(draft.upperThreshold)", at: word,
        hint: "expected lthreshold at most as large as uthreshold")
    }
    let family = draft.endpoint.address.family
    if case .tunnel = draft.forwarding { return }
    if services.contains(where: { $0.family != family }) {
      report.error(
        code: .wrongFamily,
        "the real server \(draft.endpoint.address) and its virtual server are of two families",
        at: word, hint: "expected addresses of one family; only TUN joins IPv4 and IPv6")
    }
  }

  /// DR and TUN leave the packet's port alone, so the virtual server's is the real server's
  /// (and none for a mark); the file's is what its checks connect to.
  private mutating func endpointInKernel(
    _ draft: RealServerDraft, _ node: Node, _ services: [ServiceKey], _ port: UInt16
  ) -> Endpoint {
    var endpoint = draft.endpoint
    guard draft.forwarding.keepsPort, endpoint.port != port else { return endpoint }
    if node.words.count > 2 {
      let taken = port == 0 ? "the packet's own port" : "the virtual server's port \(port)"
      report.warning(
        code: .portUnchanged, "DR and TUN change no port: \(taken) is taken", at: node.words[2],
        hint: "let the real server listen there, or write 'lvs_method NAT'")
    }
    endpoint.port = port
    return endpoint
  }
}
