import Glibc
import Health
import Network
import Testing

@testable import System

private let identifier = ProbeIdentifier(check: 4, serial: 2)

private func tcp(_ path: Probe.Path, timeout: Duration = .seconds(5)) -> Probe {
  Probe(path: path, dialogue: .tcp, timeout: timeout)
}

@Test(arguments: ["127.0.0.1", "::1"])
func aServerThatAcceptsPasses(address: String) throws {
  let listener = try Listener(try #require(Address(address)))
  let probes = try Probes()
  probes.start(identifier, tcp(.init(to: listener.endpoint)), at: MonotonicClock.now)
  #expect(probes.count == 1)
  let ended = try probes.ended()
  #expect(ended.map(\.identifier) == [identifier])
  #expect(ended.map(\.result.verdict) == [.passed])
  #expect(probes.count == 0)
  #expect(probes.deadline == nil)
}

@Test func aClosedPortIsARefusedConnection() throws {
  let endpoint = try Listener().endpoint
  #expect(
    try Probes().verdict(of: tcp(.init(to: endpoint)))
      == .failed("tcp \(endpoint): connection refused"))
}

@Test func aServerThatDoesNotAnswerFailsAtItsDeadline() throws {
  let listener = try Listener(backlog: 0)
  let path = Probe.Path(to: listener.endpoint)
  let probes = try Probes()
  let start = MonotonicClock.now
  // The first ones fill the queue of connections that wait to be accepted; the last gets no answer.
  for check in 0..<4 {
    probes.start(ProbeIdentifier(check: check, serial: 0), tcp(path), at: start)
  }
  let probe = tcp(path, timeout: .milliseconds(2500))
  probes.start(identifier, probe, at: start)
  #expect(probes.deadline == start + .milliseconds(2500))
  let early = try probes.turn(at: start + .milliseconds(2499))
  #expect(!early.map(\.identifier).contains(identifier))
  let late = try probes.turn(at: start + .milliseconds(2500))
  #expect(late.map(\.identifier) == [identifier])
  #expect(late.first?.result.duration == .milliseconds(2500))
  #expect(
    late.first?.result.verdict == .failed("tcp \(listener.endpoint): no answer within 2.5 s"))
}

@Test func aCancelledProbeIsNotToldOf() throws {
  let listener = try Listener()
  let probes = try Probes()
  probes.start(identifier, tcp(.init(to: listener.endpoint)), at: MonotonicClock.now)
  probes.cancel(identifier)
  #expect(probes.deadline == nil)
  #expect(try probes.turn(at: MonotonicClock.now + .seconds(60)).isEmpty)
  // One that ended at its very start is cancelled as well.
  let unbound = Probe.Path(to: listener.endpoint, source: Address("192.0.2.1"))
  probes.start(identifier, tcp(unbound), at: MonotonicClock.now)
  probes.cancel(identifier)
  #expect(try probes.turn(at: MonotonicClock.now).isEmpty)
}

@Test func aSourceThatIsNotOursIsNoVerdictOnTheServer() throws {
  let listener = try Listener()
  let path = Probe.Path(to: listener.endpoint, source: Address("192.0.2.1"))
  #expect(
    try Probes().verdict(of: tcp(path))
      == .notMade("bindto 192.0.2.1:0: Cannot assign requested address"))
}

@Test func anInterfaceThatIsNotThereIsNoVerdictOnTheServer() throws {
  let listener = try Listener()
  let path = Probe.Path(to: listener.endpoint, interface: "nowhere0")
  #expect(
    try Probes().verdict(of: tcp(path)) == .notMade("bind_if nowhere0: No such device"))
}

@Test func aProbeComesFromItsSourceAddressAndInterface() throws {
  let listener = try Listener()
  let path = Probe.Path(to: listener.endpoint, source: Address("127.7.8.9"), interface: "lo")
  #expect(try Probes().verdict(of: tcp(path)) == .passed)
  var storage = sockaddr_storage()
  var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
  let peer = withUnsafeMutablePointer(to: &storage) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
      Descriptor(owning: accept(listener.socket.number, pointer, &size)).number >= 0
        ? SocketAddress(pointer) : nil
    }
  }
  #expect(peer?.endpoint.address == Address("127.7.8.9"))
}

@Test func fourHundredProbesAtOnceEndEachOnce() throws {
  let listener = try Listener(backlog: 4096)
  let refused = try Listener().endpoint
  let probes = try Probes()
  for check in 0..<400 {
    let endpoint = check.isMultiple(of: 2) ? listener.endpoint : refused
    probes.start(
      ProbeIdentifier(check: check, serial: 7), tcp(.init(to: endpoint)), at: MonotonicClock.now)
  }
  var verdicts: [Int: Verdict] = [:]
  while verdicts.count < 400 {
    let ended = try probes.ended()
    try #require(!ended.isEmpty)
    for end in ended {
      #expect(verdicts.updateValue(end.result.verdict, forKey: end.identifier.check) == nil)
    }
  }
  #expect(verdicts.values.count { $0 == .passed } == 200)
  #expect(verdicts[1] == .failed("tcp \(refused): connection refused"))
}
