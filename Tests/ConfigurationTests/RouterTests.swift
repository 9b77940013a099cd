import Configuration
import Network
import Testing
import VRRP

/// An instance with `words`, after `before`.
func instance(_ words: String, before: String = "") -> Loaded {
  loaded(
    """
    \(before)
    vrrp_instance VI_1 {
      interface eth0
      virtual_router_id 51
      \(words)
    }
    """)
}

let address = "virtual_ipaddress {\n 192.0.2.1/24\n }\n"

/// The messages, without places.
func messages(_ loaded: Loaded) -> [String] { loaded.diagnostics.map(\.message) }

/// The only instance of a file that must load.
func router(_ words: String, before: String = "") throws -> RouterDefinition {
  let result = instance(words, before: before)
  let problems = result.diagnostics.filter { $0.severity == .error }.map(\.message)
  let configuration = try #require(result.configuration, "\(problems)")
  return try #require(configuration.routers.first)
}

@Test func anInstanceHasKeepalivedsDefaults() throws {
  let router = try router(address)
  #expect(messages(instance(address)) == [])
  let settings = router.instance.router
  #expect(router.name == "VI_1")
  #expect(settings.version == .two)
  #expect(settings.priority == 100)
  #expect(settings.interval == .seconds(1))
  #expect(settings.election.preempts)
  #expect(settings.election.missedAdvertisements == 3)
  #expect(settings.announcements == AnnouncementSettings())
  #expect(settings.accepts)
  #expect(router.instance.carrier.destination == .multicast(Advertisement.group(.ipv4)))
  #expect(router.instance.carrier.hopLimit == 255)
  #expect(router.instance.tracksInterface)
  #expect(router.hooks == TransitionHooks())
}

@Test func anAddressHasEveryPartOfItsLine() throws {
  let router = try router(
    """
    virtual_ipaddress {
      192.0.2.1/24 dev eth1 scope link brd + label eth1:1
      192.0.2.9 peer 198.51.100.1/30 brd 192.0.2.255
    }
    virtual_ipaddress_excluded {
      2001:db8::1/64
    }
    """)
  let first = try #require(router.instance.router.addresses.first)
  #expect(first.length == 24)
  #expect(first.interface == "eth1")
  #expect(first.scope == .link)
  #expect(first.broadcast == .network)
  #expect(first.label == "eth1:1")
  let second = try #require(router.instance.router.addresses.last)
  #expect(second.length == 32)
  #expect(second.peer == Prefix("198.51.100.1/30"))
  #expect(second.broadcast == .address(.v4(0xc000_02ff)))
  #expect(router.instance.router.excluded.map(\.length) == [64])
}

@Test func globalWordsAreInheritedAndOverridden() throws {
  let global = """
    global_defs {
      vrrp_version 3
      vrrp_garp_master_delay 1
      vrrp_garp_master_repeat 2
      vrrp_garp_lower_prio_repeat 4
      vrrp_down_timer_adverts 5
      vrrp_mcast_group4 224.0.0.99
      vrrp_skip_check_adv_addr
      vrrp_startup_delay 2.5
      vrrp_higher_prio_send_advert
    }
    """
  let words = address + "garp_master_repeat 7\nskip_check_adv_addr off\nadvert_int 0.05\n"
  let router = try router(words, before: global)
  let settings = router.instance.router
  #expect(settings.version == .three)
  #expect(settings.interval == .milliseconds(50))
  #expect(settings.announcements.rounds == 7)
  #expect(settings.announcements.delay == .seconds(1))
  #expect(settings.announcements.rivalRounds == 4)
  #expect(settings.announcements.rivalDelay == .seconds(1))
  #expect(settings.election.missedAdvertisements == 5)
  #expect(settings.election.startupDelay == .milliseconds(2500))
  #expect(settings.election.answersHigherPriority)
  #expect(!settings.election.skipsKnownAddressList)
  #expect(router.instance.carrier.destination == .multicast(.v4(0xe000_0063)))
}

@Test func theDelayAfterBootCountsFromTheBoot() throws {
  let global = "global_defs {\n vrrp_startup_delay 2\n vrrp_delay_after_boot 30\n }\n"
  let configuration = try #require(instance(address, before: global).configuration)
  let delays = [Duration.seconds(10), .seconds(29), .seconds(60)].map {
    configuration.electionSettings(uptime: $0).instances.map(\.router.election.startupDelay)
  }
  #expect(delays == [[.seconds(20)], [.seconds(2)], [.seconds(2)]])
  #expect(configuration.electionSettings().instances == configuration.routers.map(\.instance))
}

