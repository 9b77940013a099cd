package import Network

/// What the kernel tells of interfaces, addresses, routes and rules: in a dump, or when it changes.
package enum RoutingEvent: Hashable, Sendable {
  /// It is there, new or changed.
  case link(Link)
  case linkGone(Link)
  case address(InterfaceAddress)
  case addressGone(InterfaceAddress)
  case route(Route)
  case routeGone(Route)
  case rule(Rule)
  case ruleGone(Rule)
  /// Whether an interface, by its index, forwards IPv6.
  case forwarding(UInt32, Bool)
  /// So much happened at once that the kernel did not tell it all: this is what stands now, in place
  /// of all that was told before; unless it is whole, beside that. Routes and rules have to be asked
  /// for.
  case relearned(links: [Link], addresses: [InterfaceAddress], isWhole: Bool)

  /// nil if the message tells of something else, or of what is not known here.
  package init?(_ message: NetlinkMessage) {
    guard let event = RoutingEvent.event(message.type, message.payload) else { return nil }
    self = event
  }

  private static func event(_ type: UInt16, _ payload: ArraySlice<UInt8>) -> RoutingEvent? {
    switch type {
    case Wire.Message.newLink: Link(payload).map(RoutingEvent.link)
    case Wire.Message.deleteLink: Link(payload).map(RoutingEvent.linkGone)
    case Wire.Message.newAddress: InterfaceAddress(payload).map(RoutingEvent.address)
    case Wire.Message.deleteAddress: InterfaceAddress(payload).map(RoutingEvent.addressGone)
    case Wire.Message.newRoute: Route(payload).map(RoutingEvent.route)
    case Wire.Message.deleteRoute: Route(payload).map(RoutingEvent.routeGone)
    case Wire.Message.newRule: Rule(payload).map(RoutingEvent.rule)
    case Wire.Message.deleteRule: Rule(payload).map(RoutingEvent.ruleGone)
    case Wire.Message.newSettings: forwarding(payload)
    default: nil
    }
  }

  /// `RTM_NEWNETCONF`: `struct netconfmsg` and `NETCONFA_*`. nil if it is no interface's own, or
  /// not IPv6's.
  private static func forwarding(_ payload: ArraySlice<UInt8>) -> RoutingEvent? {
    guard payload.byte(0) == Wire.inet6 else { return nil }
    var reader = AttributeReader(payload.dropFirst(4))
    var index: UInt32?
    var isRouter: Bool?
    while let attribute = reader.next() {
      switch attribute.type {
      case Wire.Settings.interface: index = attribute.integer(UInt32.self)
      case Wire.Settings.forwarding: isRouter = attribute.integer(UInt32.self).map { $0 != 0 }
      default: break
      }
    }
    // -1 and -2 are `all` and `default`.
    guard let index, index > 0, index <= UInt32(Int32.max), let isRouter else { return nil }
    return .forwarding(index, isRouter)
  }
}
