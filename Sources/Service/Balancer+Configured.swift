import Configuration
import Health
import IPVS
import Network

extension Balancer {
  /// Follows a configuration from now on. What it shares with the one before keeps its state, its
  /// phase and its probe under way; a check whose probe is another begins in its real server's
  /// present condition, so that a reload never empties a service.
  mutating func follow(
    _ configuration: DirectorConfiguration, kernel: Table, previouslyOwned: Set<ServiceKey>,
    occasion: String, at now: Instant
  ) -> [Effect] {
    let isFirst = stage == .unconfigured
    guard isFirst || configuration != self.configuration else { return [] }
    stage = .running
    var reload = Reload(from: self, kernel: kernel)
    self.configuration = configuration
    timelineLimit = Timeline.limit(
      realServers: configuration.virtualServers.reduce(0) { $0 + $1.realServers.count })
    reload.occasion = occasion
    compose(configuration, &reload, at: now)
    noteConfiguration(reload.arrivals, occasion: occasion, at: now)
    var effects = discard(reload.removedChecks)
    begin(reload, at: now)
    schedule = Schedule(
      slots.enumerated().compactMap { place, slot in
        slot.map { Schedule.Entry(instant: $0.check.due, place: place) }
      })
    scheduleReviews(at: now)
    effects += followSuspicion(at: now)
    checkServices = configuration.checkServices
    claim(
      since: reload.old, previouslyOwned: previouslyOwned.union(leftovers(in: kernel)))
    effects += comparisonLines(with: reload.old, isFirst: isFirst)
    for index in members.indices {
      effects += followMaintenance(index, at: now)
      effects += settle(index, because: .configuration, at: now)
    }
    for index in pools.indices {
      effects += weighPool(index, because: .configuration, at: now)
    }
    return effects + initialHooks(reload.arrivals)
  }

  /// Lays pools and members anew, with the places of their checks.
  private mutating func compose(
    _ configuration: DirectorConfiguration, _ reload: inout Reload, at now: Instant
  ) {
    pools = []
    members = []
    owners = [:]
    for server in configuration.virtualServers {
      var seen: Set<ServiceKey> = []
      let keys = server.services.filter { owners[$0] == nil && seen.insert($0).inserted }
      guard !keys.isEmpty else { continue }
      for key in keys { owners[key] = pools.count }
      composePool(server, keys: keys, &reload, at: now)
    }
    for canary in configuration.canaries {
      composePool(canary.asVirtualServer, keys: [], &reload, at: now)
    }
    let canaries = Dictionary(
      pools.enumerated().map { ($1.server.name, $0) }, uniquingKeysWith: { first, _ in first })
    for index in pools.indices {
      pools[index].canary = pools[index].server.protection.canary.flatMap {
        canaries[.canary($0)]
      }
    }
  }

  private mutating func composePool(
    _ server: VirtualServer, keys: [ServiceKey], _ reload: inout Reload, at now: Instant
  ) {
    let first = members.count
    let before = reload.pool(before: server)
    compose(server, after: before, keys: keys, &reload, at: now)
    let range = first..<members.count
    var pool =
      before
      ?? Pool(
        server: server, keys: keys, members: range, serving: 0,
        hasQuorum: startsWithQuorum(server, members: range, keys: keys, kernel: reload.kernel),
        since: now)
    pool.server = server
    pool.keys = keys
    pool.members = range
    pool.serving = members[range].count { $0.condition == .up }
    pools.append(pool)
  }

  private mutating func compose(
    _ virtualServer: VirtualServer, after before: Pool?, keys: [ServiceKey],
    _ reload: inout Reload, at now: Instant
  ) {
    var former = Dictionary(
      before.map { reload.old.members[$0.members].map { ($0.server.endpoint, $0) } } ?? [],
      uniquingKeysWith: { first, _ in first })
    var seen: Set<Endpoint> = []
    for server in virtualServer.realServers where seen.insert(server.endpoint).inserted {
      var member = Member(
        server: server, pool: pools.count, checks: [], condition: .starting, since: now)
      var places: [Int] = []
      if let former = former.removeValue(forKey: server.endpoint) {
        member = former
        member.timeline.note(
          change: former.server, to: server, reload.occasion, at: now, limit: timelineLimit)
        member.server = server
        member.pool = pools.count
        member.checks = []
        if former.server.settings != server.settings { member.adoptedWeight = nil }
        places = former.checks
      } else {
        reload.arrivals.append(members.count)
        let beginning = Beginning(
          of: server, kernelWeight: reload.kernelWeight(of: server, in: keys))
        member.condition = beginning.condition
        member.adoptedWeight = beginning.adoptedWeight
      }
      for definition in server.checks {
        member.checks.append(
          place(for: definition, of: member.condition, among: places, &reload, at: now))
      }
      members.append(member)
    }
  }

