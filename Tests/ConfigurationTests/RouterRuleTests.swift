import Configuration
import Network
import Testing
import VRRP

/// What an instance's words give, and all that is said of it.
private struct Case: CustomTestStringConvertible {
  var words: String
  var said: [String]
  var before = ""

  var testDescription: String { words.split(separator: "\n").joined(separator: "; ") }
}

private let strict = "global_defs {\n vrrp_strict\n }\n"
private let password = "authentication {\n auth_type PASS\n auth_pass 1234\n }\n"
private let unproven =
  "vrrp_instance VI_1 hears unicast without authentication: whoever can send packets from a peer's "
  + "address, also through routers, can take the virtual addresses away"
private let silent =
  "strict mode drops what is sent to the addresses of vrrp_instance VI_1: 192.0.2.1 will answer "
  + "nobody, and a virtual server on it gets nothing"

private let cases: [Case] = [
  Case(
    words: "", said: ["vrrp_instance VI_1 has no virtual address: it moves nothing but its hooks"]),
  Case(words: "no_virtual_ipaddress", said: []),
  Case(words: "version 3", said: ["vrrp_instance VI_1 has no virtual address"]),
  Case(
    words: address + "state MASTER",
    said: [
      "vrrp_instance VI_1 is MASTER and names no priority: 255 is taken, the addresses' owner's"
    ]),
  Case(words: address + "state EQUAL", said: ["'EQUAL' is no state to start in: BACKUP is taken"]),
  Case(
    words: address + "state MASTER\npriority 101\nnopreempt",
    said: [
      "nopreempt does not go with state MASTER: it is ignored, and this director preempts"
    ]),
  Case(
    words: address + "priority 255\nnopreempt",
    said: [
      "nopreempt does not go with priority 255: the owner of the addresses preempts"
    ]),
  Case(
    words: address + "nopreempt\npreempt_delay 5",
    said: ["preempt_delay does not go with nopreempt: there is none"]),
  Case(
    words: address + "garp_master_repeat 0",
    said: [
      "'garp_master_repeat' of 0 would leave neighbours with the old master: 1 is taken"
    ]),
  Case(
    words: address + "advert_int 0.3",
    said: [
      "advert_int 0.3 does not go: version 2 counts whole seconds to 255; 1 is taken"
    ]),
  Case(
    words: address + "version 3\nadvert_int 60",
    said: [
      "advert_int 60 does not go: version 3 counts hundredths of a second to 40.95; 40.95 is taken"
    ]),
  Case(
    words: "version 2\nvirtual_ipaddress {\n fe80::1\n }",
    said: [
      "vrrp_instance VI_1 is for IPv6, which version 2 has not: version 3 is taken"
    ]),
  Case(words: "virtual_ipaddress {\n fe80::1\n 2001:db8::1/64\n }", said: []),
  Case(
    words: "virtual_ipaddress {\n 2001:db8::1/64\n }",
    said: ["the first address of an IPv6 virtual router should be a link-local one"]),
  Case(
    words: address + "version 3\n" + password,
    said: [
      "version 3 has no authentication: advertisements go without, and a peer of version 2 is not "
        + "heard"
    ]),
  Case(
    words: address + "authentication {\n auth_type PASS\n auth_pass 123456789\n }",
    said: ["only the first 8 bytes of the password count"]),
  Case(
    words: address + "authentication {\n auth_pass 1234\n }",
    said: ["authentication without auth_type is none: advertisements go without"]),
  Case(
    words: "virtual_ipaddress {\n 192.0.2.1\n fe80::1\n 192.0.2.1\n }",
    said: [
      "fe80::1 is not of the family of vrrp_instance VI_1, and is ignored",
      "192.0.2.1 stands twice in vrrp_instance VI_1; this line is ignored",
    ]),
  Case(
    words: address + "unicast_src_ip 192.0.2.9",
    said: ["vrrp_instance VI_1 speaks of unicast and has no unicast_peer: multicast is used"]),
  Case(
    words: address
      + "unicast_src_ip 192.0.2.9\nunicast_peer {\n fe80::2\n 192.0.2.9\n 192.0.2.8\n }",
    said: [
      unproven, "fe80::2 is not of the family of vrrp_instance VI_1; the peer is ignored",
      "192.0.2.9 is this director's own address; as a peer it is ignored",
    ]),
  Case(
    words: address + "track_interface {\n eth0\n eth1 weight -10\n }",
    said: ["vrrp_instance VI_1 tracks its own interface anyway; this line is ignored"]),
  Case(
    words: address + "track_script {\n chk_ngnix\n }",
    said: ["no script chk_ngnix is defined: it is not tracked"],
    before: "vrrp_script chk_nginx {\n script /bin/true\n }\n"),
  Case(words: address + "vmac_xmit_base", said: ["vmac_xmit_base without use_vmac has no effect"]),
  Case(words: address, said: [silent], before: strict),
  Case(words: address + "accept", said: [], before: strict),
  Case(words: address + "state MASTER\npriority 255", said: [], before: strict),
  Case(
    words: address + "accept\nstate MASTER\npriority 150\n" + password,
    said: [
      "strict mode knows state MASTER with priority 255 alone: BACKUP is taken",
      "strict mode has no authentication: advertisements go without, and a peer that asks for it "
        + "does not hear them",
    ], before: strict),
  Case(
    words: address
      + "accept\nunicast_peer {\n 192.0.2.12\n }\npreempt_delay 3\ndown_timer_adverts 2",
    said: [
      "strict mode knows no down_timer_adverts: 3 is taken instead of 2",
      unproven,
      "strict mode knows no unicast, and keepalived refuses it: the peers of vrrp_instance VI_1 are "
        + "kept", "preempt_delay does not go with strict mode: there is none",
    ], before: strict),
]

