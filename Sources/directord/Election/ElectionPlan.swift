import BFD
import Configuration
import Election
import Network
import VRRP

/// What the election follows of a configuration.
struct ElectionPlan: Hashable, Sendable {
  var settings: ElectionSettings
  var thread: ThreadDefinition
  var permanent = Permanent()
  var sessions: [SessionSettings] = []
  var belongings: [InstanceSettings.Key: Belongings] = [:]

  /// `uptime`: how long the machine was up when the daemon started.
  init(_ configuration: DirectorConfiguration, uptime: Duration) {
    let waits = configuration.election.delayAfterBoot > .zero
    settings = configuration.electionSettings(uptime: waits ? uptime : nil)
    thread = configuration.election.thread
    sessions = configuration.sessions
    permanent.addresses = configuration.election.addresses.compactMap { address in
      address.interface.map { HeldAddress(address: address, interface: $0, accepts: true) }
    }
    permanent.belongings = Belongings(
      routes: configuration.election.routes, rules: configuration.election.rules)
    for router in configuration.routers {
      belongings[router.instance.key] = Belongings(router)
    }
  }

  var isEmpty: Bool { settings.instances.isEmpty && permanent.isEmpty && sessions.isEmpty }

  /// The interfaces that count.
  var interfaces: Set<String> {
    let tracks = settings.instances.flatMap(\.tracks) + settings.groups.flatMap(\.tracks)
    let tracked = tracks.compactMap { track -> String? in
      if case .interface(let name) = track.object { name } else { nil }
    }
    let virtual = settings.instances.compactMap(\.virtualInterface?.name)
    return Set(settings.instances.map(\.interface) + virtual + tracked)
  }

  /// What masters of this plan hold.
  var heldAddresses: [HeldAddress] {
    settings.instances.flatMap { instance in
      instance.router.held.map {
        HeldAddress(address: $0, interface: $0.interface ?? instance.interface, accepts: true)
      }
    }
  }

  /// The addresses that nobody else may have put here. Those of an owner may be the host's own.
  var claimed: Set<Address> {
    Set(
      settings.instances.filter { $0.router.priority != 255 }
        .flatMap { $0.router.held.map(\.address) } + permanent.addresses.map(\.address.address))
  }
}

extension Belongings {
  fileprivate init(_ router: RouterDefinition) {
    routes = router.routes
    rules = router.rules
    guard router.promotesSecondaries else { return }
    let settings = router.instance
    promoting = Set(settings.router.held.map { $0.interface ?? settings.interface })
  }
}
