import Configuration
import Health
import IPVS
import Network
import Service
import System
import VRRP

/// The checks of some real servers, made once, without a daemon. What follows from the answers is the
/// daemon's own judgement: its balancer's.
struct ProbeRound {
  private let probes: Probes
  private let poller: Poller
  private let target: MaintenanceTarget
  private var balancer = Balancer(seed: 0)
  private var asked: [Int: Probe] = [:]
  /// Checks that are to go through IPVS were made directly: that way is the daemon's.
  let leavesPathsOut: Bool
  /// With what was said in those that passed too.
  private(set) var answers: [Probe: ProbeResult] = [:]

  init(_ configuration: DirectorConfiguration, of target: MaintenanceTarget) throws(SystemError) {
    self.target = target
    probes = try Probes()
    probes.transcriptBounds = .verbose
    poller = try Poller(capacity: 4)
    try poller.add(probes.descriptor, for: .readable, token: 0)
    let named = configuration.alone(target)
    let alone = named.checkedDirectly
    leavesPathsOut = alone != named
    probes.follow(
      ProgramSettings(
        naming: configuration.scriptUsers, standard: configuration.global.scriptUser,
        areWhole: configuration.global.takesAllGroups,
        mustBeSafe: configuration.global.scriptSecurity))
    let now = MonotonicClock.now
    obey(balancer.handle(.configured(alone, kernel: Table()), at: now), at: now)
    for file in configuration.files {
      let value = beginning(of: file.path).map(trackedNumber) ?? 0
      obey(
        balancer.handle(.trackedSourceChanged(.file(file.name), .value(value)), at: now), at: now)
    }
  }

  /// Waits until every check has been answered; each is bounded by its own time. One that nobody
  /// can answer but a daemon has none then.
  mutating func run() throws(SystemError) -> [Account] {
    let allBegun = MonotonicClock.now + Balancer.spread + .seconds(1)
    while true {
      let now = MonotonicClock.now
      for end in try probes.turn(at: now) {
        if let probe = asked[end.identifier.check] { answers[probe] = end.result }
        obey(balancer.handle(.probeEnded(end.identifier, end.result), at: now), at: now)
      }
      let accounts = balancer.accounts(of: target, at: now)
      let isOver = now > allBegun && probes.count == 0
      if isOver || accounts.allSatisfy({ $0.checks.allSatisfy { $0.last != nil } }) {
        return accounts
      }
      obey(balancer.handle(.deadline, at: now), at: now)
      let deadline = [balancer.deadline, probes.deadline, max(allBegun, now + .seconds(1))]
        .compactMap(\.self).min()
      _ = try poller.wait(until: deadline)
    }
  }

  private mutating func obey(_ effects: [Effect], at now: Instant) {
    for case .startProbe(let identifier, let probe) in effects
    where asked[identifier.check] == nil {
      asked[identifier.check] = probe
      probes.start(identifier, probe, at: now)
    }
  }
}

extension DirectorConfiguration {
  /// Only the real servers that the target names, and nothing that looks beyond them: no quorum, no
  /// protection, no virtual router.
  fileprivate func alone(_ target: MaintenanceTarget) -> DirectorConfiguration {
    let servers = virtualServers.compactMap { server -> VirtualServer? in
      var alone = server
      alone.realServers = server.realServers.filter { target.includes($0.endpoint) }
      alone.quorum = Quorum()
      alone.sorryServer = nil
      alone.protection = Protection()
      alone.follows = nil
      alone.suspends = nil
      for index in alone.realServers.indices {
        for check in alone.realServers[index].checks.indices {
          alone.realServers[index].checks[check].timing.warmup = nil
        }
      }
      return alone.realServers.isEmpty ? nil : alone
    }
    return DirectorConfiguration(global: global, virtualServers: servers)
  }
}
