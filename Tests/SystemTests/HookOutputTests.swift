import Glibc
import Network
import Testing

@testable import System

private func lines(_ reports: [HookReport]) -> [String] {
  reports.flatMap { report -> [String] in
    if case .wrote(_, let lines) = report { lines } else { [] }
  }
}

private func hasEnded(_ reports: [HookReport]) -> Bool {
  reports.contains {
    switch $0 {
    case .wrote: false
    case .exited, .killed, .timedOut, .notStarted, .superseded: true
    }
  }
}

/// What a hook writes, to its end.
private func outcome(_ hook: Hook) throws -> [HookReport] {
  let hooks = try Hooks(limit: 1)
  return try waitForReports(
    hooks, until: hasEnded, having: hooks.run(hook, at: MonotonicClock.now))
}

@Test func whatAHookWritesIsToldLineByLineUnderItsName() throws {
  let reports = try outcome(shell("a", "echo one; echo '<0>two' >&2; printf three"))
  #expect(lines(reports) == ["one", "<0>two", "three"])
  guard case .wrote(let hook, _) = reports.first else { return }
  #expect(hook.object == "a")
}

@Test func aHookThatWritesWithoutEndDoesNotFillTheLog() throws {
  let reports = try outcome(shell("a", "seq 100000; head -c 100000 /dev/zero | tr '\\0' x"))
  let told = lines(reports)
  // A machine that is slow enough sees more than one window.
  #expect(told.count < 5000 && told.contains { $0.contains("more lines are left out") })
  #expect(told.allSatisfy { $0.utf8.count <= OutputLines.longest + 8 })
}

@Test func ofAWindowsLinesSoManyAreToldAndTheRestIsCounted() {
  var output = OutputLines()
  let now = Instant(nanoseconds: 0)
  let many = Array(String(repeating: "x\n", count: OutputLines.most + 3).utf8)
  #expect(output.take(many, at: now).count == OutputLines.most)
  let later = now + OutputLines.window
  #expect(
    output.take(Array("y\n".utf8), at: later)
      == ["(it wrote too much: 3 more lines are left out)", "y"])
  #expect(output.end(at: later).isEmpty)
}

@Test func aHookHasASessionOfItsOwnAndNoTerminal() throws {
  let reports = try outcome(
    shell("a", #"set -- $(cat /proc/$$/stat); test "$6 $7" = "$$ 0" && umask"#))
  #expect(lines(reports) == ["0022"])
}

@Test func aValueThatIsTooLongForTheKernelIsCut() throws {
  var hook = shell("a", "echo ${#LONG}")
  hook.environment["LONG"] = String(repeating: "x", count: 300_000)
  let count = try #require(lines(try outcome(hook)).first.flatMap { Int($0) })
  #expect(count > 4000 && count < 5000)
}

@Test func aHookHasTheHomeOfTheUserThatItRunsAs() throws {
  guard geteuid() == 0 else { return }
  var hook = shell("a", #"echo "$HOME $USER $LOGNAME"; echo "$PATH"; echo x > /dev/stderr"#)
  hook.credentials = Credentials(user: "nobody")
  let home = hook.credentials?.home ?? ""
  #expect(
    lines(try outcome(hook)) == ["\(home) nobody nobody", searchPath.joined(separator: ":"), "x"])
}

@Test func withoutALimitNoHookWaitsForAnotherObjects() throws {
  let hooks = try Hooks(limit: nil)
  for number in 1...40 {
    _ = hooks.run(shell("\(number)", "sleep 3600"), at: MonotonicClock.now)
  }
  let first = hooks.run(shell("last", "exit 5"), at: MonotonicClock.now)
  let reports = try waitForReports(hooks, until: hasEnded, having: first)
  guard case .exited(let hook, code: 5, _, _) = reports.first else {
    Issue.record("\(reports)")
    return
  }
  #expect(hook.object == "last")
  hooks.kill()
}

@Test func soManyHooksStartInOneTurnAndTheOthersInTheNext() throws {
  let hooks = try Hooks(limit: nil)
  let now = MonotonicClock.now
  for number in 1...20 { _ = hooks.run(shell("\(number)", "exit 0"), at: now) }
  #expect(hooks.deadline == now)
  let reports = try waitForReports(
    hooks, until: { $0.filter { hasEnded([$0]) }.count == 20 })
  #expect(reports.count == 20)
}

@Test func atTheEndAHookThatHangsIsEndedAndTheNextOfItsObjectBegins() throws {
  let hooks = try Hooks(limit: nil, grace: .milliseconds(10))
  _ = hooks.run(shell("a", "sleep 3600"), at: MonotonicClock.now)
  #expect(hooks.run(shell("a", "echo told"), at: MonotonicClock.now).isEmpty)
  // Its time is over; the next one's begins with its start.
  hooks.hurry(within: .seconds(20), at: MonotonicClock.now + .seconds(-20))
  let reports = try waitForReports(hooks, until: { !lines($0).isEmpty })
  #expect(lines(reports) == ["told"])
}
