import Configuration
import Health
import IPVS
import Network
import Routing
import Testing
import VRRP

private func routes(_ lines: String) -> Loaded { loaded("static_routes {\n\(lines)\n}\n") }

@Test func routesAreReadInIproutesWords() throws {
  let result = routes(
    """
    10.22.10.0/24 dev bond0 src 10.22.10.124
    src 192.168.100.1 to 192.168.109.0/24 via 192.168.200.254 dev eth1 table 7 metric 20
    default gw 10.22.10.114
    default via fe80::1 dev eth0 onlink
    blackhole 192.0.2.0/24
    """)
  #expect(messages(result) == ["'gw' is obsolete: write 'via'"])
  let routes = try #require(result.configuration?.election.routes)
  let first = try #require(Prefix("10.22.10.0/24"))
  let second = try #require(Prefix("192.168.109.0/24"))
  let last = try #require(Prefix("192.0.2.0/24"))
  let link = try #require(Address("fe80::1"))
  #expect(
    routes == [
      RouteDefinition(
        Route(to: first, [Route.NextHop()], source: .v4(0x0a16_0a7c)), interface: "bond0"),
      RouteDefinition(
        Route(
          to: second, [Route.NextHop(via: .v4(0xc0a8_c8fe))], source: .v4(0xc0a8_6401), table: 7,
          metric: 20), interface: "eth1"),
      RouteDefinition(
        Route(to: Prefix(every: .ipv4), [Route.NextHop(via: .v4(0x0a16_0a72))])),
      RouteDefinition(
        Route(to: Prefix(every: .ipv6), [Route.NextHop(via: link, isOnLink: true)]),
        interface: "eth0"),
      RouteDefinition(Route(to: last, kind: .blackhole)),
    ])
}

@Test func aRoutesOptionThatCannotBeLeftOutTakesTheRouteWithIt() {
  let result = routes("default nexthop via 10.0.0.1 nexthop via 10.0.0.2")
  #expect(
    messages(result) == ["'nexthop' cannot be obeyed: the route is left out"])
  #expect(result.configuration?.election.routes.isEmpty == true)
  let minor = routes("default via 10.0.0.1 expires 20 prepend")
  #expect(
    messages(minor) == [
      "'expires' has no effect here: it stands as long as what it belongs to"
    ])
  #expect(minor.configuration?.election.routes.count == 1)
}

@Test func aRouteTellsTCPOfItsPath() throws {
  let result = routes(
    "default via 10.0.0.1 mtu lock 1400 advmss 1360 initcwnd 20 features ecn quickack 1 rtt 300")
  #expect(messages(result) == [])
  var path = PathMetrics()
  path.set(.mtu, to: 1400, isLocked: true)
  path.set(.advmss, to: 1360)
  path.set(.initcwnd, to: 20)
  path.set(.features, to: 1)
  path.set(.quickack, to: 1)
  path.set(.rtt, to: 300)
  #expect(result.configuration?.election.routes.map(\.route.path) == [path])
  #expect(messages(routes("default via 10.0.0.1 mtu 0")) == ["'0' is not a value of mtu"])
  #expect(messages(routes("default via 10.0.0.1 hoplimit 256")).count == 1)
}

@Test func aRuleMayAskForPortsUsersAndMore() throws {
  let result = loaded(
    """
    static_rules {
      from 192.0.2.0/24 ipproto TCP sport 1024-2047 dport 80 uidrange 5-9 tunnel-id 7 table 8
      from 192.0.2.0/24 table main suppress_prefixlength 0 sup_group 3
      inet6 l3mdev priority 900
      from 192.0.2.0/24 type prohibit protocol 12
    }
    """)
  let rules = try #require(result.configuration).election.rules
  #expect(rules[0].details.transport == 6)
  #expect(rules[0].details.sourcePorts == 1024...2047)
  #expect(rules[0].details.destinationPorts == 80...80)
  #expect(rules[0].details.users == 5...9)
  #expect(rules[0].details.tunnel == 7)
  #expect(rules[1].details.suppressedLength == 0)
  #expect(rules[1].details.suppressedGroup == 3)
  #expect(rules[2].details.isOfVRF && rules[2].action == .lookUp(table: 0))
  #expect(rules[3].action == .prohibit)
  let broken = loaded("static_rules {\nfrom 192.0.2.0/24 dport 9-8 table 8\n}\n")
  #expect(messages(broken) == ["'9-8' is no range"])
}

