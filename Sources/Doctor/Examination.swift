package import Network

/// All documents that are judged together.
package struct Examination: Sendable {
  package var director: Facts {
    didSet {
      (firewall, laterFirewall) = Examination.firewalls(of: director)
      lists = FactsIndex(director)
      index = Index(director, realServers, peer, firewall)
      dropped = judgedPackets()
    }
  }
  /// The director's lists by the keys by which rules ask for them.
  private(set) var lists: FactsIndex
  /// What drops packets of services on their path through the director, judged once for all rules.
  private(set) var dropped: [FilterPoint: [FilteredPackets]] = [:]
  /// The director's packet filters, read once for all rules; nil: the document has none.
  package private(set) var firewall: Firewall?
  /// The same after the probes or the walk, for the growth of counters.
  package private(set) var laterFirewall: Firewall?
  /// Documents of real servers.
  package var realServers: [Facts] {
    didSet { index = Index(director, realServers, peer, firewall) }
  }
  /// The other director's document.
  package var peer: Facts? { didSet { index = Index(director, realServers, peer, firewall) } }
  /// What the rules look up again and again.
  private(set) var index: Index

  package init(_ director: Facts, realServers: [Facts] = [], peer: Facts? = nil) {
    self.director = director
    self.realServers = realServers
    self.peer = peer
    (firewall, laterFirewall) = Examination.firewalls(of: director)
    lists = FactsIndex(director)
    index = Index(director, realServers, peer, firewall)
    dropped = judgedPackets()
  }

  private static func firewalls(of facts: Facts) -> (Firewall?, Firewall?) {
    (facts.rulesets.map { Firewall($0) }, facts.rulesetsLater.map { Firewall($0) })
  }

  /// A kernel setting of the director; nil: not read, or this kernel has none of that name.
  package func setting(_ name: String) -> String? { director.settings?[name] }

  /// The document of the real server that has this address.
  package func realServer(_ address: Address) -> Facts? {
    index.documents[address].map { realServers[$0] }
  }

  /// Virtual services as configured; those that only the kernel has, if no configuration is known.
  package var services: [ServiceFacts] { index.services }

  package var instances: [InstanceFacts] { director.director?.instances ?? [] }
}

extension ServiceFacts {
  /// A service that only the kernel's table tells of.
  package init(kernel: KernelServiceFacts) {
    let method = kernel.destinations.first?.method ?? .nat
    self.init(name: kernel.name, method: method, scheduler: kernel.scheduler)
    persistence = kernel.persistence
    realServers = kernel.destinations.map { destination in
      RealServerFacts(
        address: destination.address, port: destination.port, method: destination.method,
        weight: Int(destination.weight))
    }
  }
}