  /// A check's place: one that asks the same already, its old one where it goes on, else a new one
  /// that stays empty until `begin`.
  private mutating func place(
    for definition: CheckDefinition, of condition: Condition, among places: [Int],
    _ reload: inout Reload, at now: Instant
  ) -> Int {
    let state = Beginning(condition: condition).checkState
    let member = members.count
    if let place = reload.sharedPlace(for: definition, beginning: state, member: member) {
      return place
    }
    if let place = reload.formerPlace(of: definition, among: places, member: member) {
      if slots[place]?.check.timing != definition.timing {
        slots[place]?.check.timingChanged(to: definition.timing, at: now)
      }
      return place
    }
    let place = vacant.popLast() ?? slots.count
    if place == slots.count { slots.append(nil) }
    reload.begin(definition, at: place, in: state, member: member)
    return place
  }

  private mutating func discard(_ removed: [Int]) -> [Effect] {
    let cancelled = removed.sorted().compactMap { cancellation(of: $0) }
    for place in removed { slots[place] = nil }
    vacant += removed.sorted(by: >)
    return cancelled
  }

  /// First probes run at once, spread evenly over at most a second; the later ones are spread over
  /// the whole interval, so that the load is even. `warmup` asks for a random wait instead.
  private mutating func begin(_ reload: Reload, at now: Instant) {
    let count = Int64(reload.newcomers.count)
    for (index, newcomer) in reload.newcomers.enumerated() {
      let timing = newcomer.definition.timing
      var due = now
      var phase: Instant
      if let warmup = timing.warmup {
        let wait = Int64.random(in: 0...max(0, warmup.nanoseconds), using: &randomness)
        due += .nanoseconds(wait)
        phase = due
      } else {
        due += part(Int64(index), of: count, min(Self.spread, timing.interval))
        phase = now + part(Int64(index), of: count, timing.interval)
        if phase > due { phase = phase - timing.interval }
      }
      slots[newcomer.place] = Slot(
        check: Check(
          timing: timing, timeout: newcomer.definition.probe.timeout, state: newcomer.state,
          due: due, phase: phase, at: now),
        definition: newcomer.definition, watchers: [])
    }
    for (place, duty) in reload.duties {
      slots[place]?.assign(duty.definition, to: duty.watchers)
    }
    lookAtFacts(of: reload)
    hasCanaries = !configuration.canaries.isEmpty
  }

  /// `duration · index / count`, where `index < count`.
  private func part(_ index: Int64, of count: Int64, _ duration: Duration) -> Duration {
    .nanoseconds(
      count.dividingFullWidth(max(0, duration.nanoseconds).multipliedFullWidth(by: index)).quotient)
  }

  /// Says which services are ours from now on, and which of them have another desired value.
  private mutating func claim(since old: Balancer, previouslyOwned: Set<ServiceKey>) {
    let wanted = Set(owners.keys).union(checkServices.keys)
    let gone = Set(old.owners.keys).union(old.checkServices.keys).union(previouslyOwned)
      .subtracting(wanted)
    released.formUnion(gone)
    released.subtract(wanted)
    touched.formUnion(gone)
    for key in wanted where desired(key) != old.desired(key) { touched.insert(key) }
  }

  /// What a run that was killed has left of its check services, though the file that tells of it be
  /// lost.
  private func leftovers(in kernel: Table) -> [ServiceKey] {
    kernel.services.filter { key, service in
      guard case .firewallMark(let mark, _) = key else { return false }
      return configuration.global.checkMarks.contains(mark) && service.isForOneCheck
    }.map(\.key)
  }

  /// notify_up of real servers that are up because nothing checks them: see `tells(_:from:)`.
  private func initialHooks(_ arrivals: [Int]) -> [Effect] {
    guard configuration.global.notifiesAtStart else { return [] }
    return arrivals.filter { members[$0].checks.isEmpty }.flatMap { index in
      notification(
        of: members[index], from: .starting, reason: "it has no check",
        words: "\(name(members[index])) is up: it has no check")
    }
  }
}

extension VirtualService {
  /// It looks like one of `DirectorConfiguration.checkServices`.
  fileprivate var isForOneCheck: Bool {
    settings.scheduler == Scheduler.roundRobin.name && settings.persistence == nil
      && destinations.count <= 1 && destinations.keys.allSatisfy { $0.port == 0 }
  }
}