@Test(arguments: cases)
private func whatAnInstanceSaysIsMendedAloud(_ example: Case) {
  #expect(messages(instance(example.words, before: example.before)) == example.said)
}

@Test func theStockFilesIntervalsOfZeroAreTakenAsIfTheyWereLeftOut() {
  let global = "global_defs {\n vrrp_garp_interval 0\n vrrp_gna_interval 0\n }\n"
  let result = instance(address, before: global)
  #expect(result.diagnostics.map(\.severity) == [.warning, .warning])
  #expect(result.configuration?.election.announcementIntervals == [.ipv4: .zero, .ipv6: .zero])
}

@Test func masterWithNopreemptPreempts() throws {
  let router = try router(address + "state MASTER\npriority 101\nnopreempt\npreempt_delay 9\n")
  #expect(router.instance.router.election.preempts)
  #expect(router.instance.router.election.preemptDelay == .zero)
}

@Test func aDirectorThatDoesNotPreemptListensAsLongAsTheProtocolAsks() throws {
  let quiet = try router(address + "nopreempt\n")
  #expect(quiet.instance.router.election.listening == .zero)
  let told = try router(address + "nopreempt\nlisten 30\n")
  #expect(told.instance.router.election.listening == .seconds(30))
  #expect(try router(address).instance.router.election.listening == .zero)
}

@Test func strictModeTakesAwayWhatTheProtocolHasNot() throws {
  let router = try router(address + "higher_prio_send_advert\n", before: strict)
  let settings = router.instance.router
  #expect(!settings.accepts)
  #expect(!settings.election.answersHigherPriority)
  #expect(!settings.election.answersLowerPriority)
  #expect(settings.election.ownerIgnoresAdvertisements)
  #expect(settings.announcements.rivalRounds == 1)
  #expect(settings.announcements.rivalDelay == .zero)
}

@Test func whatDoesNotFitIntoAnAdvertisementIsHeldOnly() throws {
  let four = (0..<300).map { "10.0.\($0 / 250).\($0 % 250 + 1)\n" }.joined()
  let crowd = try router("virtual_ipaddress {\n \(four) }\n")
  #expect(crowd.instance.router.addresses.count == 255)
  #expect(crowd.instance.router.excluded.count == 45)
  let six = (1...100).map { "fe80::\(String($0, radix: 16))\n" }.joined()
  let wide = try router("virtual_ipaddress {\n \(six) }\n")
  #expect(wide.instance.router.addresses.count == 100)
}

