import Control
import Testing

@Test func requestsAreReadAsTheyAreWritten() throws {
  let requests: [Request] = [
    .status, .reload, .plan(file: "/etc/a b.conf"), .apply(file: "/a.conf", within: nil),
    .apply(file: "/a.conf", within: 300), .confirm(digest: nil), .confirm(digest: "9f"), .revert,
    .drain(reason: nil),
    .drain(reason: "a disk"), .undrain,
    .maintenance(realServer: "10.0.0.2:80", reason: "new disk"),
    .maintenance(realServer: "10.0.0.3", reason: "new disk", isForced: true), .maintenanceList,
    .drain(reason: nil, isForced: true), .maintenance(realServer: "10.0.0.2", reason: nil),
    .why(realServer: "[2001:db8::2]:80"),
  ]
  for request in requests {
    #expect(try Request(line: request.line.dropLast()) == request)
    #expect(request.line.last == UInt8(ascii: "\n"))
  }
  #expect(Array(Request.status.line) == Array(#"{"request":"status","version":1}"#.utf8) + [10])
}

@Test func aStatusComesBackWhole() throws {
  let response = Response.status(sample)
  let line = response.line
  #expect(line.filter { $0 == UInt8(ascii: "\n") }.count == 1)
  #expect(try Response(line: line.dropLast()) == response)
}

@Test func reloadsAndFailuresComeBackWhole() throws {
  let reload = Response.reload(
    Reload(
      outcome: .refused, at: 1, errors: 1, warnings: 2,
      diagnostics: ["a.conf:1:1: error: \"x\"\n  ^"]))
  #expect(try Response(line: reload.line.dropLast()) == reload)
  let failure = Response.failure("no such request")
  #expect(try Response(line: failure.line.dropLast()) == failure)
}

@Test func aPlanComesBackWhole() throws {
  let plan = Plan(
    file: "/a.conf", warnings: 1, diagnostics: ["a"],
    operations: [
      PlannedOperation(
        .change, "virtual server tcp 192.0.2.1:80",
        fields: [PlannedOperation.Field("scheduler", from: "rr", to: "wrr")],
        moment: .afterChecks, connections: Connections(active: 1), notice: "1 connection cut")
    ],
    checks: PlannedChecks(started: ["TCP_CHECK of 10.0.0.2:80"], stopped: [], kept: 7))
  #expect(try Response(line: Response.plan(plan).line.dropLast()) == .plan(plan))
  #expect(plan.hasChanges)
  #expect(!Plan(file: "/a.conf", checks: PlannedChecks(kept: 7)).hasChanges)
}

@Test(arguments: [
  ("", ProtocolError.malformed), ("{", .malformed), ("[]", .malformed), ("null", .malformed),
  (#"{"version":1}"#, .malformed), (#"{"version":"1","request":"status"}"#, .malformed),
  (#"{"version":2,"request":"status"}"#, .version(2)),
  (#"{"version":1,"request":"halt"}"#, .unknownRequest("halt")),
  (#"{"version":1,"request":"plan"}"#, .missing("file")),
  (#"{"version":1,"request":"why"}"#, .missing("realServer")),
  (#"{"version":99999999999999999999999,"request":"status"}"#, .malformed),
])
func whatIsNoRequestIsRefusedWithAReason(line: String, error: ProtocolError) {
  #expect(throws: error) { try Request(line: Array(line.utf8)) }
}

@Test func aLineBeyondTheBoundIsRefusedUnread() {
  let line = [UInt8](repeating: UInt8(ascii: " "), count: longestRequest + 1)
  #expect(throws: ProtocolError.tooLong(limit: longestRequest)) { try Request(line: line) }
}

@Test func deepNestingIsRefusedBeforeItIsParsed() {
  let brackets = String(repeating: "[", count: 60_000)
  #expect(throws: ProtocolError.tooDeep) { try Request(line: Array(brackets.utf8)) }
  let quoted = #"{"version":1,"request":"status","x":"\#(brackets.prefix(100))\"["}"#
  #expect(throws: Never.self) { try Request(line: Array(quoted.utf8)) }
}

@Test func fieldsOfALaterSchemaAreIgnored() throws {
  let line = #"{"version":1,"request":"status","verbose":true}"#
  #expect(try Request(line: Array(line.utf8)) == .status)
}

@Test func theWordsOfTheSchemaStand() throws {
  let text = String(decoding: sample.json, as: UTF8.self)
  for word in [
    "\"version\" : 1", "\"virtualServers\"", "\"realServers\"", "\"weight\"", "\"wanted\"",
    "\"kernel\"", "\"state\" : \"down\"", "\"state\" : \"failing\"", "\"lastReload\"",
    "\"outcome\" : \"unchanged\"", "\"totals\"", "\"rates\"", "\"persistent\"",
    "\"greatestLateness\"", "\"shadow\" : true",
  ] {
    #expect(text.contains(word), "\(word)")
  }
}

private let sample = Status(
  daemon: DaemonStatus(
    pid: 7, since: 1_700_000_000.5, configurationFile: "/etc/directord/directord.conf",
    configurationLoaded: 1_700_000_001, shadow: true,
    lastReload: Reload(outcome: .unchanged, at: 1_700_000_002),
    loop: LoopStatus(turns: .max, lastLateness: 0.000_1, greatestLateness: 0.002)),
  virtualServers: [
    VirtualServerStatus(
      name: "tcp 192.0.2.1:80",
      services: [
        ServiceStatus(key: "tcp 192.0.2.1:80", scheduler: "wrr", persistence: 50, inKernel: true)
      ],
      realServers: [
        RealServerStatus(
          endpoint: "10.0.0.2:80", forwarding: "NAT", state: .down, since: 1_700_000_003,
          weight: WeightStatus(configured: 3, wanted: 0, kernel: 3),
          checks: [
            CheckStatus(
              kind: "TCP_CHECK", destination: "10.0.0.2:80", state: .failing,
              result: "connection refused \u{1b} \u{2028}",
              duration: 0.000_3, age: 1.5)
          ],
          connections: Connections(active: 1, inactive: 2, persistent: 3),
          traffic: Traffic(totals: .init(connections: .max)))
      ])
  ])
