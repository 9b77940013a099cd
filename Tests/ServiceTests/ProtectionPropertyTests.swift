import Configuration
import IPVS
import Network
import Testing

@testable import Service

@Suite struct ProtectionPropertyTests {
  /// The longest that anything is kept, held down or risen for, with room for the probes.
  private static let calm: Duration = .seconds(300)

  @Test(arguments: 1...16)
  func whateverTheStormTheLimitsAreKeptAndFairWeatherEndsIt(seed: UInt64) {
    var weather = Weather(seed: seed)
    weather.configure()
    weather.live(.seconds(900), storm: true)
    weather.dead = []
    weather.isCut = false
    weather.live(Self.calm)
    weather.lookAtTheEnd()
    #expect(weather.broken == [], "seed \(seed)")
    #expect(weather.effects.count > 20, "seed \(seed)")
  }

  @Test(arguments: 1...12)
  func whereNothingIsWrongTheProtectionsChangeNothing(seed: UInt64) {
    var guarded = Weather(seed: seed)
    guarded.configure()
    var plain = Weather(seed: seed)
    plain.configure(isGuarded: false)
    for _ in 0..<40 {
      guarded.live(.seconds(7))
      plain.live(.seconds(7))
      #expect(guarded.balancer.table == plain.balancer.table, "seed \(seed)")
    }
    #expect(guarded.effects == plain.effects, "seed \(seed)")
    #expect(guarded.balancer.probesStarted == plain.balancer.probesStarted, "seed \(seed)")
  }

  @Test(arguments: 1...12)
  func whatIsDeadIsRemovedWithinTheHoldWhateverElseFails(seed: UInt64) {
    var weather = Weather(seed: seed)
    weather.configure(canary: false, hold: .seconds(40))
    weather.live(.seconds(90))
    let servers = weather.configuration.virtualServers.flatMap(\.realServers).map(\.endpoint)
    weather.dead = Set([servers.randomElement(using: &weather.random) ?? server(10)])
    weather.isCut = true
    // Two failures are forgiven at most, each a second and an interval long.
    weather.live(.seconds(40 + 3 * 7 + 7))
    for member in weather.balancer.members where weather.dead.contains(member.server.endpoint) {
      #expect(member.condition == .down, "seed \(seed)")
    }
    #expect(weather.broken == [], "seed \(seed)")
  }

  @Test(arguments: 1...12)
  func aFreezeEndsWhenTheCanaryAnswers(seed: UInt64) {
    var weather = Weather(seed: seed)
    weather.configure(canary: true)
    weather.live(.seconds(90))
    weather.isCut = true
    weather.live(.seconds(60))
    #expect(weather.balancer.suspects["up"] == true, "seed \(seed)")
    let left = weather.balancer.members.count {
      $0.isAlive && !weather.balancer.pools[$0.pool].isCanary
    }
    let all = weather.configuration.virtualServers.reduce(0) { $0 + $1.realServers.count }
    #expect(left == all, "seed \(seed)")
    weather.isCut = false
    weather.live(.seconds(7))
    #expect(weather.balancer.suspects["up"] == false, "seed \(seed)")
    #expect(weather.broken == [], "seed \(seed)")
  }
}
