import Network

extension Route {
  /// As iproute2 has it: `10.0.0.0/8 via 192.0.2.9 dev eth0 table 100`; `name` tells an interface's
  /// name by its index.
  package func words(_ name: (UInt32) -> String) -> String {
    var words = kind == .unicast ? [] : ["\(kind)"]
    words.append(destination.length == 0 ? "default" : "\(destination)")
    if let from { words.append("from \(from)") }
    let hops = nextHops.map { $0.words(name) }
    words += hops.count > 1 ? hops.map { "nexthop \($0)" } : hops
    if let source { words.append("src \(source)") }
    if table != Route.mainTable { words.append("table \(table)") }
    if let metric { words.append("metric \(metric)") }
    words += path.words
    return words.filter { !$0.isEmpty }.joined(separator: " ")
  }
}

extension Route.NextHop {
  fileprivate func words(_ name: (UInt32) -> String) -> String {
    let parts = [gateway.map { "via \($0)" }, interface.map { "dev \(name($0))" }]
    return parts.compactMap(\.self).joined(separator: " ")
  }
}

extension Rule: CustomStringConvertible {
  /// As iproute2 has it: `from 192.0.2.1/32 fwmark 5 lookup 100`.
  package var description: String {
    var words = isInverted ? ["not"] : []
    words.append("from \(from.map { "\($0)" } ?? "all")")
    if let to { words.append("to \(to)") }
    if let input { words.append("iif \(input)") }
    if let output { words.append("oif \(output)") }
    if let mark { words.append("fwmark \(mark.value)") }
    words += details.words
    words.append(details.isOfVRF ? "l3mdev" : action.words)
    if let priority { words.append("priority \(priority)") }
    return words.joined(separator: " ")
  }
}

extension Rule.Action {
  fileprivate var words: String {
    switch self {
    case .lookUp(let table): "lookup \(table)"
    case .goTo(let priority): "goto \(priority)"
    case .nothing: "nop"
    case .blackhole: "blackhole"
    case .unreachable: "unreachable"
    case .prohibit: "prohibit"
    }
  }
}
