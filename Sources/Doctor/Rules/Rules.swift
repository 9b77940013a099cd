extension Rule {
  /// Every rule, in the order of the manual page. Within a family: numbers in order.
  package static let all: [Rule] =
    kernel + masquerading + directRouting + tunnels + ftp + ipsec + routers + synchronization
    + limits + machine

  /// The rule of this id.
  package static func named(_ id: String) -> Rule? {
    all.first { $0.id.lowercased() == id.lowercased() }
  }
}
