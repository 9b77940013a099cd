import Doctor
import Network
import Testing

/// One test for each row of the walk's table.
@Suite struct WalkTests {
  private static let client: Address = "192.168.3.10"
  private static let virtual: Address = "192.168.3.108"
  private static let real: Address = "10.0.0.2"
  private static let realHardware = "1e:b3:00:00:00:02"

  /// A row: what was seen, what else was read, and the rule that is named.
  struct Row: CustomTestStringConvertible, Sendable {
    var name: String
    var rule: String?
    var method = DestinationFacts.Method.nat
    var counted: UInt64 = 0
    var steps: [WalkFacts.Step] = []
    var also: @Sendable (inout Examination) -> Void = { _ in }
    var testDescription: String { name }

    var examination: Examination {
      var examination = Examination(.wholeNATDirector)
      for place in 0..<2 {
        examination.director.director?.services[0].realServers[place].method = method
        examination.director.ipvs?.services[0].destinations[place].method = method
      }
      examination.director.ipvs?.services[0].later = .init(
        connections: counted, packetsIn: counted, packetsOut: 0)
      examination.director.walk = WalkFacts(seconds: 3, steps: steps)
      also(&examination)
      return examination
    }
  }

  static func step(
    _ interface: String, _ direction: WalkFacts.Direction, _ packet: WalkFacts.Packet,
    _ source: Address, _ sourcePort: UInt16?, _ destination: Address, _ port: UInt16?,
    count: Int = 3, from: String? = nil, icmp: (Int, Int)? = nil
  ) -> WalkFacts.Step {
    var step = WalkFacts.Step(
      interface, direction, packet, from: source, sourcePort, to: destination, port)
    (step.count, step.from, step.type, step.code) = (count, from, icmp?.0, icmp?.1)
    return step
  }

  static let request = step("eth0", .arrives, .syn, client, 40_000, virtual, 80)
  static let forwarded = step("eth1", .leaves, .syn, client, 40_000, real, 80)
  static let reply = step("eth1", .arrives, .synAck, real, 80, client, 40_000)
  static let answer = step("eth0", .leaves, .synAck, virtual, 80, client, 40_000)
  static let direct = step("eth1", .leaves, .syn, client, 40_000, virtual, 80)

  static func error(
    _ source: Address, _ direction: WalkFacts.Direction, to destination: Address, _ code: Int,
    about: Address = real
  ) -> WalkFacts.Step {
    var error = step(
      direction == .arrives ? "eth1" : "eth0", direction, .icmpError, source, nil, destination,
      nil, icmp: (3, code))
    error.about = .init(from: client, 40_000, to: about, 80)
    return error
  }

  static func asks(_ address: Address, _ direction: WalkFacts.Direction) -> WalkFacts.Step {
    step(
      direction == .arrives ? "eth0" : "eth1", direction, .arpRequest, client, nil, address, nil)
  }

  private static func tunnelled() -> WalkFacts.Step {
    var outer = step("eth1", .leaves, .tunnel, "10.0.0.1", nil, real, nil)
    outer.inner = .init(from: client, 40_000, to: virtual, 80)
    return outer
  }

  private static func grow(_ counter: String) -> @Sendable (inout Examination) -> Void {
    { examination in
      examination.director.counters?.first[counter] = 1
      examination.director.counters?.second?[counter] = 4
    }
  }

  private static func filter(_ rule: String) -> @Sendable (inout Examination) -> Void {
    { $0.director.filter(rule) }
  }

