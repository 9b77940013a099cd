import Configuration
import Doctor
import Network
import VRRP

extension InstanceFacts {
  init(_ router: RouterDefinition, group: String?) {
    let instance = router.instance
    let settings = instance.router
    self.init(
      name: instance.name, interface: instance.interface,
      virtualRouter: Int(settings.virtualRouter), priority: Int(settings.priority),
      addresses: settings.held.map(VirtualAddressFacts.init))
    location = router.position.description
    version = Int(settings.version.rawValue)
    isIPv6 = settings.family == .ipv6
    doesNotPreempt = settings.election.preempts ? nil : true
    interval = Double(settings.interval.nanoseconds) / 1e9
    authentication = Self.word(for: instance.carrier.authentication)
    if case .unicast(let peers, _) = instance.carrier.destination {
      unicastPeers = peers.map(\.address.description)
    }
    virtualInterface = instance.virtualInterface?.name
    self.group = group
  }

  private static func word(for authentication: VRRP.Carrier.Authentication) -> String? {
    switch authentication {
    case .none: nil
    case .password: "PASS"
    case .header: "AH"
    case .hmac: "HMAC"
    }
  }
}

extension VirtualAddressFacts {
  fileprivate init(_ address: VRRP.VirtualAddress) {
    self.init(
      address: address.address, prefixLength: address.length, interface: address.interface)
  }
}
