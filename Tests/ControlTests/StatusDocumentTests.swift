import FoundationEssentials
import Testing

@testable import Control

/// What is written by hand is what Foundation writes.
struct StatusDocumentTests {
  @Test func aStatusIsWrittenAsFoundationWritesIt() {
    let byHand = StatusDocument.line(full)
    let message = ResponseMessage(version: protocolVersion, status: full)
    #expect(String(decoding: byHand, as: UTF8.self) == text(encoded(message)))
    #expect(text(indented(byHand)) == text(encoded(message, formatting: [.prettyPrinted])))
    #expect(StatusDocument.isStatus(byHand.dropLast()))
  }

  @Test func aStatusComesBackAsItWas() throws {
    let line = StatusDocument.line(full).dropLast()
    #expect(try StatusDocument.parts(line[...])?.virtualServers == full.virtualServers)
    #expect(try Response(line: line) == .status(full))
    // Laid out over lines it is the same.
    #expect(try Response(line: full.json) == .status(full))
  }

  @Test func whatALaterVersionAddsIsPassedOver() throws {
    let added = text(StatusDocument.line(full)).replacing(
      #""adopted":"#, with: #""added":{"a":[1,"]}",null,-1.5e3,true]},"adopted":"#)
    #expect(try Response(line: Array(added.utf8).dropLast()) == .status(full))
  }

  @Test func whatIsNullIsNotThere() throws {
    let line = text(StatusDocument.line(full)).replacing(
      #""heldFor":"inf","#, with: #""heldFor":null,"#)
    guard case .status(let status) = try Response(line: Array(line.utf8).dropLast()) else {
      Issue.record("no status")
      return
    }
    #expect(status.virtualServers[0].realServers[0].heldFor == nil)
  }

  /// Whatever is cut off or changed is refused or read, and never traps.
  @Test func aBrokenStatusIsRefused() {
    let line = Array(StatusDocument.line(full).dropLast())
    for end in stride(from: 0, to: line.count, by: 7) {
      #expect(throws: ProtocolError.self) { try Response(line: line[..<end]) }
    }
    for place in stride(from: 0, to: line.count, by: 11) {
      for byte in [UInt8(ascii: "{"), UInt8(ascii: "\""), UInt8(ascii: "\\"), 0, 0xff] {
        var changed = line
        changed[place] = byte
        _ = try? Response(line: changed)
      }
    }
  }

  @Test func whatNestsTooDeeplyIsRefused() {
    let brackets = String(repeating: "[", count: 100_000)
    #expect(failure(brackets) { (reader) throws(ProtocolError) in try reader.skip() } == .tooDeep)
  }

  @Test(arguments: [
    (#""\u00e9\ud83d\ude00\n\"\\\/""#, "é😀\n\"\\/"), (#""""#, ""), (#""plain""#, "plain"),
  ])
  func escapesAreRead(json: String, wanted: String) throws {
    var reader = JSONReader(Array(json.utf8)[...])
    let found = try reader.string()
    #expect(found == wanted)
  }

  @Test(arguments: [#""\ud83d""#, #""\ude00""#, #""\u12""#, #""\x""#, #""open"#])
  func brokenEscapesAreRefused(json: String) {
    let found = failure(json) { (reader) throws(ProtocolError) in _ = try reader.string() }
    #expect(found == .malformed)
  }

  @Test func numbersThatDoNotFitAreRefused() throws {
    let found = failure("256") { (reader) throws(ProtocolError) in
      _ = try reader.integer(UInt8.self)
    }
    #expect(found == .malformed)
    var reader = JSONReader(Array("-128".utf8)[...])
    let least = try reader.integer(Int8.self)
    #expect(least == -128)
  }
}

/// Why a text cannot be read; nil if it can.
private func failure(
  _ text: String, _ read: (inout JSONReader) throws(ProtocolError) -> Void
) -> ProtocolError? {
  var reader = JSONReader(Array(text.utf8)[...])
  do throws(ProtocolError) {
    try read(&reader)
    return nil
  } catch {
    return error
  }
}

private func text(_ bytes: some Sequence<UInt8>) -> String {
  String(decoding: Array(bytes), as: UTF8.self)
}

/// A status with every field.
private var full: Status {
  var server = RealServerStatus(
    endpoint: "[2001:db8::2]:80", forwarding: "NAT", state: .draining, since: 1_700_000_003.125,
    adopted: true, weight: WeightStatus(configured: 3, wanted: 0, kernel: .max),
    checks: [
      CheckStatus(
        kind: "TCP_CHECK", destination: "10.0.0.2:80", state: .failing,
        result: "refused \u{1b} \u{2028} \"é😀\" \\ / \u{7f} \t\r\n\u{8}\u{c}", duration: 1e-7,
        age: 12, overdue: true),
      CheckStatus(kind: "DNS_CHECK", destination: "", state: .waiting),
    ], connections: Connections(active: 1, inactive: 2, persistent: .max),
    traffic: Traffic(
      totals: .init(connections: .max, packetsIn: 1), rates: .init(bytesIn: 7, bytesOut: 8)))
  server.maintenance = "a new disk"
  server.maintenanceSince = 1_700_000_001.5
  server.maintenanceTarget = "2001:db8::2"
  server.suspect = "asked"
  server.slowStart = 0.3
  server.heldFor = .infinity
  var virtual = VirtualServerStatus(
    name: "tcp 192.0.2.1:80",
    services: [
      ServiceStatus(key: "tcp 192.0.2.1:80", scheduler: "wrr", persistence: 50, inKernel: true),
      ServiceStatus(key: "fwmark 5", scheduler: "rr", inKernel: false),
    ],
    realServers: [
      server,
      RealServerStatus(
        endpoint: "10.0.0.3:80", forwarding: "", state: .up, since: -1.5,
        weight: WeightStatus(configured: 1, wanted: nil, kernel: nil)),
    ],
    quorum: QuorumStatus(met: true, since: 1.5, required: 2, hysteresis: 1, weight: -3),
    sorryServer: SorryServerStatus(endpoint: "10.0.0.9:80", serving: true), panicking: false)
  virtual.awaits = "one"
  // Foundation does not read such a number.
  var canary = server
  canary.heldFor = 1.5
  return Status(
    daemon: DaemonStatus(
      pid: 7, since: 1, configurationFile: "/etc/a.conf", configurationLoaded: 2, shadow: true),
    virtualServers: [virtual, VirtualServerStatus(name: "empty")],
    canaries: [CanaryStatus(name: "c", suspect: false, since: nil, addresses: [canary])],
    suspectWays: [], probes: ProbeStatus(started: 1, saved: 2))
}