@Test func unicastPeersAreTakenWithTheirBounds() throws {
  let router = try router(
    address + """
      unicast_src_ip 192.0.2.11
      unicast_peer {
        192.0.2.12
        192.0.2.13 min_ttl 250 max_ttl 254
      }
      unicast_ttl 64
      """)
  #expect(router.instance.source == .v4(0xc000_020b))
  #expect(router.instance.carrier.hopLimit == 64)
  let peers = [
    Carrier.Peer(.v4(0xc000_020c)), Carrier.Peer(.v4(0xc000_020d), hopLimits: 250...254),
  ]
  #expect(router.instance.carrier.destination == .unicast(peers, checksSource: true))
}

@Test(arguments: [("", true), ("check_unicast_src off", false), ("check_unicast_src", true)])
func unicastSourcesAreCheckedUnlessSomebodySaysOtherwise(_ words: String, _ checks: Bool) throws {
  let router = try router(address + "unicast_peer {\n192.0.2.12\n}\n\(words)\n")
  let peers = [Carrier.Peer(.v4(0xc000_020c))]
  #expect(router.instance.carrier.destination == .unicast(peers, checksSource: checks))
}

@Test func authenticationIsTakenInBothPlaces() throws {
  let password = try router(address + "authentication {\n auth_type PASS\n auth_pass secret\n }\n")
  #expect(password.instance.carrier.authentication == .password(Password("secret".utf8)))
  let header = try router(address + "authentication {\n auth_type AH\n auth_pass secret\n }\n")
  #expect(header.instance.carrier.authentication == .header(Password("secret".utf8)))
}

@Test func signedAdvertisementsHaveTheirKeys() throws {
  let digits = String(repeating: "ab", count: 32)
  let router = try router(
    address + """
      version 3
      auth_hmac {
        key 7 hex:\(digits)
        key 8 "thirty-two bytes as they are told"
        active_key 8
        time_window 20
        mode receive-only
      }
      """)
  let expected = AuthHMAC.Settings(
    keys: [
      7: [UInt8](repeating: 0xab, count: 32), 8: Array("thirty-two bytes as they are told".utf8),
    ], activeKey: 8, window: 20, mode: .receiveOnly)
  #expect(router.instance.carrier.authentication == .hmac(expected))
}

@Test func aVirtualInterfaceCarriesTheAddressesWithoutADeviceOfTheirOwn() throws {
  let router = try router(
    """
    use_vmac
    vmac_xmit_base
    virtual_ipaddress {
      192.0.2.1/24
      192.0.2.2/24 dev eth1
    }
    """)
  let expected = VirtualInterface(
    name: "vrrp.51", parent: "eth0", hardwareAddress: .virtualRouter(51, .ipv4),
    sendsByParent: true)
  #expect(router.instance.virtualInterface == expected)
  #expect(router.instance.router.addresses.map(\.interface) == ["vrrp.51", "eth1"])
  #expect(router.instance.interface == "eth0")
}

@Test func aVirtualInterfaceMayHaveANameAndAHardwareAddress() throws {
  let router = try router(address + "use_vmac name web0 02:00:5e:00:01\n")
  #expect(router.instance.virtualInterface?.name == "web0")
  #expect(router.instance.virtualInterface?.hardwareAddress == HardwareAddress("02:00:5e:00:01:33"))
}

@Test func hooksAreTakenTheFirstOfEachKind() throws {
  let router = try router(
    address + """
      notify_master "/bin/m a" root:
      notify_master /bin/other
      notify_backup /bin/b
      notify_fault /bin/f
      notify_stop /bin/s
      notify /bin/n
      notify_master_rx_lower_pri /bin/r
      notify_deleted
      notify_priority_changes
      """)
  #expect(router.hooks.master?.arguments == ["/bin/m", "a"])
  #expect(router.hooks.backup?.arguments == ["/bin/b"])
  #expect(router.hooks.fault?.arguments == ["/bin/f"])
  #expect(router.hooks.stop?.arguments == ["/bin/s"])
  #expect(router.hooks.any?.arguments == ["/bin/n"])
  #expect(router.hooks.rivalHeard?.arguments == ["/bin/r"])
  #expect(router.hooks.deleted == nil)
  #expect(router.hooks.tellsDeletion)
  #expect(router.hooks.tellsPriorities)
}
