import Network
import VRRP

@testable import Election

/// The same seed gives the same story.
extension Randomness {
  mutating func happens(_ probability: Double) -> Bool {
    Double.random(in: 0..<1, using: &self) < probability
  }

  mutating func duration(upTo end: Duration) -> Duration {
    .nanoseconds(Int64.random(in: 0...max(end.nanoseconds, 1), using: &self))
  }
}

/// What a seed's directors are configured for.
struct Plan: CustomStringConvertible {
  var version: Advertisement.Version
  var family: Family
  var interval: Duration
  /// One a director.
  var priorities: [UInt8]
  var preempts: Bool
  var preemptDelay: Duration
  /// Two instances on two segments, in one sync group.
  var isGrouped: Bool
  var isUnicast: Bool
  var authentication: Carrier.Authentication

  init(_ chance: inout Randomness) {
    version = chance.happens(0.3) ? .two : .three
    family = version == .three && chance.happens(0.4) ? .ipv6 : .ipv4
    interval =
      version == .two
      ? .seconds(1)
      : [.milliseconds(10), .milliseconds(100), .seconds(1)].randomElement(using: &chance)
        ?? .seconds(1)
    let directors = chance.happens(0.3) ? 3 : 2
    let one = UInt8.random(in: 1...254, using: &chance)
    let areEqual = chance.happens(0.2)
    priorities = (0..<directors).map { _ in
      areEqual ? one : UInt8.random(in: 1...254, using: &chance)
    }
    if chance.happens(0.1) { priorities[0] = 255 }
    preempts = chance.happens(0.6)
    preemptDelay = preempts && chance.happens(0.3) ? interval * 5 : .zero
    isGrouped = chance.happens(0.4)
    isUnicast = chance.happens(0.3)
    authentication = Plan.authentication(version, &chance)
  }

  private static func authentication(
    _ version: Advertisement.Version, _ chance: inout Randomness
  ) -> Carrier.Authentication {
    let password = Password("secret".utf8)
    switch (version, Int.random(in: 0..<3, using: &chance)) {
    case (.two, 0): return .password(password)
    case (.two, 1): return .header(password)
    case (.three, 0):
      return .hmac(
        AuthHMAC.Settings(
          keys: [1: [UInt8](repeating: 9, count: 32)], activeKey: 1, window: 30, mode: .enforce))
    default: return .none
    }
  }

  var segments: Range<Int> { isGrouped ? 0..<2 : 0..<1 }

  var description: String {
    "version \(version.rawValue) \(family) every \(interval), priorities \(priorities)"
      + (preempts ? "" : ", nopreempt") + (preemptDelay > .zero ? ", delay \(preemptDelay)" : "")
      + (isGrouped ? ", grouped" : "") + (isUnicast ? ", unicast" : "")
  }

  // MARK: - Addresses

  func virtual(_ segment: Int) -> Address {
    switch family {
    case .ipv4: .v4(0x0a00_0001 | UInt32(segment) << 16)
    case .ipv6: .v6(IPv6Bits(0xfe80 << 112 | UInt128(segment) << 16 | 1))
    }
  }

  func address(_ host: Int, _ segment: Int) -> Address {
    switch family {
    case .ipv4: .v4(0x0a00_000a + UInt32(segment) << 16 + UInt32(host))
    case .ipv6: .v6(IPv6Bits(0xfe80 << 112 | UInt128(segment) << 16 | UInt128(10 + host)))
    }
  }

  // MARK: - Settings

  func settings(_ host: Int) -> ElectionSettings {
    let instances = segments.map { instance(host, $0) }
    let group = SyncGroup(name: "g", members: instances.map(\.name))
    return ElectionSettings(instances: instances, groups: isGrouped ? [group] : [])
  }

  private func instance(_ host: Int, _ segment: Int) -> InstanceSettings {
    let router = Router.Settings(
      version: version, virtualRouter: 51, family: family, priority: priorities[host],
      interval: interval, addresses: [VirtualAddress(virtual(segment))],
      election: Router.ElectionSettings(
        preempts: preempts || priorities[host] == 255, preemptDelay: preemptDelay),
      announcements: AnnouncementSettings(rounds: 2, delay: interval * 5))
    let peers = priorities.indices.filter { $0 != host }.map {
      Carrier.Peer(address($0, segment))
    }
    let carrier = Carrier.Settings(
      for: router,
      destination: isUnicast
        ? .unicast(peers, checksSource: true) : .multicast(Advertisement.group(family)),
      authentication: authentication)
    return InstanceSettings(
      name: "i\(segment)", interface: "eth\(segment)", router: router, carrier: carrier,
      tracks: [Track(.script("health"))])
  }

  // MARK: - Bounds

  /// Three intervals and the skew of `host`.
  func down(_ host: Int) -> Duration { interval * 3 + skew(host) }

  func skew(_ host: Int) -> Duration {
    (version == .two ? .seconds(1) : interval) * (256 - Int(priorities[host])) / 256
  }

  /// When a healed segment must have settled: a replay mark or a preemption costs a second round.
  var settling: Duration {
    let longest = interval * 3 + (version == .two ? .seconds(1) : interval)
    return longest * 2 + interval * 2 + preemptDelay + .milliseconds(200)
  }
}
