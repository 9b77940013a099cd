package import Network

/// A change of what the kernel has of interfaces, addresses, routes and rules.
package enum RoutingCommand: Hashable, Sendable {
  /// Also if it is there already: then its settings are taken over as far as the kernel does.
  case addAddress(InterfaceAddress)
  case deleteAddress(InterfaceAddress)
  /// In front of those to the same destination.
  case addRoute(Route)
  case deleteRoute(Route)
  case addRule(Rule)
  case deleteRule(Rule)
  /// Switched off at first: its settings are made before anything comes through it.
  case makeLink(VirtualLink)
  case setUp(link: UInt32, Bool)
  case setAlias(link: UInt32, String)
  /// Whether the kernel gives it an IPv6 link-local address (`addrgenmode`).
  case setLinkLocal(link: UInt32, Bool)
  case deleteLink(UInt32)

  /// `RTM_*`
  package var message: UInt16 {
    switch self {
    case .addAddress: Wire.Message.newAddress
    case .deleteAddress: Wire.Message.deleteAddress
    case .addRoute: Wire.Message.newRoute
    case .deleteRoute: Wire.Message.deleteRoute
    case .addRule: Wire.Message.newRule
    case .deleteRule: Wire.Message.deleteRule
    case .makeLink, .setUp, .setAlias, .setLinkLocal: Wire.Message.newLink
    case .deleteLink: Wire.Message.deleteLink
    }
  }

  /// Beside those that ask for an answer.
  package var flags: NetlinkMessage.Flags {
    switch self {
    case .addAddress: [.request, .create, .replace]
    case .addRoute: [.request, .create]
    case .addRule, .makeLink: [.request, .create, .exclusive]
    case .deleteAddress, .deleteRoute, .deleteRule, .setUp, .setAlias, .setLinkLocal, .deleteLink:
      .request
    }
  }

  /// Appends the payload; the netlink header is the caller's.
  package func append(to bytes: inout [UInt8]) {
    switch self {
    case .addAddress(let address): address.append(to: &bytes)
    case .deleteAddress(let address): address.appendKey(to: &bytes)
    case .addRoute(let route), .deleteRoute(let route): route.append(to: &bytes)
    case .addRule(let rule), .deleteRule(let rule): rule.append(to: &bytes)
    case .makeLink(let link): link.append(to: &bytes)
    case .setUp(let index, let isUp):
      bytes.appendLink(index: index, flags: isUp ? 1 : 0, change: 1)
    case .setAlias(let index, let text):
      bytes.appendLink(index: index)
      // Its end is the attribute's: the kernel takes a NUL for part of it.
      bytes.append(attribute: Wire.Link.alias, bytes: text.utf8)
    case .setLinkLocal(let index, let isMade):
      bytes.appendLink(index: index)
      bytes.append(nested: Wire.Link.familySettings) {
        $0.append(nested: UInt16(Wire.inet6)) {
          $0.append(attribute: Wire.Link.addressGeneration, UInt8(isMade ? 0 : 1))
        }
      }
    case .deleteLink(let index): bytes.appendLink(index: index)
    }
  }
}

/// A command that the kernel did not obey.
package struct RoutingRefusal: Hashable, Sendable {
  package var command: RoutingCommand
  /// errno, positive.
  package var number: Int32
  /// The kernel's or the C library's words for it.
  package var reason: String

  package init(_ command: RoutingCommand, number: Int32, reason: String) {
    self.command = command
    self.number = number
    self.reason = reason
  }

  /// True if what was asked for is so already: it was there, or it was gone.
  package var isSatisfied: Bool {
    switch command {
    // EEXIST
    case .addRoute, .addRule: number == 17
    // EADDRNOTAVAIL; ENODEV: it went with its interface.
    case .deleteAddress: number == 99 || number == 19
    // ESRCH; ENOENT; ENODEV
    case .deleteRoute, .deleteRule: number == 3 || number == 2 || number == 19
    case .deleteLink: number == 19
    // EAFNOSUPPORT: a kernel without IPv6 gives none.
    case .setLinkLocal: number == 97
    case .addAddress, .makeLink, .setUp, .setAlias: false
    }
  }
}

/// A question to the kernel: any number of messages answers, ended by one that says so.
package enum RoutingQuery: Hashable, Sendable {
  case links
  case addresses
  /// Of one owner; nil: all.
  case routes(Owner?)
  case rules
  case neighbors

  /// `RTM_GET*`
  package var message: UInt16 {
    switch self {
    case .links: Wire.Message.getLink
    case .addresses: Wire.Message.getAddress
    case .routes: Wire.Message.getRoute
    case .rules: Wire.Message.getRule
    case .neighbors: Wire.Message.getNeighbor
    }
  }

  /// Appends the payload; the netlink header is the caller's.
  package func append(to bytes: inout [UInt8]) {
    switch self {
    case .links:
      bytes.appendLink(index: 0)
      // RTEXT_FILTER_SKIP_STATS: counters are most of an answer.
      bytes.append(attribute: Wire.Link.filter, UInt32(8))
    case .addresses: bytes += [UInt8](repeating: 0, count: 8)
    case .routes(let owner):
      bytes += [0, 0, 0, 0, 0, owner?.rawValue ?? 0, 0, 0, 0, 0, 0, 0]
    // struct fib_rule_hdr, struct ndmsg
    case .rules, .neighbors: bytes += [UInt8](repeating: 0, count: 12)
    }
  }
}
