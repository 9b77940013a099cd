package import Network

/// A route (`RTM_NEWROUTE`, `struct rtmsg`): what iproute2 calls `to`, `via`, `dev`, `src`, `table`,
/// `metric`, `scope`, `onlink`, `nexthop` and the types of routes.
package struct Route: Hashable, Sendable {
  package var destination: Prefix
  /// IPv6 alone: for packets from there (`from`).
  package var from: Prefix?
  package var kind: Kind
  /// One, or the several that share the traffic; none for a kind that drops.
  package var nextHops: [NextHop]
  /// The address that packets are sent from (`src`).
  package var source: Address?
  /// 254 is `main`.
  package var table: UInt32
  /// nil: the kernel's, 0 for IPv4 and 1024 for IPv6.
  package var metric: UInt32?
  package var scope: Scope
  /// `tos`, IPv4 alone.
  package var typeOfService: UInt8
  package var path: PathMetrics
  package var owner: Owner

  package static let mainTable: UInt32 = 254

  /// `scope`: nil takes iproute2's: link if there is no gateway, else universe.
  package init(
    to destination: Prefix, _ nextHops: [NextHop] = [], kind: Kind = .unicast,
    from: Prefix? = nil, source: Address? = nil, table: UInt32 = Route.mainTable,
    metric: UInt32? = nil, scope: Scope? = nil, typeOfService: UInt8 = 0,
    path: PathMetrics = .init(), owner: Owner = .directord
  ) {
    self.destination = destination
    self.from = from
    self.kind = kind
    self.nextHops = nextHops
    self.source = source
    self.table = table
    self.metric = metric
    let isDirect =
      destination.address.family == .ipv4 && kind == .unicast
      && !nextHops.contains { $0.gateway != nil }
    self.scope = scope ?? (isDirect ? .link : .universe)
    self.typeOfService = typeOfService
    self.path = path
    self.owner = owner
  }

  /// `RTN_*`
  package enum Kind: UInt8, Hashable, Sendable {
    case unicast = 1
    case local = 2
    case broadcast = 3
    case anycast = 4
    case multicast = 5
    /// Drops without a word.
    case blackhole = 6
    case unreachable = 7
    case prohibit = 8
    /// Goes on with the next rule.
    case `throw` = 9
  }

  package struct NextHop: Hashable, Sendable {
    /// nil: the destination is on the link. It may be of the other family (`via inet6`).
    package var gateway: Address?
    /// The interface's index; nil: where the gateway is.
    package var interface: UInt32?
    /// 1…256, its share among several.
    package var weight: UInt16
    /// The gateway is taken to be on the link though no address says so.
    package var isOnLink: Bool

    package init(
      via gateway: Address? = nil, on interface: UInt32? = nil, weight: UInt16 = 1,
      isOnLink: Bool = false
    ) {
      self.gateway = gateway
      self.interface = interface
      self.weight = weight
      self.isOnLink = isOnLink
    }
  }

  /// True if `found` is what this asks for.
  package func isMade(by found: Route) -> Bool {
    var wanted = self
    wanted.metric = metric ?? (destination.address.family == .ipv6 ? 1024 : nil)
    if destination.address.family == .ipv6 { wanted.scope = found.scope }
    wanted.owner = found.owner
    guard wanted.nextHops.count == found.nextHops.count else { return false }
    for (index, hop) in found.nextHops.enumerated() where wanted.nextHops[index].interface == nil {
      wanted.nextHops[index].interface = hop.interface
    }
    if kind != .unicast { wanted.nextHops = found.nextHops }
    return wanted == found
  }
}
