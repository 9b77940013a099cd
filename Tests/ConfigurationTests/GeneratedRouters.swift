import Configuration
import Health
import IPVS
import Network
import Routing
import VRRP

extension DirectorConfiguration {
  private mutating func fillKernelSettings(using random: inout Randomness) {
    for setting in KernelSetting.allCases where random.flip(4) {
      global.kernelSettings[setting] = setting.range.lowerBound + Int32(random.below(2))
    }
  }

  mutating func fillElection(using random: inout Randomness) {
    global.routerIdentifier = random.some { $0.text() }
    global.scriptUser = random.some { ScriptUser(user: $0.text()) }
    global.scriptSecurity = random.flip()
    global.takesAllGroups = random.flip()
    global.flushAtStart = random.flip()
    global.atStop = [.removeOurs, .flush, .keep][random.below(3)]
    global.timeouts.udp = UInt32(random.below(2))
    global.notifiesAtStart = random.flip()
    global.notifySuspect = random.some { $0.script() }
    global.suspicion = random.some {
      SuspicionRule(
        $0.flip() ? .percentage(1 + $0.below(100)) : .count(2 + $0.below(8)),
        hold: .milliseconds(Int64(1000 + $0.below(9999))))
    }
    global.acceptsLocal = random.flip()
    global.examines = random.flip()
    fillKernelSettings(using: &random)
    if random.flip() { global.checkMarks = 0x100...0x1ff }
    let interval = random.time()
    if random.flip() { election.announcementIntervals[.ipv4] = interval }
    election.thread.nice = random.some { $0.below(40) - 20 }
    election.thread.locksMemory = random.flip()
    if random.flip(4) {
      election.fifos = [
        FIFODefinition(scope: .routers, path: random.text(), script: random.some { $0.script() })
      ]
    }
    scripts = (0..<random.below(2)).map { number in
      ScriptDefinition(
        name: "script \(number)", script: random.script(),
        interval: .milliseconds(Int64(1 + random.below(9999))),
        timeout: .milliseconds(Int64(1 + random.below(9999))), rise: 1 + random.below(5),
        fall: 1 + random.below(5), failsAtFirst: random.flip(), position: nowhere)
    }
    let delay = random.flip() ? Duration.zero : random.time()
    routers = (0..<random.below(3)).map { number in
      RouterDefinition.generated(number, delay, scripts, using: &random)
    }
    fillGroups(using: &random)
  }

  private mutating func fillGroups(using random: inout Randomness) {
    guard !routers.isEmpty, random.flip() else { return }
    var group = SyncGroup(name: "pair", members: routers.map(\.name))
    group.usesWeights = random.flip()
    let hooks = someHooks(using: &random)
    syncGroups = [GroupDefinition(group: group, hooks: hooks, position: nowhere)]
  }
}

private func someHooks(using random: inout Randomness) -> TransitionHooks {
  var hooks = TransitionHooks()
  hooks.master = random.some { $0.script() }
  hooks.any = random.some { $0.script() }
  hooks.tellsPriorities = random.flip()
  return hooks
}

extension RouterDefinition {
  fileprivate static func generated(
    _ number: Int, _ delay: Duration, _ scripts: [ScriptDefinition], using random: inout Randomness
  ) -> RouterDefinition {
    let family = random.family()
    let isTwo = family == .ipv4 && random.flip()
    var settings = Router.Settings(
      version: isTwo ? .two : .three, virtualRouter: UInt8(1 + number), family: family,
      priority: UInt8(1 + random.below(254)),
      interval: isTwo
        ? .seconds(1 + random.below(200)) : .milliseconds(10 * (1 + random.below(4000))),
      addresses: addresses(family, number, using: &random), excluded: [])
    settings.election = election(delay, using: &random)
    settings.announcements = AnnouncementSettings(
      rounds: 1 + random.below(9), delay: random.time(), refresh: random.time(),
      refreshRounds: 1 + random.below(9), rivalRounds: 1 + random.below(9),
      rivalDelay: random.time())
    settings.accepts = random.flip()
    let instance = InstanceSettings(
      name: "router \(number)", interface: "eth\(random.below(3))", router: settings,
      carrier: carrier(settings, using: &random), source: random.some { $0.address(family) },
      tracksSource: random.flip(), tracksInterface: random.flip(),
      tracks: tracks(scripts, using: &random))
    var router = RouterDefinition(
      instance: instance, hooks: someHooks(using: &random), position: nowhere)
    router.routes = (0..<random.below(2)).map { _ in route(family, using: &random) }
    router.rules = (0..<random.below(2)).map { _ in rule(family, using: &random) }
    router.promotesSecondaries = random.flip()
    return router
  }

