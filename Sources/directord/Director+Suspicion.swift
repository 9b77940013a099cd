import Configuration
import Network
import Routing
import Service
import System

extension Director {
  /// This director's own view is suspect, or is not any more: who tracks that is told, and operators
  /// are by mail and by their hook.
  func follow(_ suspicion: Suspicion, isSuspect: Bool, at now: Instant) {
    tellCanaries()
    let subject = subject(of: suspicion)
    let words =
      isSuspect
      ? "\(subject.fails): this director's own view is suspect, and no real server \(subject.whose) "
        + "is removed"
      : "\(subject.name) is trusted again: failures of real servers \(subject.whose) count"
    mail("\(subject.name) - \(isSuspect ? "SUSPECT" : "TRUSTED")", words)
    guard let script = reading.loaded.configuration?.global.notifySuspect else { return }
    let request = HookRequest(
      object: subject.name, script: script,
      environment: [
        "DIRECTORD_EVENT": isSuspect ? "suspect" : "trusted", "DIRECTORD_SUSPECT": subject.name,
        "DIRECTORD_REASON": words,
      ])
    run([request], among: hooks, at: now)
  }

  private func subject(of suspicion: Suspicion) -> (name: String, fails: String, whose: String) {
    switch suspicion {
    case .canary(let name):
      ("canary \(name)", "canary \(name) fails", "behind it")
    case .way(let way):
      (
        "way \(way)", "unrelated real servers that are reached through \(way) fail together",
        "that is reached so"
      )
    }
  }

  // MARK: Ways

  /// Asks the kernel how real servers are reached, if anybody wants to know.
  func followRoutes(_ configuration: DirectorConfiguration, at now: Instant) {
    let isAsked = configuration.global.suspicion != nil
    let servers = (isAsked ? configuration.virtualServers : []).lazy.flatMap(\.realServers)
    do throws(SystemError) {
      try routes.follow(Set(servers.map(\.endpoint.address)).sorted(), at: now)
    } catch {
      journal.write(
        .error,
        "suspect_together: \(error): real servers that fail together are removed as any other")
    }
    learnRoutes(at: now)
  }

  /// Asks for the next of them.
  func learnRoutes(at now: Instant) {
    guard routes.deadline != nil else { return }
    do throws(SystemError) {
      let found = try routes.next(at: now)
      // Nothing follows from it until one of them fails.
      _ = balancer.handle(.reached(found), at: now)
    } catch {
      journal.write(.warning, "suspect_together: \(error)")
    }
  }
}

/// Where the kernel's routes lead, asked for some addresses at a time: it takes each a moment, and
/// they are many.
struct LearnedRoutes {
  /// So many are asked for at once, and at start all of them.
  static let batch = 256
  /// What one turn asks for is not asked again before the others have been, and this has passed.
  static let pause = Duration.seconds(5)

  private var addresses: [Address] = []
  private var next = 0
  private var kernel: KernelRouting?
  /// When the next ones are asked for; nil: nobody wants to know.
  private(set) var deadline: Instant?

  /// From now on these. The first answers are due at once, of all of them.
  mutating func follow(_ addresses: [Address], at now: Instant) throws(SystemError) {
    guard addresses != self.addresses else { return }
    self.addresses = addresses
    next = 0
    deadline = nil
    guard !addresses.isEmpty else { return }
    if kernel == nil { kernel = try KernelRouting() }
    isFirst = true
    deadline = now
  }

  private var isFirst = false

  mutating func next(at now: Instant) throws(SystemError) -> [Address: Way] {
    deadline = now + Self.pause
    guard let kernel, !addresses.isEmpty else { return [:] }
    let end = isFirst ? addresses.count : min(next + Self.batch, addresses.count)
    let asked = Array(addresses[next..<end])
    next = end == addresses.count ? 0 : end
    isFirst = false
    return try kernel.nextHops(to: asked).compactMapValues { hop in
      guard let interface = hop.interface.flatMap(interfaceName) else { return nil }
      return Way(interface: interface, gateway: hop.gateway)
    }
  }
}
