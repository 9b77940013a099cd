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
    if let effects = amend(to: configuration, kernel: kernel, occasion: occasion, at: now) {
      return effects
    }
    return layAnew(
      configuration, kernel: kernel, previouslyOwned: previouslyOwned, occasion: occasion, at: now)
  }

  /// Whatever the configuration before was.
  mutating func layAnew(
    _ configuration: DirectorConfiguration, kernel: Table, previouslyOwned: Set<ServiceKey>,
    occasion: String, at now: Instant
  ) -> [Effect] {
    let isFirst = stage == .unconfigured
    stage = .running
    touchServices()
    var reload = Reload(from: self, kernel: kernel)
    self.configuration = configuration
    timelineLimit = Timeline.limit(
      realServers: configuration.virtualServers.reduce(0) { $0 + $1.realServers.count })
    reload.occasion = occasion
    let successions = successions(to: configuration, &reload)
    compose(successions, &reload, at: now)
    noteConfiguration(reload.arrivals, occasion: occasion, at: now)
    var effects = discard(reload.removedChecks)
    begin(reload, at: now)
    schedule = Schedule(
      slots.indices.compactMap { place in
        (slots[place]?.check.due).map { Schedule.Entry(instant: $0, place: place) }
      })
    scheduleReviews(at: now)
    effects += followSuspicion(at: now)
    checkServices = configuration.checkServices
    let changed = successions.indices.filter { !successions[$0].isSame }
    claim(
      changed, since: reload.old, previouslyOwned: previouslyOwned.union(leftovers(in: kernel)))
    effects += comparisonLines(of: changed, with: reload.old, isFirst: isFirst)
    for index in changed.flatMap({ pools[$0].members }) {
      effects += followMaintenance(index, at: now)
      effects += settle(index, because: .configuration, at: now)
    }
    for index in changed {
      effects += weighPool(index, because: .configuration, at: now)
    }
    return effects + initialHooks(reload.arrivals)
  }

  /// The virtual servers and canaries of a configuration: each will be the pool of its index.
  private mutating func successions(
    to configuration: DirectorConfiguration, _ reload: inout Reload
  ) -> [Reload.Succession] {
    owners = [:]
    var successions: [Reload.Succession] = []
    for server in configuration.virtualServers {
      var seen: Set<ServiceKey> = []
      let keys = server.services.filter { owners[$0] == nil && seen.insert($0).inserted }
      guard !keys.isEmpty else { continue }
      for key in keys { owners[key] = successions.count }
      successions.append(reload.succession(to: server, keys: keys))
    }
    return successions
      + configuration.canaries.map { reload.succession(to: $0.asVirtualServer, keys: []) }
  }

  /// Lays pools and members anew, with the places of their checks.
  private mutating func compose(
    _ successions: [Reload.Succession], _ reload: inout Reload, at now: Instant
  ) {
    pools = []
    members = []
    members.reserveCapacity(reload.old.members.count)
    for succession in successions where succession.isSame {
      succession.before.map { reload.keep($0) }
    }
    for succession in successions {
      if succession.isSame, let pool = succession.before {
        keep(pool, &reload)
      } else {
        composePool(succession, &reload, at: now)
      }
    }
    let canaries = Dictionary(
      pools.enumerated().map { ($1.server.name, $0) }, uniquingKeysWith: { first, _ in first })
    for index in pools.indices {
      pools[index].canary = pools[index].server.protection.canary.flatMap {
        canaries[.canary($0)]
      }
    }
  }

  /// A virtual server goes on as it is.
  private mutating func keep(_ former: Pool, _ reload: inout Reload) {
    var pool = former
    pool.members = members.count..<(members.count + former.members.count)
    for var member in reload.old.members[former.members] {
      member.pool = pools.count
      for place in member.checks { reload.watch(place, by: members.count) }
      members.append(member)
    }
    pools.append(pool)
  }

  private mutating func composePool(
    _ succession: Reload.Succession, _ reload: inout Reload, at now: Instant
  ) {
    let first = members.count
    let server = succession.server
    let keys = succession.keys
    compose(server, after: succession.before, keys: keys, &reload, at: now)
    let range = first..<members.count
    var pool =
      succession.before
      ?? Pool(
        server: server, keys: keys, members: range, serving: 0,
        hasQuorum: startsWithQuorum(server, members: range, keys: keys, kernel: reload.kernel),
        since: now)
    pool.server = server
    pool.keys = keys
    pool.members = range
    pool.serving = members[range].count { $0.condition == .up && $0.maintenance == nil }
    pool.maintained = members[range].count { $0.maintenance != nil }
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
      var member = Member(server, pool: pools.count, condition: .starting, since: now)
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

  /// A check's place: its own if it asks the same, that of another one that does, its old one if
  /// it goes on with another timing, else a new one that stays empty until `begin`.
  private mutating func place(
    for definition: CheckDefinition, of condition: Condition, among places: [Int],
    _ reload: inout Reload, at now: Instant
  ) -> Int {
    let state = Beginning(condition: condition).checkState
    let member = members.count
    if let place = reload.ownPlace(of: definition, among: places, member: member) { return place }
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
        definition: newcomer.definition, watchers: Watchers(0))
    }
    for (place, watchers) in reload.watchers.enumerated() {
      if let watchers { slots[place]?.watchers = watchers }
    }
    for (place, definition) in reload.definitions { slots[place]?.definition = definition }
    mapTrackedSources()
    hasCanaries = !configuration.canaries.isEmpty
  }

  /// `duration · index / count`, if `index < count`.
  private func part(_ index: Int64, of count: Int64, _ duration: Duration) -> Duration {
    .nanoseconds(
      count.dividingFullWidth(max(0, duration.nanoseconds).multipliedFullWidth(by: index)).quotient)
  }

  /// Says which services are ours from now on, and which of them have another desired value; of the
  /// virtual servers' only those of `changed` pools can have.
  private mutating func claim(
    _ changed: [Int], since old: Balancer, previouslyOwned: Set<ServiceKey>
  ) {
    ownership &+= 1
    let wanted = Set(owners.keys).union(checkServices.keys)
    let gone = Set(old.owners.keys).union(old.checkServices.keys).union(previouslyOwned)
      .subtracting(wanted)
    released.formUnion(gone)
    released.subtract(wanted)
    touched.formUnion(gone)
    let keys = changed.flatMap { pools[$0].keys } + checkServices.keys
    for key in keys where desired(key) != old.desired(key) { touched.insert(key) }
  }

  /// What a run that was killed has left of its check services, though the file that tells of it be
  /// lost.
  func leftovers(in kernel: Table) -> [ServiceKey] {
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
        words: "\(name(members[index])) is UP: it has no check")
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