@Test(arguments: [
  ("via 10.0.0.1", "this route leads nowhere"),
  ("10.0.0.0/8", "this route names neither a gateway nor an interface"),
  ("10.0.0.0/8 via", "'via' stands at the end of its line"),
  ("10.0.0.0/8 dev eth0 src fe80::1", "src fe80::1 is of another family than the route"),
  ("10.0.0.0/8 dev eth0 tabel", "'tabel' is neither an option of a route nor its only destination"),
])
func aRouteThatCannotBeMeantIsRefused(line: String, message: String) {
  let result = routes(line)
  #expect(result.configuration == nil)
  #expect(messages(result) == [message])
}

@Test func rulesAreReadInIproutesWords() throws {
  let result = loaded(
    """
    static_rules {
      from 192.168.28.0/24 to 192.0.2.0/24 table small iif eth0
      from 192.168.29.0/24 table 7 priority 30 iif eth0 tos 10
      inet6 fwmark 0x10/0xff lookup main
      from 192.168.30.0/24 realms 80 table 8
    }
    """)
  #expect(result.configuration == nil)
  #expect(
    messages(result) == [
      "'small' is not a routing table",
      "this rule names no preference: 16384 is taken, as keepalived does",
      "'realms' cannot be obeyed: the rule is left out",
    ])
  let right = loaded(
    """
    static_rules {
      from 192.168.29.0/24 table 7 priority 30 iif eth0 tos 10
      inet6 fwmark 0x10/0xff lookup main
    }
    """)
  #expect(
    right.configuration?.election.rules == [
      Rule(
        .ipv4, priority: 30, from: Prefix("192.168.29.0/24"), input: "eth0", typeOfService: 0x10,
        action: .lookUp(table: 7)),
      Rule(
        .ipv6, priority: 16_384, mark: Rule.Mark(0x10, mask: 0xff), action: .lookUp(table: 254)),
    ])
}

@Test func staticAddressesHaveAnInterface() {
  let result = loaded(
    """
    static_ipaddress {
      192.0.2.1/24
      192.0.2.2/24 dev eth2
    }
    global_defs {
      default_interface eth7
    }
    """)
  #expect(result.configuration?.election.addresses.map(\.interface) == ["eth7", "eth2"])
}

@Test func linksAreDebouncedNoLongerThanPeersWait() throws {
  let delays = "interface_up_down_delays {\n eth0 5 3\n eth1 9\n }\n"
  let result = instance(address, before: delays)
  #expect(
    messages(result) == [
      "'VI_1' would be taken for dead before eth0 counts as down: 1.996093 seconds are taken"
    ])
  let bound = Duration.seconds(2) - .seconds(1) / 256
  #expect(
    result.configuration?.election.delays == [
      "eth0": InterfaceDelays(down: bound, up: .seconds(3)),
      "eth1": InterfaceDelays(down: .seconds(9)),
    ])
}

@Test func theSyncDaemonHasItsInstancesIdentifier() throws {
  let words = "lvs_sync_daemon eth1 inst VI_1 maxlen 1400 port 8849 ttl 2 group 224.0.0.90"
  let result = instance(address, before: "global_defs {\n \(words)\n }\n")
  let master = SyncDaemon(
    .master, on: "eth1", identifier: 51, maximumLength: 1400, group: .v4(0xe000_005a),
    port: 8849, timeToLive: 2)
  let daemon = try #require(result.configuration?.election.syncDaemon)
  #expect(daemon == SyncDaemonDefinition(master, instance: "VI_1"))
  #expect(daemon.daemons(isMaster: true) == [master])
  #expect(daemon.daemons(isMaster: false).map(\.role) == [.backup])
  let told = instance(address, before: "global_defs {\n lvs_sync_daemon eth1 VI_1 id 9\n }\n")
  #expect(told.configuration?.election.syncDaemon?.master.identifier == 9)
  let both = instance(address, before: "global_defs {\n lvs_sync_daemon eth1\n }\n")
  let roles = both.configuration?.election.syncDaemon?.daemons(isMaster: false).map(\.role)
  #expect(roles == [.master, .backup])
}

