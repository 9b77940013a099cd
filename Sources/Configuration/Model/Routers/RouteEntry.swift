import Network
import Routing
import VRRP

/// The lines of `virtual_routes` and `static_routes`: the common part of iproute2's language.
extension Interpretation {
  /// `[KIND] [src IP] [to] PREFIX|default [via|gw IP] [dev|oif IF] [table T] [metric N] [scope S]
  /// [from PREFIX] [tos N] [onlink]`, the options in any order.
  mutating func route(_ node: Node, family: Family) -> RouteDefinition? {
    guard let first = node.words.first else { return nil }
    var draft = RouteDraft()
    var index = 0
    while index < node.words.count {
      guard readRouteOption(node, &index, into: &draft) else { return nil }
      index += 1
    }
    guard let destination = draft.destination else {
      report.error(
        code: .missingWord, "this route leads nowhere", at: first,
        hint: "expected a prefix or 'default'")
      return nil
    }
    return route(draft, destination, default: family, at: first)
  }

  private mutating func route(
    _ draft: RouteDraft, _ destination: RouteDraft.Destination, default family: Family,
    at word: Word
  ) -> RouteDefinition? {
    let prefix: Prefix
    switch destination {
    case .prefix(let given): prefix = given
    case .everything:
      let address = draft.gateway ?? draft.source
      prefix = Prefix(every: address?.family ?? family)
    }
    if let source = draft.source, source.family != prefix.address.family {
      report.error(
        code: .wrongFamily, "src \(source) is of another family than the route", at: word,
        hint: "expected an address of the destination's family")
      return nil
    }
    if draft.kind == .unicast, draft.gateway == nil, draft.interface == nil {
      report.error(
        code: .missingWord, "this route names neither a gateway nor an interface", at: word,
        hint: "expected 'via ADDRESS' or 'dev INTERFACE'")
      return nil
    }
    var hops: [Route.NextHop] = []
    if draft.kind == .unicast {
      hops.append(Route.NextHop(via: draft.gateway, isOnLink: draft.isOnLink))
    }
    let route = Route(
      to: prefix, hops, kind: draft.kind, from: draft.from, source: draft.source,
      table: draft.table, metric: draft.metric, scope: draft.scope,
      typeOfService: draft.typeOfService, path: draft.path)
    return RouteDefinition(route, interface: draft.kind == .unicast ? draft.interface : nil)
  }

  private mutating func readRouteOption(
    _ node: Node, _ index: inout Int, into draft: inout RouteDraft
  ) -> Bool {
    let option = node.words[index]
    switch option.text {
    case "unicast": draft.kind = .unicast
    case "blackhole": draft.kind = .blackhole
    case "unreachable": draft.kind = .unreachable
    case "prohibit": draft.kind = .prohibit
    case "throw": draft.kind = .throw
    case "onlink": draft.isOnLink = true
    case "to":
      guard let word = value(after: &index, of: node, expecting: "a prefix") else { return false }
      return readDestination(word, into: &draft)
    case "via", "gw": return readGateway(node, &index, into: &draft)
    case "src":
      draft.source = value(after: &index, of: node, expecting: "an address").flatMap {
        address($0)
      }
      return draft.source != nil
    case "dev", "oif":
      draft.interface = value(after: &index, of: node, expecting: "an interface").flatMap {
        interface($0)
      }
      return draft.interface != nil
    case "scope":
      draft.scope = value(after: &index, of: node, expecting: "a scope").flatMap { word in
        scope(word).map { Scope(rawValue: $0.rawValue) }
      }
      return draft.scope != nil
    default: return readRouteNumber(node, &index, into: &draft)
    }
    return true
  }

  private mutating func readRouteNumber(
    _ node: Node, _ index: inout Int, into draft: inout RouteDraft
  ) -> Bool {
    switch node.words[index].text {
    case "table":
      guard let word = value(after: &index, of: node, expecting: "a table"),
        let table = routingTable(word)
      else { return false }
      draft.table = table
    case "metric", "priority", "preference":
      guard let word = value(after: &index, of: node, expecting: "a metric"),
        let metric = number(word, in: 0...UInt32.max, of: "a metric")
      else { return false }
      draft.metric = metric
    case "from":
      draft.from = value(after: &index, of: node, expecting: "a prefix").flatMap { prefix($0) }
      return draft.from != nil
    case "tos", "dsfield":
      guard let word = value(after: &index, of: node, expecting: "a type of service"),
        let service = typeOfService(word)
      else { return false }
      draft.typeOfService = service
    default: return skipRouteOption(node, &index, into: &draft)
    }
    return true
  }

  private mutating func readGateway(
    _ node: Node, _ index: inout Int, into draft: inout RouteDraft
  ) -> Bool {
    let option = node.words[index]
    if option.text == "gw" {
      report.warning(code: .obsoleteWord, "'gw' is obsolete: write 'via'", at: option)
    }
    guard var word = value(after: &index, of: node, expecting: "a gateway's address") else {
      return false
    }
    if word.text == "inet" || word.text == "inet6" {
      guard let next = value(after: &index, of: node, expecting: "a gateway's address") else {
        return false
      }
      word = next
    }
    draft.gateway = address(word)
    return draft.gateway != nil
  }

  private mutating func readDestination(_ word: Word, into draft: inout RouteDraft) -> Bool {
    guard draft.destination == nil else {
      report.error(
        code: .unknownWord,
        "'\(word.text)' is neither an option of a route nor its only destination", at: word,
        hint: "expected via, dev, src, table, metric, scope or onlink")
      return false
    }
    guard word.text != "default" else {
      draft.destination = .everything
      return true
    }
    guard let prefix = prefix(word) else { return false }
    draft.destination = .prefix(prefix)
    return true
  }

  private mutating func skipRouteOption(
    _ node: Node, _ index: inout Int, into draft: inout RouteDraft
  ) -> Bool {
    let option = node.words[index]
    if let isRead = readPath(node, &index, into: &draft.path) { return isRead }
    if let isPassed = passOver(node, &index, in: .routeEntry, "route") { return isPassed }
    return readDestination(option, into: &draft)
  }

  /// A byte, hexadecimal after `0x` or, as iproute2 reads it, without.
  mutating func typeOfService(_ word: Word) -> UInt8? {
    let digits = word.text.hasPrefix("0x") ? word.text.dropFirst(2) : word.text[...]
    if let service = UInt8(digits, radix: 16), digits.first != "+" { return service }
    report.error(
      "'\(word.text)' is not a type of service", at: word,
      hint: "expected hexadecimal digits, from 0x00 to 0xff")
    return nil
  }

  /// A number, or one of the kernel's own names; /etc/iproute2 is not asked.
  mutating func routingTable(_ word: Word) -> UInt32? {
    let names: [String: UInt32] = ["default": 253, "main": 254, "local": 255]
    return names[word.text] ?? number(word, in: 1...UInt32.max, of: "a routing table")
  }
}

/// A route as its options leave it.
private struct RouteDraft {
  enum Destination: Equatable {
    case everything
    case prefix(Prefix)
  }

  var kind = Route.Kind.unicast
  var destination: Destination?
  var gateway: Address?
  var source: Address?
  var interface: String?
  var table: UInt32 = 254
  var metric: UInt32?
  var from: Prefix?
  var typeOfService: UInt8 = 0
  var scope: Scope?
  var isOnLink = false
  var path = PathMetrics()
}
