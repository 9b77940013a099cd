import Network
import VRRP

/// Blocks of the file's top level that concern no instance of their own.
extension Interpretation {
  /// `interface_up_down_delays { IF DOWN [UP] … }`
  mutating func readLinkDelays(_ node: Node) {
    for child in children(of: node) {
      guard let word = child.words.first, let name = interface(word),
        let first = argument(child, expecting: "a time in seconds", atMost: 2),
        let down = time(first, of: "interface_up_down_delays", in: .zero ... .seconds(255))
      else { continue }
      var delays = InterfaceDelays(down: down)
      if child.words.count > 2 {
        let second = child.words[2]
        let up = time(second, of: "interface_up_down_delays", in: .zero ... .seconds(255))
        delays.up = up ?? .zero
      }
      election.delays[name] = delays
      linkDelayWords[name] = first
    }
  }

  /// `static_ipaddress`, `static_routes`, `static_rules`
  mutating func readStatic(_ node: Node) {
    for child in children(of: node) {
      switch node.keyword {
      case "static_ipaddress":
        guard var address = virtualAddress(child)?.value else { continue }
        address.interface = address.interface ?? routerDefaults.interface
        election.addresses.append(address)
      case "static_routes":
        if let route = route(child, family: .ipv4) { election.routes.append(route) }
      default:
        if let rule = rule(child, family: .ipv4) { election.rules.append(rule) }
      }
    }
  }

  /// A link may not be called up for so long after it went down that the peers have taken over.
  mutating func boundLinkDelays() {
    for router in routers {
      let interface = router.instance.interface
      guard var delays = election.delays[interface], let word = linkDelayWords[interface] else {
        continue
      }
      let interval = router.instance.router.interval
      let missed = router.instance.router.election.missedAdvertisements
      let most = interval * max(0, missed - 1) - interval / 256
      let bound = max(most, .zero)
      guard delays.down > bound else { continue }
      report.warning(
        "'\(router.name)' would be taken for dead before \(interface) counts as down: "
          + "\(seconds(bound)) seconds are taken", at: word)
      delays.down = bound
      election.delays[interface] = delays
    }
  }
}
