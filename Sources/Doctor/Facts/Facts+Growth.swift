extension Facts {
  /// Takes an earlier document of the same machine for the first reading of all that is counted, and this
  /// one for the second: the kernel's counters, IPVS's, and advertisements.
  package mutating func count(since former: Facts) {
    if let now = counters, let before = former.counters {
      counters = CounterFacts(
        first: before.second ?? before.first, second: now.second ?? now.first,
        interval: takenAt - former.takenAt)
    }
    let services = Dictionary(
      (former.ipvs?.services ?? []).map { ($0.name, $0) }
    ) { first, _ in first }
    for place in ipvs?.services.indices ?? 0..<0 {
      guard let name = ipvs?.services[place].name, let before = services[name] else { continue }
      ipvs?.services[place].count(since: before)
    }
    let instances = Dictionary(
      (former.director?.instances ?? []).map { ($0.name, $0) }
    ) { first, _ in first }
    for place in director?.instances.indices ?? 0..<0 {
      guard let name = director?.instances[place].name, let before = instances[name] else {
        continue
      }
      director?.instances[place].count(since: before)
    }
  }

  /// The same with nothing but what `count(since:)` looks at.
  package var counted: Facts {
    var facts = Facts(role: role, host: host, takenAt: takenAt)
    facts.counters = counters
    facts.ipvs = ipvs.map { IPVSFacts(services: $0.services) }
    facts.director = director.map { DirectorFacts(instances: $0.instances) }
    return facts
  }
}

extension KernelServiceFacts {
  private var last: Totals {
    later
      ?? Totals(connections: connections, packetsIn: packetsIn, packetsOut: packetsOut)
  }

  /// A service that was made anew counts from zero: then nothing is compared.
  mutating func count(since former: KernelServiceFacts) {
    let (before, now) = (former.last, last)
    guard before.packetsIn <= now.packetsIn, before.packetsOut <= now.packetsOut,
      before.connections <= now.connections
    else { return }
    (connections, packetsIn, packetsOut) = (
      before.connections, before.packetsIn, before.packetsOut
    )
    later = now
  }
}

extension InstanceFacts {
  private var last: Counts? {
    later
      ?? received.map { Counts(received: $0, dropped: dropped ?? [:], differing: differing ?? [:]) }
  }

  /// A daemon that was started anew counts from zero: then nothing is compared.
  mutating func count(since former: InstanceFacts) {
    guard let before = former.last, let now = last, before.received <= now.received else { return }
    (received, dropped, differing) = (before.received, before.dropped, before.differing)
    later = now
  }
}
