import Network
import Testing

@testable import VRRP

/// A router and the time it lives in.
struct Stage {
  var router: Router
  private(set) var now = Instant(nanoseconds: 1_000_000_000_000)
  private(set) var effects: [Router.Effect] = []

  static let mine = Address.v4(0xc000_02fb)
  static let lower = Address.v4(0xc000_02fa)
  static let higher = Address.v4(0xc000_02fc)
  static let virtual = VirtualAddress(.v4(0xc000_0201))

  init(
    version: Advertisement.Version = .three, priority: UInt8 = 100,
    interval: Duration = .seconds(1), isGrouped: Bool = false,
    _ change: (inout Router.Settings) -> Void = { _ in }
  ) {
    var settings = Router.Settings(
      version: version, virtualRouter: 7, priority: priority, interval: interval,
      addresses: [Stage.virtual], isGrouped: isGrouped)
    change(&settings)
    router = Router(settings, source: Stage.mine)
  }

  mutating func handle(_ event: Router.Event) {
    effects = router.handle(event, at: now)
  }

  /// Started, and master.
  mutating func becomeMaster() {
    start()
    pass(.seconds(10_000), until: .master)
  }

  mutating func start() { handle(.started(faults: [], drained: false)) }

  mutating func hears(
    _ priority: UInt8, from source: Address = Stage.higher, interval: Duration? = nil,
    addresses: [Address] = [Stage.virtual.address]
  ) {
    let advertisement = Advertisement(
      version: router.settings.version, virtualRouter: 7, priority: priority,
      interval: interval ?? router.settings.interval, addresses: addresses)
    handle(.advertisementReceived(advertisement, from: source))
  }

  /// Lets time pass; every deadline in it is met in time. Answers all that was done.
  @discardableResult
  mutating func pass(_ duration: Duration, until standing: Router.Standing? = nil) -> [Router
    .Effect]
  {
    let end = now + duration
    var all: [Router.Effect] = []
    for _ in 0..<100_000 {
      guard let deadline = router.deadline, deadline <= end else { break }
      now = max(now, deadline)
      handle(.deadline)
      all += effects
      if router.standing == standing { return all }
    }
    now = end
    return all
  }

  /// Lets time pass without telling the router.
  mutating func sleep(_ duration: Duration) { now += duration }

  var transitions: [Router.Effect] { effects.filter(\.isTransition) }
  var advertised: [UInt8] { effects.advertised }
}

extension Router.Effect {
  var isTransition: Bool {
    if case .transition = self { true } else { false }
  }
}

extension [Router.Effect] {
  /// The priorities sent.
  var advertised: [UInt8] {
    compactMap { if case .advertise(let sent) = $0 { sent.priority } else { nil } }
  }

  /// The rounds announced.
  var rounds: [Int] {
    compactMap { if case .announce(_, let rounds) = $0 { rounds } else { nil } }
  }

  var notices: [Router.Notice] {
    compactMap { if case .notice(let notice) = $0 { notice } else { nil } }
  }
}

func seconds(_ seconds: Double) -> Duration { .nanoseconds(Int64((seconds * 1e9).rounded())) }