@Test func anInstanceWithoutIdentifierOrInterfaceIsRefused() {
  let without = loaded("vrrp_instance a {\n interface eth0\n \(address) }\n")
  #expect(without.configuration == nil)
  #expect(messages(without) == ["vrrp_instance a has no virtual_router_id"])
  let other = loaded("vrrp_instance a {\n virtual_router_id 5\n \(address) }\n")
  #expect(messages(other) == ["vrrp_instance a has no interface"])
}

@Test func twoInstancesWithOneIdentifierOnAnInterfaceAreRefused() {
  let second = """
    vrrp_instance VI_2 {
      interface eth0
      virtual_router_id 51
      virtual_ipaddress {
        ADDRESS
      }
    }
    """
  let same = second.replacing("ADDRESS", with: "192.0.2.2")
  let clash = instance(address, before: same)
  #expect(clash.configuration == nil)
  #expect(
    messages(clash) == ["'VI_1' has virtual_router_id 51 on eth0, as has 'VI_2' at line 1"])
  let other = second.replacing("ADDRESS", with: "fe80::2")
  #expect(instance(address, before: other).configuration?.routers.count == 2)
}

private func sharing(_ first: String, _ second: String) -> Loaded {
  let texts = [first, second].enumerated().map { number, lines in
    "vrrp_instance VI_\(number) {\ninterface eth0\nvirtual_router_id 51\n\(lines)\n"
      + "virtual_ipaddress {\n192.0.2.\(number + 1)\n}\n}\n"
  }
  return loaded(texts.joined())
}

private func unicast(_ source: String, _ peer: String) -> String {
  "unicast_src_ip \(source)\nunicast_peer {\n\(peer)\n}"
}

/// As keepalived tells their spaces of identifiers apart.
@Test(arguments: [
  ("", unicast("192.0.2.8", "192.0.2.9")), ("", "mcast_dst_ip 224.0.0.19"),
  (unicast("192.0.2.8", "192.0.2.9"), unicast("192.0.2.7", "192.0.2.9")),
  (unicast("192.0.2.8", "192.0.2.9"), unicast("192.0.2.8", "192.0.2.10")),
])
func anIdentifierMayBeSharedBySpacesOfTheirOwn(first: String, second: String) throws {
  let configuration = try #require(sharing(first, second).configuration)
  #expect(Set(configuration.routers.map(\.instance.key)).count == 2)
  let again = try #require(loaded(configuration.printed).configuration)
  #expect(again.unplaced == configuration.unplaced)
}

@Test(arguments: [
  ("mcast_dst_ip 224.0.0.19", "mcast_dst_ip 224.0.0.19"), ("", "mcast_dst_ip 224.0.0.18"),
  (unicast("192.0.2.8", "192.0.2.9"), unicast("192.0.2.8", "192.0.2.9")),
])
func anIdentifierOfOneSpaceIsRefusedTwice(first: String, second: String) {
  let result = sharing(first, second)
  #expect(result.configuration == nil)
  #expect(result.diagnostics.contains { $0.code == .routerClash && $0.severity == .error })
}

@Test func unicastTakesTheInterfaceOfItsSource() throws {
  let text =
    "vrrp_instance a {\nvirtual_router_id 5\n\(unicast("192.0.2.8", "192.0.2.9"))\n\(address) }\n"
  let known = Context(interfaceWith: { $0 == Address("192.0.2.8") ? "eth7" : nil })
  let result = loaded(text, context: known)
  #expect(result.configuration?.routers.first?.instance.interface == "eth7")
  #expect(result.diagnostics.map(\.severity).filter { $0 != .warning } == [.note])
  let unknown = loaded(text)
  #expect(unknown.configuration == nil)
  #expect(
    unknown.diagnostics.first?.hint
      == "no interface of this machine has 192.0.2.8: write 'interface NAME'")
}

@Test func anAddressOfTwoInstancesIsWarnedOf() {
  let other = """
    vrrp_instance VI_0 {
      interface eth1
      virtual_router_id 50
      virtual_ipaddress {
        192.0.2.1
        fe80::1
      }
    }
    """
  #expect(messages(instance(address, before: other)).last == "192.0.2.1 is held by 'VI_0' too")
}
