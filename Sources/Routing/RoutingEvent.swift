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
  /// So much happened at once that the kernel did not tell it all: this is what stands now, in place
  /// of all that was told before. Routes and rules have to be asked for.
  case relearned(links: [Link], addresses: [InterfaceAddress])

  /// nil where the message tells of something else, or of what is not known here.
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
    default: nil
    }
  }
}
