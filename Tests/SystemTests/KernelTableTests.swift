import Glibc
import IPVS
import Network
import System
import Testing

/// Against a kernel that has IPVS and a table that may be thrown away: with DIRECTORD_LAB=1, under
/// `Tests/Lab/boot`.
@Suite(.serialized, .enabled(if: getenv("DIRECTORD_LAB") != nil, "needs DIRECTORD_LAB=1"))
struct KernelTableTests {
  private let kernel: KernelTable
  private let web = ServiceKey.endpoint(.tcp, v4(192, 0, 2, 1))

  init() throws {
    kernel = try KernelTable()
    #expect(try kernel.apply([.flush]).isEmpty)
  }

  /// Makes the kernel's table what is wanted, and finds it so.
  private func expect(_ table: Table, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let commands = try kernel.observe().table.changes(to: table)
    let refusals = try kernel.apply(commands)
    #expect(refusals.isEmpty, sourceLocation: sourceLocation)
    let found = try kernel.observe().table
    #expect(found == table, sourceLocation: sourceLocation)
    #expect(found.changes(to: table).isEmpty, sourceLocation: sourceLocation)
  }

  @Test func everySchedulerIsKeptAndChangedInPlace() throws {
    for scheduler in Scheduler.allCases where scheduler != .twoRandomChoices {
      try expect(
        Table([
          web: VirtualService(
            settings: ServiceSettings(scheduler: scheduler),
            destinations: [v4(10, 0, 0, 2): DestinationSettings()])
        ]))
    }
    try expect(
      Table([
        web: VirtualService(
          settings: ServiceSettings(
            scheduler: .maglevHashing, flags: [.scheduler1, .scheduler2, .scheduler3]))
      ]))
  }

  @Test func aSchedulerThatIsNotThereIsRefusedWithItsReason() throws {
    var settings = ServiceSettings()
    settings.scheduler = "none-such"
    let refusals = try kernel.apply([.newService(web, settings)])
    #expect(refusals.map(\.number) == [ENOENT])
    #expect(refusals.map(\.reason) == ["No such file or directory"])
  }

  @Test func everyForwardingMethodIsKeptAndChangedInPlace() throws {
    let methods: [ForwardingMethod] = [
      .masquerade, .directRouting, .ipip, .tunnel(Tunnel(.gue(port: 6080))),
      .tunnel(Tunnel(.gue(port: 6081), checksum: .full)),
      .tunnel(Tunnel(.gue(port: 6081), checksum: .remote)), .tunnel(Tunnel(.gre)),
      .tunnel(Tunnel(.gre, checksum: .full)), .ipip, .masquerade,
    ]
    for method in methods {
      let settings = DestinationSettings(forwarding: method)
      try expect(
        Table([
          web: VirtualService(
            settings: ServiceSettings(),
            destinations: [v4(10, 0, 0, 2): settings, v4(127, 0, 0, 1): settings])
        ]))
    }
  }

  @Test func persistenceThresholdsAndWeightsAreKeptAndChangedInPlace() throws {
    let persistences: [Persistence?] = [
      nil, Persistence(timeout: 300, granularity: 32), Persistence(timeout: 60, granularity: 24),
      Persistence(timeout: 2_678_400, granularity: 0), nil,
    ]
    for (index, persistence) in persistences.enumerated() {
      let settings = DestinationSettings(
        weight: UInt32(index), upperThreshold: UInt32(index * 10), lowerThreshold: UInt32(index))
      try expect(
        Table([
          web: VirtualService(
            settings: ServiceSettings(persistence: persistence),
            destinations: [v4(10, 0, 0, UInt32(2 + index)): settings, v4(10, 0, 0, 9): settings])
        ]))
    }
  }

  @Test func marksFamiliesProtocolsAndEnginesAreKept() throws {
    let server: [Endpoint: DestinationSettings] = [
      v6(2): DestinationSettings(weight: .init(1) << 30)
    ]
    var table = Table()
    table[.firewallMark(1, .ipv4)] = VirtualService(settings: ServiceSettings())
    table[.firewallMark(.max, .ipv6)] = VirtualService(
      settings: ServiceSettings(persistence: Persistence(timeout: 5, granularity: 64)),
      destinations: server)
    table[.endpoint(.sctp, v6(1))] = VirtualService(
      settings: ServiceSettings(), destinations: server)
    table[.endpoint(.udp, v4(192, 0, 2, 1, 5060))] = VirtualService(
      settings: ServiceSettings(
        scheduler: .roundRobin, flags: [.onePacket],
        persistence: Persistence(timeout: 60, granularity: 32, engine: "sip")))
    table[.endpoint(.tcp, v4(192, 0, 2, 1, 0))] = VirtualService(
      settings: ServiceSettings(persistence: Persistence(timeout: 60, granularity: 32)),
      destinations: [v4(10, 0, 0, 2, 0): DestinationSettings(forwarding: .directRouting)])
    try expect(table)
  }

