import Doctor
import Network
import Testing

@Suite struct FirewallTests {
  /// A client's first packet to 192.168.3.108:80 by eth0.
  static func request(_ states: FilterPacket.States = .new) -> FilterPacket {
    var packet = FilterPacket(.ipv4, transport: 6)
    packet.source = "192.168.3.10"
    packet.destination = "192.168.3.108"
    packet.destinationPort = 80
    packet.input = "eth0"
    packet.states = states
    packet.flags = 2
    packet.isForThisMachine = true
    return packet
  }

  /// A filter table of the family inet, with one base chain in `hook` that has these rules.
  static func nft(
    _ rules: [String], hook: String = "input", policy: String = "accept", more: [String] = []
  ) -> Firewall {
    let lines =
      ["table inet fw { # handle 1"] + more
      + [
        "\tchain base { # handle 2",
        "\t\ttype filter hook \(hook) priority filter; policy \(policy);",
      ]
      + rules.enumerated().map { "\t\t\($0.element) # handle \($0.offset + 10)" } + ["\t}", "}"]
    return Firewall([Ruleset(.nft, lines: lines)])
  }

  @Test func aPolicyThatDropsIsFound() throws {
    let firewall = FirewallTests.nft(
      ["ct state established,related accept", "iifname \"lo\" accept"], policy: "drop")
    let drop = try #require(firewall.fate(of: FirewallTests.request(), at: .input).certain)
    #expect(drop.place.rule == nil)
    #expect(drop.place.words == "the policy of chain inet fw base")
    #expect(drop.place.removal == "nft chain inet fw base '{ policy accept; }'")
    let accepted = firewall.fate(of: FirewallTests.request(.established), at: .input)
    #expect(accepted.drops.isEmpty)
  }

  @Test func aRuleThatMayAcceptMakesWhatFollowsPossible() throws {
    let firewall = FirewallTests.nft(
      ["ct state new limit rate 10/second accept", "tcp dport 80 counter packets 3 bytes 180 drop"])
    let fate = firewall.fate(of: FirewallTests.request(), at: .input)
    #expect(fate.certain == nil)
    let drop = try #require(fate.drops.first)
    #expect(drop.likelihood == .possible)
    #expect(drop.place.rule?.handle == 11)
    #expect(drop.place.packets == 3)
  }

  @Test(arguments: [
    ("tcp dport 80 drop", Likelihood.certain),
    ("tcp dport { 22, 80-90 } drop", .certain),
    ("tcp dport != 80 drop", .never),
    ("tcp dport >= 1024 drop", .never),
    ("udp dport 80 drop", .never),
    ("ip saddr 192.168.3.0/24 drop", .certain),
    ("ip saddr != { 10.0.0.0/8, 192.168.0.0/16 } drop", .never),
    ("ip daddr 192.168.3.100-192.168.3.110 drop", .certain),
    ("ip6 saddr ::/0 drop", .never),
    ("meta nfproto ipv4 meta l4proto tcp drop", .certain),
    ("ip protocol != tcp drop", .never),
    ("iifname \"eth*\" drop", .certain),
    ("iifname { \"eth1\", \"eth2\" } drop", .never),
    ("oifname \"eth1\" drop", .possible),
    ("ct state new drop", .certain),
    ("ct state invalid drop", .never),
    ("ct state vmap { invalid : drop, new : drop } ", .certain),
    ("tcp flags syn / fin,syn,rst,ack drop", .certain),
    ("tcp flags & (fin | syn | ack) == ack drop", .never),
    ("meta mark 0x00000001 drop", .possible),
    ("meta mark set 0x00000011 meta mark & 0x0000000f == 0x00000001 drop", .possible),
    ("fib daddr type local drop", .certain),
    ("fib daddr type { broadcast, multicast } drop", .possible),
    ("limit rate over 10/second burst 5 packets drop", .possible),
    ("xt match \"hashlimit\" counter packets 0 bytes 0 drop", .possible),
    ("meta length > 1500 drop", .possible),
    ("ip saddr . tcp dport { 1.1.1.1 . 80 } drop", .possible),
    ("log prefix \"tcp drop \" level info", .never),
    ("counter packets 0 bytes 0 comment \"drop\"", .never),
    ("tcp dport 80 reject with tcp reset", .certain),
    ("numgen inc mod 2 vmap { 0 : accept, 1 : drop }", .possible),
    ("jump { drop; }", .never),
  ])
  func aRuleDropsAPacket(rule: String, expected: Likelihood) {
    let fate = FirewallTests.nft([rule]).fate(of: FirewallTests.request(), at: .input)
    #expect(fate.drops.map(\.likelihood).max() ?? .never == expected, "\(rule)")
  }

  @Test(arguments: [
    ("-p tcp -m tcp --dport 80 -j DROP", Likelihood.certain),
    ("-p tcp -m multiport --dports 20,21,1024:65535 -j DROP", .never),
    ("-s 192.168.0.0/16 -i eth+ -p tcp -j REJECT --reject-with icmp-port-unreachable", .certain),
    ("! -s 192.168.0.0/16 -j DROP", .never),
    ("-m conntrack --ctstate INVALID -j DROP", .never),
    ("-m state --state RELATED,NEW -j DROP", .certain),
    ("-m comment --comment \"a -j DROP\" -j ACCEPT", .never),
    ("-m limit --limit 10/sec -j DROP", .possible),
    ("-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j DROP", .certain),
    ("-p icmp -m icmp --icmp-type 8 -j DROP", .never),
    ("-m mark --mark 0x1/0xff -j DROP", .possible),
    ("-m addrtype --dst-type LOCAL -j DROP", .certain),
    ("-m iprange --src-range 192.168.3.1-192.168.3.20 -j DROP", .certain),
    ("-m set --match-set bad src -j DROP", .possible),
    ("-j LOG --log-prefix \"DROP \"", .never),
  ])
  func aRuleOfIptablesDropsAPacket(rule: String, expected: Likelihood) {
    let lines = ["*filter", ":INPUT ACCEPT [5:300]", "[2:120] -A INPUT \(rule)", "COMMIT"]
    let fate = Firewall([Ruleset(.iptables, lines: lines)])
      .fate(of: FirewallTests.request(), at: .input)
    #expect(fate.drops.map(\.likelihood).max() ?? .never == expected, "\(rule)")
    #expect(fate.drops.allSatisfy { $0.place.packets == 2 })
  }

