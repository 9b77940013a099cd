import Network
import Routing
import VRRP

extension VirtualAddress {
  /// `IP/LENGTH` and its options.
  var words: [String] {
    var words = ["\(address)/\(length)"]
    if let interface { words += ["dev", word(interface)] }
    if scope != .global { words += ["scope", scope.name] }
    switch broadcast {
    case .network: words += ["brd", "+"]
    case .address(let address): words += ["brd", "\(address)"]
    case nil: break
    }
    if let label { words += ["label", word(label)] }
    if let peer { words += ["peer", "\(peer.address)/\(peer.length)"] }
    if let lifetime = preferredLifetime {
      words += ["preferred_lft", lifetime == .max ? "forever" : "\(lifetime)"]
    }
    let names: [(VirtualAddress.Options, String)] = [
      (.detectsDuplicates, "-nodad"), (.home, "home"), (.managesTemporary, "mngtmpaddr"),
      (.withoutPrefixRoute, "noprefixroute"), (.joinsMulticast, "autojoin"),
    ]
    return words + names.filter { options.contains($0.0) }.map(\.1)
  }
}

extension VirtualAddress.Scope {
  var name: String {
    switch self {
    case .global: "global"
    case .site: "site"
    case .link: "link"
    case .host: "host"
    case .nowhere: "nowhere"
    }
  }
}

extension RouteDefinition {
  var words: [String] {
    var words = route.kind == .unicast ? [] : ["\(route.kind)"]
    words += ["to", "\(route.destination.address)/\(route.destination.length)"]
    if let hop = route.nextHops.first {
      if let gateway = hop.gateway { words += ["via", "\(gateway)"] }
      if hop.isOnLink { words.append("onlink") }
    }
    if let interface { words += ["dev", word(interface)] }
    if let source = route.source { words += ["src", "\(source)"] }
    if let from = route.from { words += ["from", "\(from.address)/\(from.length)"] }
    words += ["table", "\(route.table)"]
    if let metric = route.metric { words += ["metric", "\(metric)"] }
    if let scope = VirtualAddress.Scope(rawValue: route.scope.rawValue) {
      words += ["scope", scope.name]
    }
    if route.typeOfService > 0 { words += ["tos", hexadecimal([route.typeOfService])] }
    return words + route.path.words
  }
}

extension Rule {
  var words: [String] {
    var words = [family == .ipv4 ? "inet" : "inet6"]
    if isInverted { words.append("not") }
    if let from { words += ["from", "\(from.address)/\(from.length)"] }
    if let to { words += ["to", "\(to.address)/\(to.length)"] }
    if let input { words += ["iif", word(input)] }
    if let output { words += ["oif", word(output)] }
    if typeOfService > 0 { words += ["tos", hexadecimal([typeOfService])] }
    if let mark { words += ["fwmark", "\(mark.value)/\(mark.mask)"] }
    if let priority { words += ["priority", "\(priority)"] }
    words += details.words
    switch action {
    case .lookUp where details.isOfVRF: words.append("l3mdev")
    case .lookUp(let table): words += ["table", "\(table)"]
    case .goTo(let priority): words += ["goto", "\(priority)"]
    case .nothing: words.append("nop")
    case .blackhole: words.append("blackhole")
    case .unreachable: words.append("unreachable")
    case .prohibit: words.append("prohibit")
    }
    return words
  }
}
