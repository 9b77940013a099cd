package import Network

/// How this machine reaches a real server, as the kernel's routes have it.
package struct Way: Hashable, Sendable, CustomStringConvertible {
  package var interface: String
  /// The next hop; nil if the real server is on the link.
  package var gateway: Address?

  package init(interface: String, gateway: Address? = nil) {
    self.interface = interface
    self.gateway = gateway
  }

  /// `eth1`, `10.0.0.254 on eth1`
  package var description: String { gateway.map { "\($0) on \(interface)" } ?? interface }

  /// What may fail on it: the interface, and the next hop behind it.
  var parts: [Way] { gateway == nil ? [self] : [Way(interface: interface), self] }
}