  @Test func jumpsComeBackAndGotosDoNot() throws {
    let more = [
      "\tchain other { # handle 3", "\t\ttcp dport 22 drop # handle 4", "\t\treturn # handle 5",
      "\t}",
    ]
    let jumping = FirewallTests.nft(["jump other", "tcp dport 80 drop"], more: more)
    #expect(
      jumping.fate(of: FirewallTests.request(), at: .input).certain?.place.rule?.handle == 11)
    let going = FirewallTests.nft(["goto other", "tcp dport 80 drop"], more: more)
    #expect(going.fate(of: FirewallTests.request(), at: .input).drops.isEmpty)
  }

  @Test func chainsThatCallThemselvesEnd() {
    let lines =
      ["*filter", ":INPUT DROP [0:0]", ":A - [0:0]", "[0:0] -A INPUT -j A"]
      + Array(repeating: "[0:0] -A A -j A", count: 8)
    let fate = Firewall([Ruleset(.iptables, lines: lines)])
      .fate(of: FirewallTests.request(), at: .input, limit: 10_000)
    #expect(fate.certain == nil)
    #expect(!fate.isWhole)
  }

  @Test func hooksAreAskedInOrderOfTheirPriority() throws {
    let filter = ["*raw", ":PREROUTING ACCEPT [0:0]", "[7:420] -A PREROUTING -p tcp -j DROP"]
    let nft = [
      "table ip t {", "chain c {", "type filter hook prerouting priority mangle; policy drop;", "}",
      "}",
    ]
    let firewall = Firewall([Ruleset(.nft, lines: nft), Ruleset(.iptables, lines: filter)])
    let drop = try #require(firewall.fate(of: FirewallTests.request(), at: .prerouting).certain)
    #expect(drop.place.chainWords == "chain raw PREROUTING")
    #expect(drop.place.evidence == "iptables -t raw: -A PREROUTING -p tcp -j DROP (7 packets)")
    #expect(drop.place.removal == "iptables-legacy -t raw -D PREROUTING 1")
  }

  @Test func namedSetsOnManyLinesAreRead() {
    let set = [
      "\tset bad { # handle 3", "\t\ttype ipv4_addr", "\t\tflags interval",
      "\t\telements = { 10.0.0.1, 10.0.0.5-10.0.0.9,", "\t\t\t     192.168.3.10 }", "\t}",
    ]
    let firewall = FirewallTests.nft(["ip saddr @bad drop"], more: set)
    #expect(firewall.fate(of: FirewallTests.request(), at: .input).certain != nil)
    var other = FirewallTests.request()
    other.source = "10.0.0.4"
    #expect(firewall.fate(of: other, at: .input).drops.isEmpty)
  }

  @Test func marksAreCarriedFromRuleToRule() {
    let firewall = FirewallTests.nft(
      ["tcp dport 80 meta mark set 0x00000001", "meta mark 0x00000001 drop"], hook: "prerouting")
    #expect(firewall.fate(of: FirewallTests.request(), at: .prerouting).certain != nil)
    #expect(firewall.markers(of: 1).map { $0.rule?.handle } == [10])
    #expect(firewall.markers(of: 2).isEmpty)
  }

  @Test func aTranslationIsNamed() {
    let lines = [
      "*nat", ":POSTROUTING ACCEPT [0:0]",
      "[0:0] -A POSTROUTING -s 10.0.0.0/24 -o eth0 -j MASQUERADE",
    ]
    var packet = FilterPacket(.ipv4)
    packet.source = "10.0.0.2"
    packet.output = "eth0"
    let firewall = Firewall([Ruleset(.iptables, lines: lines)])
    #expect(firewall.fate(of: packet, at: .postrouting).translations.count == 1)
    packet.source = "10.0.1.2"
    #expect(firewall.fate(of: packet, at: .postrouting).translations.isEmpty)
  }

  @Test func aCountersGrowthIsFoundByItsHandle() throws {
    let before = FirewallTests.nft(["tcp dport 80 counter packets 3 bytes 180 drop"])
    let after = FirewallTests.nft(["tcp dport 80 counter packets 5 bytes 300 drop"])
    let place = try #require(
      before.fate(of: FirewallTests.request(), at: .input).certain?.place)
    #expect(before.growth(of: place, until: after) == 2)
  }

  @Test func twentyThousandRulesAreReadAndJudged() {
    let rules = (0..<20_000).map { "ip saddr 10.\($0 >> 8).\($0 & 255).1 drop" }
    let fate = FirewallTests.nft(rules, policy: "drop")
      .fate(of: FirewallTests.request(), at: .input)
    #expect(fate.isWhole)
    #expect(fate.certain?.place.rule == nil)
  }
}
