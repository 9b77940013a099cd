import Configuration
import Health
import IPVS
import Network
import Testing

@testable import Service

private let refused = Verdict.failed("connection refused")
private let target = MaintenanceTarget(address: one.address, port: 80)
private let machine = MaintenanceTarget(address: one.address)
private let name = "virtual server tcp 192.0.2.1:80"

@Suite struct OutageTests {
  @Test func aServiceThatServesNobodyIsAnErrorThatIsRepeatedAndTakenBack() {
    var scene = serving([real(one, checks: [strict(one)])])
    scene.pass(.seconds(6))
    let lost = scene.end(one, refused)
    #expect(
      lost.lines.last
        == "\(name) serves nobody: 0 of 1 up; TCP_CHECK of 10.0.0.1:80 failed: connection refused")
    #expect(lost.levels.last == .error)
    var repeated: [Effect] = []
    for _ in 0..<200 {
      repeated += scene.pass(.seconds(6))
      repeated += scene.end(one, refused)
    }
    #expect(repeated.lines.count == 2)
    #expect(repeated.levels == [.error, .error])
    #expect(repeated.lines.first?.hasPrefix("\(name) still serves nobody, for 600 s") == true)
    scene.pass(.seconds(6))
    let back = scene.end(one)
    #expect(back.lines.last?.hasPrefix("\(name) serves again, after") == true)
    #expect(back.levels.last == .notice)
    #expect(!scene.pass(.seconds(2000)).lines.contains { $0.contains("serves nobody") })
  }

  @Test func maintenanceOfTheLastOneIsAnOutage() {
    var scene = serving([real(one), real(two, checks: [strict(two)])])
    scene.pass(.seconds(6))
    scene.end(two, refused)
    scene.end(one)
    let effects = scene.handle(.maintenance(target, reason: "new disk"))
    #expect(
      effects.lines.last
        == "\(name) serves nobody: 0 of 2 up, 1 in maintenance; maintenance: new disk")
    #expect(effects.levels.last == .error)
    #expect(scene.handle(.maintenance(target, reason: nil)).levels == [.notice, .notice])
  }

  @Test func aWeightOfZeroIsAnOutage() {
    var scene = serving([real(one)])
    let effects = scene.configure([virtual(web, [real(one, weight: 0)])])
    #expect(effects.lines.contains { $0.hasPrefix("\(name) serves nobody: 1 of 1 up") })
  }

  @Test func nothingIsSaidBeforeTheFirstChecksHaveEnded() {
    var scene = Scene()
    let first = scene.configure([virtual(web, [real(one, alpha: true), real(two)])])
    #expect(!first.levels.contains(.error))
    #expect(scene.pass(.seconds(1)).lines.isEmpty)
    scene.end(one, refused)
    #expect(!scene.end(two).lines.contains { $0.contains("serves nobody") })
  }

  @Test func aSorryServerServes() {
    var service = virtual(web, [real(one, checks: [strict(one)])])
    service.sorryServer = SorryServer(endpoint: three, forwarding: .masquerade)
    var scene = Scene()
    scene.configure([service])
    scene.settle()
    scene.pass(.seconds(6))
    #expect(!scene.end(one, refused).levels.contains(.error))
  }

  @Test func aReloadForgetsNoOutage() {
    var scene = serving([real(one, checks: [strict(one)])])
    scene.pass(.seconds(6))
    scene.end(one, refused)
    scene.configure([
      virtual(mail, [real(two, checks: [])]), virtual(web, [real(one, checks: [strict(one)])]),
    ])
    #expect(scene.pass(.seconds(601)).lines.contains { $0.hasPrefix("\(name) still serves") })
  }
}

@Suite struct MaintenanceWordsTests {
  @Test func inMaintenanceAServerComesAndGoesWithoutAnAlarm() {
    var scene = serving([real(one, checks: [strict(one)]), real(two)])
    scene.handle(.maintenance(target, reason: "new disk"))
    scene.pass(.seconds(6))
    let gone = scene.end(one, refused)
    #expect(
      gone.lines == [
        "real server 10.0.0.1:80 of tcp 192.0.2.1:80 is DOWN: TCP_CHECK of 10.0.0.1:80 failed: "
          + "connection refused; in maintenance, with weight 0 in tcp 192.0.2.1:80; 1 of 2 real "
          + "servers left, 1 in maintenance"
      ])
    #expect(gone.levels == [.notice])
    scene.pass(.seconds(6))
    #expect(
      scene.end(one).lines.first?.hasSuffix(
        "in maintenance, with weight 0 in tcp 192.0.2.1:80; 1 of 2 real servers serve, 1 in "
          + "maintenance") == true)
    #expect(scene.balancer.tally == "1 virtual server, 1 of 2 real servers up, 1 in maintenance")
    #expect(
      scene.handle(.maintenance(target, reason: nil)).lines.first?.contains("2 of 2 up") == true)
  }

  @Test func itsAgeIsTheMaintenances() {
    var scene = serving([real(one, checks: []), real(two)])
    scene.pass(.seconds(100))
    scene.handle(.maintenance(machine, reason: "moved"))
    scene.pass(.seconds(3))
    let servers = scene.balancer.snapshot(at: scene.now).virtualServers.flatMap(\.realServers)
    #expect(servers.first?.maintainedFor == .seconds(3))
    #expect(servers.first?.maintenanceTarget == machine)
    #expect(scene.balancer.snapshot(at: scene.now).virtualServers.first?.serving == 1)
  }

  @Test func whoeverHoldsAServerIsNamed() {
    var scene = serving([real(one), real(two)])
    scene.handle(.maintenance(machine, reason: "moved"))
    #expect(scene.balancer.holders(of: target) == [machine])
    scene.handle(.maintenance(machine, reason: nil))
    scene.handle(.maintenance(target, reason: "new disk"))
    #expect(scene.balancer.holders(of: machine) == [target])
    #expect(scene.balancer.holders(of: MaintenanceTarget(address: two.address)) == [])
  }

  @Test func whatItWouldTakeFromClientsIsKnownBefore() {
    var scene = serving([real(one), real(two)])
    #expect(scene.balancer.damage(ofMaintaining: target, at: scene.now) == [])
    scene.handle(.maintenance(target, reason: "new disk"))
    let other = MaintenanceTarget(address: two.address)
    #expect(
      scene.balancer.damage(ofMaintaining: other, at: scene.now)
        == ["\(name) would serve nobody: 0 of 2 up, 2 in maintenance"])
    #expect(scene.weights() == [one: 0, two: 1])
    var service = virtual(web, [real(one), real(two)])
    service.quorum.quorum = 2
    service.sorryServer = SorryServer(endpoint: three, forwarding: .masquerade)
    scene = Scene()
    scene.configure([service])
    scene.settle()
    #expect(
      scene.balancer.damage(ofMaintaining: target, at: scene.now)
        == [
          "\(name) would lose its quorum: weight 1 of 2; its sorry server 10.0.0.3:80 would serve"
        ])
  }
}