@Test func aSyncDaemonOfNoInstanceIsLeftOut() {
  let result = instance(address, before: "global_defs {\n lvs_sync_daemon eth1 VI_2\n }\n")
  #expect(messages(result) == ["there is no vrrp_instance 'VI_2': no sync daemon is started"])
  #expect(result.configuration?.election.syncDaemon == nil)
}

@Test func theOldPlaceOfTheSyncDaemonIsTaken() {
  let result = instance(address + "lvs_sync_daemon_interface eth3\n")
  #expect(
    messages(result) == [
      "'lvs_sync_daemon_interface' is obsolete: write 'lvs_sync_daemon INTERFACE INSTANCE' in "
        + "global_defs"
    ])
  let expected = SyncDaemonDefinition(
    SyncDaemon(.master, on: "eth3", identifier: 51), instance: "VI_1")
  #expect(result.configuration?.election.syncDaemon == expected)
}

@Test func pipesAndTheThreadAreTakenFromTheGlobalBlock() throws {
  let result = loaded(
    """
    global_defs {
      vrrp_notify_fifo /run/v.fifo user group
      vrrp_notify_fifo_script "/bin/reader -x"
      notify_fifo /run/all.fifo
      fifo_write_vrrp_states_on_reload
      vrrp_priority -5
      vrrp_no_swap
      vrrp_cpu_affinity 0 3
      vrrp_rt_priority 50
      vrrp_rlimit_rttime 10000
      dynamic_interfaces allow_if_changes
    }
    """)
  #expect(messages(result) == [])
  let election = try #require(result.configuration?.election)
  #expect(election.fifos.map(\.scope) == [.routers, .everything])
  #expect(election.fifos.map(\.path) == ["/run/v.fifo", "/run/all.fifo"])
  let both = loaded(
    "global_defs {\n lvs_notify_fifo /run/a\n vrrp_notify_fifo /run/a\n "
      + "lvs_notify_fifo_script /bin/reader\n }\n")
  let fifos = both.configuration?.election.fifos
  #expect(fifos?.map(\.scope) == [.everything])
  #expect(fifos?.first?.script?.arguments == ["/bin/reader"])
  #expect(election.fifos.first?.user == ScriptUser(user: "user", group: "group"))
  #expect(election.fifos.first?.script?.arguments == ["/bin/reader", "-x"])
  #expect(election.tellsStatesOnReload)
  #expect(election.thread.nice == -5)
  #expect(election.thread.locksMemory)
  #expect(election.thread.processors == [0, 3])
  #expect(election.thread.realTimePriority == 50)
  #expect(election.thread.longestRun == .milliseconds(10))
}

private func server(_ words: String, _ target: String = "192.0.2.1 80") -> Loaded {
  instance(
    address,
    before: """
      virtual_server \(target) {
        protocol TCP
        lb_algo rr
        lb_kind NAT
        \(words)
        real_server 10.0.0.1 80 {
        }
      }
      """)
}

@Test func aVirtualServerRestsWhileAnotherDirectorServes() {
  #expect(server("").configuration?.virtualServers.first?.suspends == nil)
  let suspended = server("ha_suspend").configuration?.virtualServers.first
  #expect(suspended?.suspends == .v4(0xc000_0201))
  let following = server("follow VI_1").configuration?.virtualServers.first
  #expect(following?.follows == "VI_1")
}

@Test func aVirtualServerFollowsOnlyWhatIsThere() {
  let unknown = server("follow VI_2")
  #expect(unknown.configuration == nil)
  #expect(messages(unknown) == ["there is no vrrp_instance 'VI_2' to follow"])
  let marked = server("ha_suspend", "fwmark 3")
  #expect(messages(marked).contains("ha_suspend needs one address to look for; it is ignored"))
}