  private static func addresses(
    _ family: Family, _ number: Int, using random: inout Randomness
  ) -> [VirtualAddress] {
    (0...random.below(2)).map { index in
      let place = UInt32(number * 10 + index + 1)
      let address: Address =
        family == .ipv4
        ? .v4(0xc000_0200 | place) : .v6(IPv6Bits(UInt128(0xfe80) << 112 | UInt128(place)))
      return VirtualAddress(
        address, length: random.below(family.bits + 1), interface: random.some { _ in "eth9" },
        scope: [.global, .site, .link, .host, .nowhere][random.below(5)],
        label: random.some { _ in "eth9:1" },
        broadcast: family == .ipv4 ? random.some { _ in .network } : nil)
    }
  }

  private static func election(
    _ delay: Duration, using random: inout Randomness
  ) -> Router.ElectionSettings {
    let preempts = random.flip()
    return Router.ElectionSettings(
      preempts: preempts, preemptDelay: preempts ? random.time() : .zero,
      missedAdvertisements: 1 + random.below(100), startupDelay: delay, listening: random.time(),
      answersLowerPriority: random.flip(), answersHigherPriority: random.flip(),
      ownerIgnoresAdvertisements: random.flip(), skipsKnownAddressList: random.flip())
  }

  private static func carrier(
    _ router: Router.Settings, using random: inout Randomness
  ) -> VRRP.Carrier.Settings {
    var authentication = Carrier.Authentication.none
    switch random.below(3) {
    case 0 where router.version == .two:
      authentication = .password(Password(random.text().utf8))
    case 1:
      authentication = .hmac(
        AuthHMAC.Settings(
          keys: [7: (0..<32).map { _ in UInt8(random.below(256)) }], activeKey: 7,
          window: random.some { Int32(1 + $0.below(300)) }, mode: .permissive))
    case _: break
    }
    let isUnicast = random.flip()
    let peers = [
      Carrier.Peer(random.address(router.family), hopLimits: random.flip() ? 0...255 : 254...255)
    ]
    let isBounded = peers[0].hopLimits != 0...255
    return VRRP.Carrier.Settings(
      for: router,
      destination: isUnicast
        ? .unicast(peers, checksSource: isBounded || random.flip())
        : .multicast(Advertisement.group(router.family)),
      authentication: authentication, checksum: random.flip() ? .messageOnly : .pseudoHeader,
      hopLimit: isUnicast ? UInt8(random.below(256)) : 255)
  }

  private static func tracks(
    _ scripts: [ScriptDefinition], using random: inout Randomness
  ) -> [Track] {
    let objects = [TrackedObject.interface("eth7")] + scripts.map { .script($0.name) }
    return objects.filter { _ in random.flip() }.map {
      Track($0, weight: random.below(500) - 250, isReversed: random.flip())
    }
  }

  private static func route(_ family: Family, using random: inout Randomness) -> RouteDefinition {
    let hop = Route.NextHop(via: random.address(family), isOnLink: random.flip())
    return RouteDefinition(
      Route(
        to: Prefix(every: family), [hop], source: random.some { $0.address(family) },
        table: UInt32(1 + random.below(999)), metric: random.some { UInt32($0.below(99)) },
        scope: .universe, typeOfService: UInt8(random.below(3)), path: path(using: &random)),
      interface: random.some { _ in "eth0" })
  }

  private static func path(using random: inout Randomness) -> PathMetrics {
    var path = PathMetrics()
    for kind in PathMetrics.Kind.allCases where random.below(4) == 0 {
      let isFlag = [.features, .quickack, .fastOpenWithoutCookie].contains(kind)
      path.set(kind, to: isFlag ? 1 : UInt32(1 + random.below(255)))
    }
    path.set(.mtu, to: 1400, isLocked: random.flip())
    return path
  }

  private static func details(using random: inout Randomness) -> Rule.Details {
    var details = Rule.Details()
    details.suppressedLength = random.some { UInt32($0.below(129)) }
    details.suppressedGroup = random.some { UInt32($0.below(9)) }
    details.users = random.some { 5...UInt32(5 + $0.below(9)) }
    details.transport = random.some { UInt8(1 + $0.below(255)) }
    details.sourcePorts = random.some { 5...UInt16(5 + $0.below(9)) }
    details.destinationPorts = random.some { 5...UInt16(5 + $0.below(9)) }
    details.tunnel = random.some { UInt64($0.below(9)) }
    return details
  }

  private static func rule(_ family: Family, using random: inout Randomness) -> Rule {
    Rule(
      family, priority: UInt32(random.below(999)),
      from: random.some { Prefix(every: $0.flip() ? family : family) },
      input: random.some { _ in "eth0" },
      mark: random.some { Rule.Mark(UInt32($0.below(9)), mask: 0xff) },
      details: details(using: &random),
      action: random.flip() ? .lookUp(table: 100) : .goTo(priority: 20_000))
  }
}