  static let beforeIPVS: [Row] = [
    Row(name: "nothing arrives", rule: "V12"),
    Row(name: "nobody has the address", rule: "N30", steps: [asks(virtual, .arrives)]),
    Row(
      name: "a stranger has the address", rule: "N31",
      steps: [
        asks(virtual, .arrives),
        step("eth0", .arrives, .arpReply, virtual, nil, client, nil, from: "42:04:00:00:00:7b"),
      ]),
    Row(
      name: "a real server has the address", rule: "D03",
      steps: [
        asks(virtual, .arrives),
        step("eth0", .arrives, .arpReply, virtual, nil, client, nil, from: realHardware),
      ]),
    Row(
      name: "rp_filter drops the request", rule: "N06", steps: [request],
      also: grow("TcpExtIPReversePathFilter")),
    Row(
      name: "INPUT drops the request", rule: "N21", steps: [request],
      also: filter("[3:180] -A INPUT -p tcp -m tcp --dport 80 -j DROP")),
    Row(
      name: "this machine answers in place of a marked service", rule: "N32",
      steps: [request, step("eth0", .leaves, .rst, virtual, 80, client, 40_000)],
      also: { $0.director.serveMark(nil) }),
    Row(
      name: "a program of the director answers", rule: "N36", steps: [request, answer]),
    Row(
      name: "no real server with a weight", rule: "N37",
      steps: [request, error(virtual, .leaves, to: client, 3, about: virtual)]),
    Row(
      name: "all over the threshold", rule: "N38",
      steps: [request, error(virtual, .leaves, to: client, 3, about: virtual)],
      also: { examination in
        for place in 0..<2 {
          examination.director.ipvs?.services[0].destinations[place].upperThreshold = 1
          examination.director.ipvs?.services[0].destinations[place].active = 1
        }
      }),
  ]

  static let toTheRealServer: [Row] = [
    Row(
      name: "no route to the real server", rule: "N18", counted: 3,
      steps: [request, error("192.168.3.108", .leaves, to: client, 1, about: virtual)]),
    Row(
      name: "the real server is off the wire", rule: "N17", counted: 3,
      steps: [request, asks(real, .leaves)]),
    Row(
      name: "OUTPUT drops", rule: "N22", counted: 3, steps: [request],
      also: filter("[3:180] -A OUTPUT -d 10.0.0.2/32 -j DROP")),
    Row(
      name: "POSTROUTING drops", rule: "N23", counted: 3, steps: [request],
      also: {
        $0.director.rulesets?.append(
          Ruleset(
            .iptables,
            lines: [
              "*mangle", ":POSTROUTING ACCEPT [0:0]", "[3:180] -A POSTROUTING -o eth1 -j DROP",
            ]))
      }),
    Row(
      name: "the real server says nothing", rule: "N02", counted: 3, steps: [request, forwarded]),
    Row(
      name: "the real server is silent to checks too", rule: "N16", counted: 3,
      steps: [request, forwarded],
      also: { $0.director.changeProbe(.direct) { $0.outcome = .silence } }),
    Row(
      name: "direct routing loops", rule: "D02", method: .directRouting, counted: 90,
      steps: [
        request, direct,
        step("eth1", .arrives, .syn, client, 40_000, virtual, 80, count: 87, from: realHardware),
      ]),
    Row(
      name: "nobody listens", rule: "N13", counted: 3,
      steps: [
        request, forwarded, step("eth1", .arrives, .rst, real, 80, client, 40_000),
        step("eth0", .leaves, .rst, virtual, 80, client, 40_000),
      ]),
    Row(
      name: "the real server's firewall rejects", rule: "N15", counted: 3,
      steps: [request, forwarded, error(real, .arrives, to: client, 13)]),
    Row(
      name: "no tunnel", rule: "T01", method: .tunnel, counted: 3,
      steps: [request, tunnelled(), error(real, .arrives, to: "10.0.0.1", 2)]),
    Row(
      name: "a tunnel that is down", rule: "T01", method: .tunnel, counted: 3,
      steps: [request, tunnelled(), error(real, .arrives, to: "10.0.0.1", 3)]),
    Row(
      name: "a router rejects the tunnel", rule: "T05", method: .tunnel, counted: 3,
      steps: [request, tunnelled(), error("192.168.3.254", .arrives, to: "10.0.0.1", 2)]),
    Row(
      name: "direct routing without an answer", rule: "D01", method: .directRouting, counted: 3,
      steps: [request, direct]),
    Row(
      name: "tunnel without an answer", rule: "T02", method: .tunnel, counted: 3,
      steps: [request, tunnelled()]),
  ]

