package import Network

/// One client's packets to one virtual service, in the columns of the walk's table: what came to the
/// director, what it sent to the real server, what came back and what went out (seed Q.3, Q.4).
package struct Walk: Sendable {
  package var service: ServiceFacts
  package var method: DestinationFacts.Method
  package var client: Address
  /// Where clients send to; a service by mark has the address that the client used.
  package var virtualAddress: Address?
  /// The real server that got the packets, or the first of the service.
  package var realServer: Address?
  /// → CIP:VIP
  package var request: WalkFacts.Step?
  /// The client has gone on after its first packet: it has got an answer.
  package var continues = false
  /// Packets that IPVS took for this service; nil: not counted twice.
  package var counted: UInt64?
  package var countedOut: UInt64?
  /// ⇒ CIP:RIP, with direct routing CIP:VIP, with a tunnel an outer packet to RIP.
  package var forwarded: WalkFacts.Step?
  /// A request that came in again from a real server.
  package var returned: WalkFacts.Step?
  /// → RIP:CIP, with direct routing VIP:CIP; ICMP errors about a forwarded packet too.
  package var replies: [WalkFacts.Step] = []
  /// ⇒ VIP:CIP
  package var answers: [WalkFacts.Step] = []
  /// ⇒ RIP:CIP: a packet that IPVS has not rewritten.
  package var unchanged: WalkFacts.Step?
  /// ICMP errors that the director sent itself.
  package var errors: [WalkFacts.Step] = []
  /// ARP requests for the virtual address, and who answered.
  package var asksForVirtualAddress: WalkFacts.Step?
  package var virtualAddressIsAt: Set<String> = []
  /// An ARP request of ours for the real server that nobody answered.
  package var unansweredForRealServer: WalkFacts.Step?
  /// Nothing else of the client was seen either.
  package var sawNothing: Bool { request == nil && asksForVirtualAddress == nil }
}

extension Examination {
  /// One walk for each service that the client's packets concern; if none does, one for each service
  /// that has an address, so that the answer is "nothing came".
  package var walks: [Walk] {
    guard let facts = director.walk else { return [] }
    let all = services.prefix(1_000).compactMap { service -> Walk? in
      guard let client = walkedClient(facts, service) else { return nil }
      return Walk(service, client, facts, self)
    }
    let concerned = all.filter { !$0.sawNothing }
    let named = concerned.filter { $0.service.name.address != nil }
    // The packets of a service by address are not those of a service by mark.
    return !named.isEmpty ? named : !concerned.isEmpty ? concerned : Array(all.prefix(3))
  }

  /// The client that was named, or who sent to the service first.
  private func walkedClient(_ facts: WalkFacts, _ service: ServiceFacts) -> Address? {
    if let client = director.client { return client }
    return facts.steps.first { step in
      step.direction == .arrives && (step.packet == .syn || step.packet == .udp)
        && (service.name.address == nil || step.destination == service.name.address)
    }?.source
  }
}

extension Walk {
  init(
    _ service: ServiceFacts, _ client: Address, _ facts: WalkFacts, _ examination: Examination
  ) {
    self.service = service
    self.client = client
    method = service.realServers.first?.method ?? service.method
    virtualAddress = service.name.address
    let steps = facts.steps
    takeRequest(steps, examination)
    takeForwarded(steps)
    takeReplies(steps, examination)
    takeNeighbors(steps, examination)
    if let kernel = examination.kernelService(service.name), let later = kernel.later {
      counted = Walk.growth(kernel.packetsIn, later.packetsIn)
      countedOut = Walk.growth(kernel.packetsOut, later.packetsOut)
    }
  }

  private static func growth(_ before: UInt64, _ after: UInt64) -> UInt64 {
    after >= before ? after - before : 0
  }

