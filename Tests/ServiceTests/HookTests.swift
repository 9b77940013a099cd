import Configuration
import Health
import IPVS
import Network
import Testing

@testable import Service

private let refused = Verdict.failed("connection refused")

/// The hooks that a real server's first verdict runs.
private func firstHooks(
  _ verdict: Verdict, alpha: Bool = false, notifiesAtStart: Bool = false
) -> [String] {
  var scene = Scene()
  let effects = scene.configure(
    [virtual(web, [real(one, alpha: alpha, hooks: true)])],
    global: GlobalDefinitions(notifiesAtStart: notifiesAtStart))
  return (effects + scene.settle(verdict)).scripts
}

@Suite struct HookTests {
  @Test func comingUpAtStartRunsNotifyUpOnlyWithAlphaOrWhereAskedFor() {
    #expect(firstHooks(.passed) == [])
    #expect(firstHooks(.passed, alpha: true) == ["up"])
    #expect(firstHooks(.passed, notifiesAtStart: true) == ["up"])
  }

  @Test func failingAtStartRunsNotifyDownUnlessAlphaSaysThatItWasDown() {
    #expect(firstHooks(refused) == ["down"])
    #expect(firstHooks(refused, alpha: true) == [])
  }

  @Test func aRealServerWithoutChecksRunsNotifyUpOnlyWhereAskedFor() {
    let servers = [virtual(web, [real(one, alpha: true, checks: [], hooks: true)])]
    var quiet = Scene()
    #expect(quiet.configure(servers).scripts == [])
    var loud = Scene()
    let global = GlobalDefinitions(notifiesAtStart: true)
    #expect(loud.configure(servers, global: global).scripts == ["up"])
  }

  @Test func everyLaterChangeRunsItsHook() {
    var scene = serving([real(one, checks: [strict(one)], hooks: true)])
    scene.pass(.seconds(6))
    #expect(scene.end(one, refused).scripts == ["down"])
    scene.pass(.seconds(6))
    #expect(scene.end(one).scripts == ["up"])
  }

  @Test func aHookLearnsWhatHappened() {
    var scene = serving([
      real(one, weight: 4, inhibits: true, checks: [strict(one)], hooks: true),
      real(two, checks: []),
    ])
    scene.pass(.seconds(6))
    let hook = scene.end(one, refused).hooks.first
    #expect(hook?.object == "real server 10.0.0.1:80 of tcp 192.0.2.1:80")
    #expect(
      hook?.environment == [
        "DIRECTORD_EVENT": "down",
        "DIRECTORD_VIRTUAL_SERVER": "tcp 192.0.2.1:80",
        "DIRECTORD_REAL_SERVER": "10.0.0.1:80",
        "DIRECTORD_REASON": "TCP_CHECK of 10.0.0.1:80 failed: connection refused",
        "DIRECTORD_WEIGHT": "0",
        "DIRECTORD_REAL_SERVERS_UP": "1",
        "DIRECTORD_REAL_SERVERS": "2",
      ])
  }
}
