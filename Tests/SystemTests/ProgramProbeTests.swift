import Glibc
import Health
import Network
import Testing

@testable import System

/// Probes that are programs of the shell, and how they end.
private struct Runs {
  let probes: Probes
  private var serial: UInt32 = 0

  init() throws { probes = try Probes() }

  mutating func start(
    _ script: String, check: Int = 0, isDynamic: Bool = false, timeout: Duration = .seconds(20)
  ) -> ProbeIdentifier {
    serial += 1
    let identifier = ProbeIdentifier(check: check, serial: serial)
    let program = ProgramProbe(
      arguments: ["/bin/sh", "-c", script], isDynamic: isDynamic)
    probes.start(
      identifier, Probe(path: .nowhere, dialogue: .program(program), timeout: timeout),
      at: MonotonicClock.now)
    return identifier
  }

  /// Turns until so many have ended, or nothing runs any more; 30 s at the longest.
  func ends(_ count: Int) throws -> [ProbeIdentifier: ProbeResult] {
    let outer = try Poller()
    try outer.add(probes.descriptor, for: .readable, token: 0)
    let bound = MonotonicClock.now + .seconds(30)
    var ended: [ProbeIdentifier: ProbeResult] = [:]
    while ended.count < count || count == 0 && !probes.isIdle, MonotonicClock.now < bound {
      _ = try outer.wait(until: min(probes.deadline ?? bound, bound))
      for one in try probes.turn(at: MonotonicClock.now) { ended[one.identifier] = one.result }
    }
    return ended
  }

  mutating func result(
    _ script: String, isDynamic: Bool = false, timeout: Duration = .seconds(20)
  ) throws -> ProbeResult? {
    let identifier = start(script, isDynamic: isDynamic, timeout: timeout)
    return try ends(1)[identifier]
  }
}

@Suite struct ProgramProbeTests {
  @Test func anExitCodeIsAVerdict() throws {
    var runs = try Runs()
    #expect(try runs.result("exit 0")?.verdict == .passed)
    #expect(
      try runs.result("echo it lags; exit 3")?.verdict == .failed("exit code 3: \"it lags\""))
    let dynamic = try runs.result("echo fine >&2; exit 52", isDynamic: true)
    #expect(dynamic?.weight == .absolute(50))
    #expect(dynamic?.detail == "exit code 52 for weight 50: \"fine\"")
    #expect(try runs.result("kill -9 $$")?.verdict == .failed("ended by signal 9"))
    #expect(runs.probes.isIdle)
  }

  @Test func whatFailsKeepsWhatItWrote() throws {
    var runs = try Runs()
    let result = try runs.result("echo one; echo two; exit 1")
    #expect(result?.transcript.remarks.first?.bytes == Array("one\ntwo\n".utf8)[...])
  }

  @Test func oneThatWritesMuchIsNotHeldUp() throws {
    var runs = try Runs()
    let script = "head -c 5000000 /dev/zero | tr '\\0' x; exit 4"
    let result = try runs.result(script)
    #expect(result?.verdict == .failed("exit code 4: \"\(String(repeating: "x", count: 100))\""))
  }

  @Test func oneThatClosesItsOutputAndGoesOnIsWaitedFor() throws {
    var runs = try Runs()
    #expect(
      try runs.result("echo a; exec >&- 2>&-; sleep 0.3; exit 5")?.verdict
        == .failed("exit code 5: \"a\""))
  }

  /// Neither the program nor its child heeds SIGTERM.
  @Test func oneThatTakesTooLongIsKilledWithItsChildren() throws {
    var runs = try Runs()
    let script = "trap '' TERM; sleep 97531 & echo $!; wait; wait; sleep 97531"
    let result = try runs.result(script, timeout: .milliseconds(700))
    guard case .failed(let words) = result?.verdict else {
      Issue.record("\(String(describing: result))")
      return
    }
    #expect(words.hasPrefix("not ended within 700 ms, and killed: \""))
    let child = pid_t(words.split(separator: "\"").last.map(String.init) ?? "") ?? 0
    #expect(child > 1)
    // Somebody must reap it, which need not be at once.
    for _ in 0..<200 where isAlive(child) { usleep(10_000) }
    #expect(!isAlive(child))
    #expect(runs.probes.isIdle)
  }

  @Test func oneThatIsGivenUpIsEndedAndNeverTold() throws {
    var runs = try Runs()
    let identifier = runs.start("sleep 97532")
    runs.probes.cancel(identifier)
    #expect(!runs.probes.isIdle)
    #expect(try runs.ends(0).isEmpty)
    #expect(runs.probes.isIdle)
  }

  @Test func aCheckHasOneRunAtATime() throws {
    var runs = try Runs()
    let script = "trap '' TERM; sleep 97533 & wait; wait"
    let first = runs.start(script)
    usleep(300_000)
    runs.probes.cancel(first)
    let second = runs.start(script)
    let early = try runs.ends(1)
    #expect(early[second]?.verdict == .notMade("its last run has not ended yet"))
    runs.probes.kill()
    #expect(try runs.ends(0).isEmpty)
  }

  @Test func manyAreRunAFewAtATime() throws {
    var runs = try Runs()
    for check in 0..<100 { _ = runs.start("exit \(check % 2)", check: check) }
    let ended = try runs.ends(100)
    #expect(ended.count == 100)
    #expect(ended.values.count { $0.verdict == .passed } == 50)
  }

  @Test func whatCannotBeRunSaysNothing() throws {
    let runs = try Runs()
    let identifier = ProbeIdentifier(check: 1, serial: 1)
    for (arguments, user) in [(["/nonexistent/x"], nil), (["/bin/true"], "no-such-user")] {
      let program = ProgramProbe(
        arguments: arguments, user: user.map { ScriptUser(user: $0) })
      runs.probes.start(
        identifier, Probe(path: .nowhere, dialogue: .program(program), timeout: .seconds(9)),
        at: MonotonicClock.now)
      guard case .notMade = try runs.ends(1)[identifier]?.verdict else {
        Issue.record("\(arguments) was run")
        return
      }
    }
  }

  private func isAlive(_ process: pid_t) -> Bool {
    guard let text = beginning(of: "/proc/\(process)/stat") else { return false }
    return !String(decoding: text, as: UTF8.self).contains(") Z ")
  }
}