  private mutating func takeRequest(_ steps: [WalkFacts.Step], _ examination: Examination) {
    let hardware = examination.realServerHardware
    let requests = steps.filter { step in
      guard step.direction == .arrives, step.source == client, step.packet != .arpRequest,
        step.packet != .arpReply
      else { return false }
      if let address = service.name.address {
        return step.destination == address
          && (service.name.port == 0 || step.destinationPort == service.name.port
            || step.destinationPort == nil)
      }
      return examination.holds(step.destination)
    }
    let first = requests.filter { step in
      !(step.from.map { hardware.contains($0.lowercased()) } ?? false)
    }
    request = first.first { $0.packet == .syn || $0.packet == .udp } ?? first.first
    returned =
      request == nil
      ? nil : requests.first { $0.from.map { hardware.contains($0.lowercased()) } ?? false }
    continues = first.contains { $0.packet == .tcp }
    if virtualAddress == nil { virtualAddress = request?.destination }
  }

  private mutating func takeForwarded(_ steps: [WalkFacts.Step]) {
    let servers = Set(service.realServers.map(\.address))
    forwarded = steps.first { step in
      guard step.direction == .leaves, step.packet != .arpRequest, step.packet != .arpReply else {
        return false
      }
      switch method {
      case .nat: return step.source == client && servers.contains(step.destination)
      case .tunnel:
        return servers.contains(step.destination)
          && (step.packet == .tunnel || step.inner?.source == client)
      case .directRouting, .local, .bypass:
        return step.source == client && step.destination == virtualAddress
      }
    }
    realServer =
      forwarded.flatMap { servers.contains($0.destination) ? $0.destination : nil }
      ?? service.realServers.first?.address
  }

  private mutating func takeReplies(_ steps: [WalkFacts.Step], _ examination: Examination) {
    let servers = Set(service.realServers.map(\.address))
    for step in steps {
      switch step.direction {
      case .arrives: takeArrival(step, servers, examination)
      case .leaves: takeDeparture(step, servers, examination)
      }
    }
  }

  private mutating func takeArrival(
    _ step: WalkFacts.Step, _ servers: Set<Address>, _ examination: Examination
  ) {
    guard step.packet != .arpRequest, step.packet != .arpReply else { return }
    if step.packet == .icmpError {
      // About a packet that was forwarded: CIP:RIP, or the outer packet of a tunnel.
      if let about = step.about,
        servers.contains(about.destination)
          || (method != .nat && about.destination == virtualAddress && step.source != client)
      {
        replies.append(step)
      }
    } else if step.destination == client {
      let isReply = method == .nat ? servers.contains(step.source) : step.source == virtualAddress
      if isReply { replies.append(step) }
    }
  }

  private mutating func takeDeparture(
    _ step: WalkFacts.Step, _ servers: Set<Address>, _ examination: Examination
  ) {
    guard step.packet != .arpRequest, step.packet != .arpReply else { return }
    if step.packet == .icmpError, examination.holds(step.source) || step.source == virtualAddress {
      errors.append(step)
    } else if step.destination == client {
      if step.source == virtualAddress { answers.append(step) }
      if servers.contains(step.source), method == .nat, unchanged == nil { unchanged = step }
    }
  }

  private mutating func takeNeighbors(_ steps: [WalkFacts.Step], _ examination: Examination) {
    let asked = steps.filter { $0.packet == .arpRequest }
    let replies = steps.filter { $0.packet == .arpReply }
    asksForVirtualAddress = asked.first {
      $0.direction == .arrives && $0.destination == virtualAddress
    }
    virtualAddressIsAt = Set(
      replies.filter { $0.direction == .arrives && $0.source == virtualAddress }
        .compactMap { $0.from?.lowercased() })
    let isOurs = replies.contains { $0.direction == .leaves && $0.source == virtualAddress }
    if isOurs, virtualAddressIsAt.isEmpty { asksForVirtualAddress = nil }
    guard let realServer else { return }
    let isAnswered = replies.contains { $0.direction == .arrives && $0.source == realServer }
    unansweredForRealServer =
      isAnswered
      ? nil : asked.first { $0.direction == .leaves && $0.destination == realServer }
  }
}

extension Examination {
  /// Hardware addresses of real servers, as the neighbor table has them.
  var realServerHardware: Set<String> {
    let servers = Set(services.flatMap(\.realServers).map(\.address))
    return Set(
      (director.neighbors ?? []).filter { servers.contains($0.address) }.compactMap {
        $0.hardwareAddress?.description
      })
  }
}
