import Glibc
import Network
import Testing

@testable import System

func waitForReports(
  _ hooks: Hooks, until isEnough: ([HookReport]) -> Bool, having first: [HookReport] = []
) throws -> [HookReport] {
  var reports = first
  let outer = try Poller()
  try outer.add(hooks.descriptor, for: .readable, token: 0)
  let bound = MonotonicClock.now + .seconds(20)
  while !isEnough(reports), MonotonicClock.now < bound {
    _ = try outer.wait(until: min(hooks.deadline ?? bound, bound))
    reports += hooks.advance(at: MonotonicClock.now)
  }
  return reports
}

func shell(_ object: String, _ script: String) -> Hook {
  Hook(object: object, arguments: ["/bin/sh", "-c", script], environment: ["WHAT": "up"])
}

@Test func aHookThatEndsIsReportedWithItsCode() throws {
  let hooks = try Hooks(limit: 16)
  let hook = shell("a", #"test "$WHAT" = up && exit 7"#)
  let first = hooks.run(hook, at: MonotonicClock.now)
  let reports = try waitForReports(hooks, until: { !$0.isEmpty }, having: first)
  guard case .exited(hook, code: 7, let duration, _) = reports.first else {
    Issue.record("\(reports)")
    return
  }
  #expect(duration > .zero)
  #expect(hooks.isIdle)
}

@Test func argumentsReachTheProgramWithoutAShell() throws {
  let hooks = try Hooks(limit: 16)
  let hook = Hook(object: "a", arguments: ["/usr/bin/test", "$HOME; a 'b'", "=", "$HOME; a 'b'"])
  let first = hooks.run(hook, at: MonotonicClock.now)
  let reports = try waitForReports(hooks, until: { !$0.isEmpty }, having: first)
  guard case .exited(_, code: 0, _, _) = reports.first else {
    Issue.record("\(reports)")
    return
  }
}

@Test func aMissingProgramIsAReportAndNoTrap() throws {
  for program in ["/nonexistent/program", "no-such-program-anywhere"] {
    let hooks = try Hooks(limit: 16)
    let hook = Hook(object: "a", arguments: [program])
    let first = hooks.run(hook, at: MonotonicClock.now)
    let reports = try waitForReports(hooks, until: { !$0.isEmpty }, having: first)
    guard case .notStarted(hook, let reason) = reports.first else {
      Issue.record("\(reports)")
      return
    }
    #expect(reason.contains(program) && reason.contains("No such file"), "\(reason)")
    #expect(hooks.isIdle)
  }
  let none = try Hooks(limit: 16).run(Hook(object: "a", arguments: []), at: MonotonicClock.now)
  #expect(none.count == 1)
}

@Test func aHookHasNoSignalBlocked() throws {
  let hooks = try Hooks(limit: 16)
  let arguments = ["/bin/grep", "-q", "^SigBlk:.0000000000000000$", "/proc/self/status"]
  let first = hooks.run(Hook(object: "a", arguments: arguments), at: MonotonicClock.now)
  let reports = try waitForReports(hooks, until: { !$0.isEmpty }, having: first)
  guard case .exited(_, code: 0, _, _) = reports.first else {
    Issue.record("\(reports)")
    return
  }
}

@Test func aHookHasAGroupOfItsOwnAndNoDescriptorOfOurs() throws {
  let hooks = try Hooks(limit: 16)
  let script = """
    set -- $(cat /proc/$$/stat); test "$5" = $$ || exit 2
    test "$(readlink /proc/$$/fd/0)" = /dev/null || exit 3
    test "$(ls /proc/$$/fd | wc -l)" -le 4 || exit 4
    """
  let first = hooks.run(shell("a", script), at: MonotonicClock.now)
  let reports = try waitForReports(hooks, until: { !$0.isEmpty }, having: first)
  guard case .exited(_, code: 0, _, _) = reports.first else {
    Issue.record("\(reports)")
    return
  }
}

@Test func aHookThatTakesTooLongIsEndedWithItsChildren() throws {
  let hooks = try Hooks(limit: 16, bound: .milliseconds(50), grace: .milliseconds(50))
  // SIGTERM is ignored as soon as the shell has come that far, so that SIGKILL ends it; the inner sleep
  // must go too.
  let first = hooks.run(
    shell("a", "trap '' TERM; sleep 3600 & wait; sleep 3600"), at: MonotonicClock.now)
  let reports = try waitForReports(hooks, until: { !$0.isEmpty }, having: first)
  guard case .timedOut(_, let duration, _) = reports.first else {
    Issue.record("\(reports)")
    return
  }
  #expect(duration >= .milliseconds(50))
}

@Test func hooksRunAsTheUserThatIsNamed() throws {
  guard geteuid() == 0 else { return }
  let hooks = try Hooks(limit: 16)
  var credentials = try #require(Credentials(user: "nobody"))
  credentials.otherGroups = [7777]
  let expected = "\(credentials.user):\(credentials.group) 7777"
  var hook = shell("a", #"test "$(id -u):$(id -G)" = "\#(expected)""#)
  hook.credentials = credentials
  let first = hooks.run(hook, at: MonotonicClock.now)
  let reports = try waitForReports(hooks, until: { !$0.isEmpty }, having: first)
  guard case .exited(_, code: 0, _, _) = reports.first else {
    Issue.record("\(reports)")
    return
  }
  #expect(Credentials(user: "no-such-user-here") == nil)
  #expect(Credentials(user: "root", isWhole: true)?.group == 0)
  #expect(Credentials(user: "nobody", group: "no-such-group") == nil)
}

@Test func hooksOfOneObjectRunInOrderAndTheLatestOfThoseThatWait() {
  var queue = HookQueue(limit: 2)
  let hooks = (1...4).map { Hook(object: "a", arguments: ["\($0)"]) }
  let other = Hook(object: "b", arguments: ["1"])
  #expect(queue.add([hooks[0]]).isEmpty)
  #expect(queue.next() == hooks[0])
  #expect(queue.add([hooks[1]]).isEmpty)
  #expect(queue.next() == nil)
  #expect(queue.add([hooks[2]]) == [hooks[1]])
  #expect(queue.add([other]).isEmpty)
  #expect(queue.next() == other)
  queue.ended("a")
  #expect(queue.next() == hooks[2])
  #expect(queue.add([hooks[3]]).isEmpty)
  #expect(queue.removeWaiting() == [hooks[3]])
  queue.ended("a")
  queue.ended("b")
  #expect(queue.isEmpty)
}

@Test func theHooksOfOneEventRunInOrderAndGiveWayTogether() {
  var queue = HookQueue(limit: 4)
  let hooks = (1...4).map { Hook(object: "a", arguments: ["\($0)"]) }
  #expect(queue.add([hooks[0], hooks[1]]).isEmpty)
  #expect(queue.next() == hooks[0])
  #expect(queue.next() == nil)
  queue.ended("a")
  #expect(queue.next() == hooks[1])
  #expect(queue.add([hooks[2], hooks[3]]).isEmpty)
  #expect(queue.add([hooks[0]]) == [hooks[2], hooks[3]])
  queue.ended("a")
  #expect(queue.next() == hooks[0])
}

@Test func newBoundsAreThoseOfHooksThatStartLater() throws {
  let hooks = try Hooks(limit: 1, grace: .milliseconds(50))
  _ = hooks.run(shell("a", "exec sleep 30"), at: MonotonicClock.now)
  _ = hooks.run(shell("b", "exec sleep 30"), at: MonotonicClock.now)
  hooks.limit(to: 2, each: .milliseconds(50))
  let started = hooks.advance(at: MonotonicClock.now)
  // That b runs beside a is by the new limit, that it alone is ended by the new time.
  let reports = try waitForReports(hooks, until: { !$0.isEmpty }, having: started)
  guard reports.count == 1, case .timedOut(let ended, _, _) = reports[0] else {
    Issue.record("\(reports)")
    return
  }
  #expect(ended.object == "b")
  #expect(hooks.isBusy(with: "a"))
  hooks.kill()
}

@Test func onlySoManyHooksRunAtOnce() {
  var queue = HookQueue(limit: 1)
  let hooks = ["a", "b"].map { Hook(object: $0, arguments: ["x"]) }
  for hook in hooks { #expect(queue.add([hook]).isEmpty) }
  #expect(queue.next() == hooks[0])
  #expect(queue.next() == nil)
  queue.ended("a")
  #expect(queue.next() == hooks[1])
}

@Test func aScriptWithoutAnInterpretersNameIsTheShells() throws {
  let directory = try TemporaryDirectory()
  let path = directory.path + "/script"
  try makeFile(path, Array("test \"$1\" = 'a b' && exit 6\n".utf8), overwrites: true)
  chmod(path, 0o755)
  let hooks = try Hooks(limit: 16)
  let hook = Hook(object: "a", arguments: [path, "a b"])
  let first = hooks.run(hook, at: MonotonicClock.now)
  let reports = try waitForReports(hooks, until: { !$0.isEmpty }, having: first)
  guard case .exited(_, code: 6, _, _) = reports.first else {
    Issue.record("\(reports)")
    return
  }
}
