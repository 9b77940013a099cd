extension Rule {
  /// NAT, and what every forwarding method has in common: rules N01 to N48.
  package static let masquerading: [Rule] =
    (wayBack + routing + realServers + filters + virtualServices + paths).sorted { $0.id < $1.id }
}
