import Configuration
import Health
import IPVS
import Network

extension Balancer {
  /// Follows a configuration in which every virtual server, real server and check stands where it
  /// stood, and looks only at those that have changed: of a large file they are few. nil, with nothing
  /// done: something has come, gone or moved, and all is laid anew (`follow`).
  mutating func amend(
    to configuration: DirectorConfiguration, kernel: Table, occasion: String, at now: Instant
  ) -> [Effect]? {
    guard isAlike(configuration), leftovers(in: kernel).allSatisfy(owns) else { return nil }
    let changed = configuration.virtualServers.indices.filter {
      pools[$0].server != configuration.virtualServers[$0]
    }
    guard changed.allSatisfy({ isAlike(pools[$0], configuration.virtualServers[$0]) }) else {
      return nil
    }
    self.configuration = configuration
    for index in changed {
      amend(index, to: configuration.virtualServers[index], occasion, at: now)
    }
    var effects: [Effect] = []
    for index in changed.flatMap({ pools[$0].members }) {
      effects += followMaintenance(index, at: now)
      effects += settle(index, because: .configuration, at: now)
    }
    for index in changed {
      effects += weighPool(index, because: .configuration, at: now)
    }
    return effects
  }

  /// But for what its virtual servers say it is the one that is followed.
  private func isAlike(_ new: DirectorConfiguration) -> Bool {
    let count = new.virtualServers.count
    guard stage == .running, count == configuration.virtualServers.count,
      count + new.canaries.count == pools.count
    else { return false }
    var rest = new
    rest.virtualServers = configuration.virtualServers
    guard rest == configuration, new.checkServices == checkServices else { return false }
    return new.virtualServers.indices.allSatisfy {
      !pools[$0].isCanary && pools[$0].server.name == new.virtualServers[$0].name
        && pools[$0].server.services == new.virtualServers[$0].services
    }
  }

  /// The same real servers, asked the same, behind a virtual server that stands or falls with the same.
  private func isAlike(_ pool: Pool, _ new: VirtualServer) -> Bool {
    let old = pool.server
    guard old.follows == new.follows, old.suspends == new.suspends,
      old.protection == new.protection, new.realServers.count == pool.members.count
    else { return false }
    return zip(pool.members, new.realServers.indices).allSatisfy { index, place in
      let checks = new.realServers[place].checks
      return members[index].server.endpoint == new.realServers[place].endpoint
        && members[index].checks.count == checks.count
        && zip(members[index].checks, checks).allSatisfy { place, check in
          slots[place]?.definition.asksSame(as: check) ?? false
        }
    }
  }

  private mutating func amend(
    _ index: Int, to new: VirtualServer, _ occasion: String, at now: Instant
  ) {
    let old = pools[index].server
    pools[index].server = new
    if old.settings != new.settings || old.sorryServer != new.sorryServer
      || old.quorum != new.quorum
    {
      touched.formUnion(pools[index].keys)
    }
    for (member, place) in zip(pools[index].members, new.realServers.indices)
    where members[member].server != new.realServers[place] {
      amend(member, to: new.realServers[place], occasion, at: now)
    }
  }

  private mutating func amend(
    _ index: Int, to new: RealServer, _ occasion: String, at now: Instant
  ) {
    let old = members[index].server
    members[index].timeline.note(
      change: old, to: new, occasion, at: now, limit: timelineLimit)
    members[index].server = new
    if old.settings != new.settings { members[index].adoptedWeight = nil }
    for (place, definition) in zip(members[index].checks, new.checks) {
      slots[place]?.definition = definition
    }
    // Whether it may stand in a service may have changed as well.
    if old.settings.forwarding != new.settings.forwarding {
      touched.formUnion(pools[members[index].pool].keys)
    } else if old.settings != new.settings || old.inhibitsOnFailure != new.inhibitsOnFailure {
      touch(index)
    }
    scheduleReview(of: index, at: now)
  }
}