  static let wayBack: [Row] = [
    Row(
      name: "ip_forward is 0", rule: "N04", counted: 3, steps: [request, forwarded, reply],
      also: {
        $0.director.settings?["net.ipv4.ip_forward"] = "0"
        grow("IpInAddrErrors")(&$0)
      }),
    Row(
      name: "rp_filter drops the reply", rule: "N07", counted: 3,
      steps: [request, forwarded, reply], also: grow("TcpExtIPReversePathFilter")),
    Row(
      name: "no route to the client", rule: "N08", counted: 3,
      steps: [request, forwarded, reply], also: grow("IcmpOutDestUnreachs")),
    Row(
      name: "FORWARD drops the reply", rule: "N24", counted: 3,
      steps: [request, forwarded, reply], also: filter("[3:180] -A FORWARD -i eth1 -j DROP")),
    Row(
      name: "FORWARD drops INVALID", rule: "N26", counted: 3, steps: [request, forwarded, reply],
      also: filter("[3:180] -A FORWARD -m conntrack --ctstate INVALID -j DROP")),
    Row(
      name: "a martian", rule: "D08", method: .directRouting, counted: 3,
      steps: [
        request, direct, step("eth1", .arrives, .synAck, virtual, 80, client, 40_000),
      ]),
    Row(
      name: "leaves unchanged", rule: "N01", counted: 3,
      steps: [
        request, forwarded, reply, step("eth0", .leaves, .synAck, real, 80, client, 40_000),
      ]),
    Row(
      name: "active FTP leaves unchanged", rule: "F04", counted: 3,
      steps: [
        request, forwarded, step("eth1", .arrives, .syn, real, 34_433, client, 59_353),
        step("eth0", .leaves, .syn, real, 34_433, client, 59_353),
      ]),
    Row(
      name: "lost behind the director", rule: "N48", counted: 3,
      steps: [request, forwarded, reply, answer]),
    Row(
      name: "large replies do not fit", rule: "N39", counted: 3,
      steps: [
        request, forwarded, reply, answer,
        step("eth1", .leaves, .icmpError, "10.0.0.1", nil, real, nil, count: 7, icmp: (3, 4)),
      ]),
    Row(
      name: "it works", rule: nil, counted: 9,
      steps: [
        request, forwarded, reply, answer,
        step("eth0", .arrives, .tcp, client, 40_000, virtual, 80),
      ]),
    Row(
      name: "direct routing works", rule: nil, method: .directRouting, counted: 9,
      steps: [request, direct, step("eth0", .arrives, .tcp, client, 40_000, virtual, 80)]),
  ]

  @Test(arguments: beforeIPVS + toTheRealServer + wayBack) func aRowNamesItsRule(_ row: Row) throws
  {
    let examination = row.examination
    let walk = try #require(examination.walks.first)
    let verdict = walk.verdict(in: examination)
    #expect(verdict?.rule == row.rule, "\(verdict?.sentence ?? "nothing")")
    if let verdict { #expect(!verdict.evidence.isEmpty) }
  }

  @Test func thePictureHasWhatWasSeenAtEachStep() throws {
    let row = Row(
      name: "", rule: "N04", counted: 3,
      steps: [WalkTests.request, WalkTests.forwarded, WalkTests.reply])
    let examination = row.examination
    let walk = try #require(examination.walks.first)
    #expect(
      walk.picture(in: examination) == [
        "CLIENT 192.168.3.10",
        "   v  192.168.3.10 -> 192.168.3.108:80: 3 SYN, arrives on eth0",
        "   ^  192.168.3.108:80 -> 192.168.3.10: not seen",
        "DIRECTOR lb1, IPVS: 3 packets in, 0 out",
        "   v  192.168.3.10 -> 10.0.0.2:80: 3 SYN, leaves by eth1",
        "   ^  10.0.0.2:80 -> 192.168.3.10: 3 SYN-ACK, arrives on eth1",
        "REAL SERVER 10.0.0.2",
      ])
  }

  @Test func theReportHasTheWalksVerdictOnce() {
    let row = WalkTests.wayBack[0]
    let report = row.examination.report(by: Rule.kernel + Rule.masquerading)
    #expect(report.findings.filter { $0.severity == .error }.map(\.id) == ["N04"])
    let silent = WalkTests.toTheRealServer[4].examination.report(by: Rule.masquerading)
    #expect(silent.findings.map(\.severity) == [.unknown])
  }
}
