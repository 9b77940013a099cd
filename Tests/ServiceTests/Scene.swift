import Configuration
import Health
import IPVS
import Network

@testable import Service

/// A balancer, the time, and the probes under way: short words for the tests.
struct Scene {
  var balancer = Balancer(seed: 1)
  var now = Instant(nanoseconds: 1_000_000_000_000)
  /// In the order of their starts.
  var underWay: [(identifier: ProbeIdentifier, probe: Probe)] = []

  @discardableResult
  mutating func handle(_ event: Event) -> [Effect] {
    let effects = balancer.handle(event, at: now)
    for effect in effects {
      switch effect {
      case .startProbe(let identifier, let probe): underWay.append((identifier, probe))
      case .cancelProbe(let identifier): underWay.removeAll { $0.identifier == identifier }
      case .runHook, .tell, .suspect, .log: continue
      }
    }
    return effects
  }

  @discardableResult
  mutating func configure(
    _ servers: [VirtualServer], global: GlobalDefinitions = .init(), kernel: Table = Table(),
    previouslyOwned: Set<ServiceKey> = []
  ) -> [Effect] {
    handle(
      .configured(
        DirectorConfiguration(global: global, virtualServers: servers), kernel: kernel,
        previouslyOwned: previouslyOwned))
  }

  /// Lets time pass, with every deadline on the way; probes that start do not end.
  @discardableResult
  mutating func pass(_ duration: Duration) -> [Effect] {
    let end = now + duration
    var effects: [Effect] = []
    while let deadline = balancer.deadline, deadline <= end {
      now = max(now, deadline)
      effects += handle(.deadline)
    }
    now = end
    return effects
  }

  /// Ends the probe under way to `endpoint`.
  @discardableResult
  mutating func end(
    _ endpoint: Endpoint, _ verdict: Verdict = .passed, weight: WeightContribution? = nil
  ) -> [Effect] {
    guard let index = underWay.firstIndex(where: { $0.probe.path.destination == endpoint }) else {
      return [.log(LogLine(.error, "no probe of \(endpoint) is under way"))]
    }
    let identifier = underWay.remove(at: index).identifier
    let result = ProbeResult(verdict, duration: .milliseconds(1), weight: weight)
    return handle(.probeEnded(identifier, result))
  }

  /// Starts what is due within a second and ends it all with `verdict`.
  @discardableResult
  mutating func settle(_ verdict: Verdict = .passed) -> [Effect] {
    var effects = pass(.seconds(1))
    for (identifier, _) in underWay {
      effects += handle(.probeEnded(identifier, ProbeResult(verdict, duration: .milliseconds(1))))
    }
    underWay = []
    return effects
  }

  /// The wanted weights of a service by real server; nil if it is not wanted at all.
  func weights(_ key: ServiceKey = web) -> [Endpoint: UInt32]? {
    balancer.desired(key)?.destinations.mapValues(\.weight)
  }

  /// The services of which something may have to stand otherwise.
  mutating func touched() -> Set<ServiceKey> {
    let touched = balancer.takeTouched()
    return touched.services.union(touched.destinations.map(\.service))
  }

  func condition(_ endpoint: Endpoint) -> Condition? {
    let servers = balancer.snapshot(at: now).virtualServers.flatMap(\.realServers)
    return servers.first { $0.endpoint == endpoint }?.condition
  }
}

let position = Position(file: "test.conf", line: 1, column: 1)
let web = ServiceKey.endpoint(.tcp, Endpoint(.v4(0xc000_0201), port: 80))
let mail = ServiceKey.endpoint(.tcp, Endpoint(.v4(0xc000_0201), port: 25))
let one = server(1)
let two = server(2)
let three = server(3)

/// 10.0.0.n:80
func server(_ number: UInt32) -> Endpoint { Endpoint(.v4(0x0a00_0000 + number), port: 80) }

func tcpCheck(
  _ endpoint: Endpoint, kind: String = "TCP_CHECK", timeout: Duration = .seconds(5),
  interval: Duration = .seconds(6), retries: Int = 1, successes: Int = 1, warmup: Duration? = nil,
  logsEveryFailure: Bool = false
) -> CheckDefinition {
  CheckDefinition(
    kind: kind, probe: Probe(path: .init(to: endpoint), dialogue: .tcp, timeout: timeout),
    timing: CheckTiming(
      interval: interval, retries: retries, warmup: warmup, logsEveryFailure: logsEveryFailure,
      successes: successes),
    position: position)
}

/// A check that forgives nothing.
func strict(_ endpoint: Endpoint) -> CheckDefinition { tcpCheck(endpoint, retries: 0) }

func real(
  _ endpoint: Endpoint, weight: UInt32 = 1, inhibits: Bool = false, alpha: Bool = false,
  checks: [CheckDefinition]? = nil, hooks: Bool = false
) -> RealServer {
  RealServer(
    endpoint: endpoint, settings: DestinationSettings(weight: weight),
    inhibitsOnFailure: inhibits, startsDown: alpha, checks: checks ?? [tcpCheck(endpoint)],
    notifyUp: hooks ? script("up") : nil, notifyDown: hooks ? script("down") : nil,
    position: position)
}

func script(_ name: String) -> Script { Script(arguments: [name], position: position) }

func virtual(_ key: ServiceKey, _ servers: [RealServer]) -> VirtualServer {
  VirtualServer(name: .service(key), services: [key], realServers: servers, position: position)
}

/// A scene in which every real server has passed once.
func serving(_ servers: [RealServer]) -> Scene {
  var scene = Scene()
  scene.configure([virtual(web, servers)])
  scene.settle()
  return scene
}

/// A kernel's table with one service.
func kernel(of key: ServiceKey = web, _ weights: [Endpoint: UInt32]) -> Table {
  Table([
    key: VirtualService(
      settings: ServiceSettings(),
      destinations: weights.mapValues { DestinationSettings(weight: $0) })
  ])
}

extension [Effect] {
  var lines: [String] {
    compactMap { if case .log(let line) = $0 { line.text } else { nil } }
  }

  var levels: [LogLine.Level] {
    compactMap { if case .log(let line) = $0 { line.level } else { nil } }
  }

  var hooks: [HookRequest] {
    compactMap { if case .runHook(let request) = $0 { request } else { nil } }
  }

  /// The programs that are run.
  var scripts: [String] { hooks.flatMap(\.script.arguments) }

  var starts: [ProbeIdentifier] {
    compactMap { if case .startProbe(let identifier, _) = $0 { identifier } else { nil } }
  }

  var cancellations: [ProbeIdentifier] {
    compactMap { if case .cancelProbe(let identifier) = $0 { identifier } else { nil } }
  }
}