  @Test func familiesMixThroughTunnelsAlone() throws {
    var service = VirtualService(
      settings: ServiceSettings(), destinations: [v6(2): DestinationSettings(forwarding: .ipip)])
    try expect(Table([web: service]))
    service.destinations[v6(2)]?.weight = 7
    try expect(Table([web: service]))
    let refusals = try kernel.apply([
      .newDestination(web, v6(3), DestinationSettings()), .deleteDestination(web, v6(2)),
    ])
    #expect(refusals.map(\.number) == [EINVAL])
    #expect(try kernel.observe().table[web]?.destinations == [:])
  }

  @Test func whatIsRefusedInABatchHoldsNothingElseUp() throws {
    var commands: [Command] = [.newService(web, ServiceSettings())]
    commands += (0..<1500).map {
      .newDestination(web, v4(10, 0, 1, 0, UInt16(1 + $0)), DestinationSettings())
    }
    let bad: [Command] = [
      .newDestination(web, v4(10, 0, 1, 0, 7), DestinationSettings()),
      .setDestination(web, v4(10, 9, 9, 9), DestinationSettings()),
      .newDestination(web, v4(10, 9, 9, 9), DestinationSettings(lowerThreshold: 5)),
      .deleteService(.firewallMark(9, .ipv4)),
      .newDestination(.firewallMark(9, .ipv4), v4(10, 9, 9, 9), DestinationSettings()),
    ]
    for (index, command) in bad.enumerated() { commands.insert(command, at: 100 + index * 350) }
    let refusals = try kernel.apply(commands)
    #expect(refusals.map(\.command) == bad)
    #expect(refusals.map(\.number) == [EEXIST, ENOENT, ERANGE, ESRCH, ESRCH])
    #expect(try kernel.observe().table[web]?.destinations.count == 1500)
  }

  @Test func everyRequestMayBeRefused() throws {
    let commands = (0..<3000).map { Command.deleteService(.firewallMark(1 + $0, .ipv4)) }
    let refusals = try kernel.apply(commands)
    #expect(refusals.map(\.command) == commands)
  }

  @Test func aThousandServicesOfTenAreReadAsTheyWereWritten() throws {
    var table = Table()
    for index in UInt32(0)..<1000 {
      var service = VirtualService(settings: ServiceSettings())
      for server in UInt32(0)..<10 {
        service.destinations[v4(10, server, index / 256, index % 256)] = DestinationSettings()
      }
      table[.endpoint(.tcp, v4(10, 200, index / 256, index % 256))] = service
    }
    try expect(table)
    let wanted = ServiceKey.endpoint(.tcp, v4(10, 200, 0, 5))
    let some = try kernel.observe { $0 == wanted }.table
    #expect(some.services.count == 1000)
    #expect(some.services.values.filter { !$0.destinations.isEmpty }.count == 1)
  }

  @Test func timeoutsAndInformationAreRead() throws {
    #expect(try kernel.apply([.setTimeouts(Timeouts(tcp: 901, tcpFin: 121, udp: 301))]).isEmpty)
    #expect(try kernel.apply([.setTimeouts(Timeouts(udp: 302))]).isEmpty)
    #expect(try kernel.timeouts() == Timeouts(tcp: 901, tcpFin: 121, udp: 302))
    #expect(try kernel.information().version == 0x010201)
  }

  @Test func syncDaemonsAreStartedReadAndStopped() throws {
    let master = SyncDaemon(.master, on: "lo", identifier: 51, maximumLength: 1400, port: 8850)
    #expect(try kernel.apply([.startDaemon(master)]).isEmpty)
    let running = try kernel.syncDaemons()
    #expect(running.count == 1)
    #expect(running.first.map(master.isMade) == true)
    #expect(try kernel.apply([.startDaemon(master)]).map(\.number) == [EEXIST])
    // A thread of the kernel that is stopped before it ever ran answers EINTR, which netlink does not
    // pass on: it must have run.
    usleep(100_000)
    #expect(try kernel.apply([.stopDaemon(.master)]).isEmpty)
    #expect(try kernel.syncDaemons() == [])
  }

  @Test func countersComeWithTheTable() throws {
    try expect(
      Table([
        web: VirtualService(
          settings: ServiceSettings(), destinations: [v4(127, 0, 0, 1): DestinationSettings()])
      ]))
    let found = try kernel.observe()
    #expect(found.services[web] == Statistics())
    #expect(found.destinations[web]?[v4(127, 0, 0, 1)] == DestinationStatistics())
  }
}

private func v4(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32, _ port: UInt16 = 80)
  -> Endpoint
{
  Endpoint(.v4(a << 24 | b << 16 | c << 8 | d), port: port)
}

private func v6(_ low: UInt128, _ port: UInt16 = 80) -> Endpoint {
  Endpoint(.v6(IPv6Bits(0x2001_0db8 << 96 | low)), port: port)
}
