import Network

extension Rule {
  static let directorsServeEachOther = Rule(
    "D11", .error, "directors are each other's real servers without backup_only",
    needs: [],
    reference: "Documentation/networking/ipvs-sysctl.rst, backup_only",
    explanation: """
      If the other director is a real server of a service and has the same service in its own table, \
      it may balance the packet back to this one: the packet goes to and fro. With \
      net.ipv4.vs.backup_only=1 a director whose sync daemon is in the backup role takes such \
      packets for itself.
      """
  ) { examination in
    guard examination.setting("net.ipv4.vs.backup_only") == "0" else { return [] }
    let peers = examination.peerAddresses
    return examination.services.compactMap { service in
      let server = service.realServers.first { server in
        [.directRouting, .tunnel].contains(server.method) && peers.contains(server.address)
      }
      guard let server, service.follows == nil, isInTable(service.name, of: examination.peer) else {
        return nil
      }
      return Observation(
        service.name.description,
        "\(server.address), a real server of \(service.name), is the other director and has the same "
          + "service: a packet may go to and fro between the two.",
        evidence: [settingLine("net.ipv4.vs.backup_only", 0)],
        mend: [
          .set("net.ipv4.vs.backup_only", to: "1"),
          .set("net.ipv4.vs.backup_only", to: "1", on: server.address.description),
        ])
    }
  }

  /// True too if it is not known.
  private static func isInTable(_ service: ServiceName, of peer: Facts?) -> Bool {
    peer?.ipvs?.services.contains { $0.name == service } ?? true
  }
}

extension Examination {
  /// Addresses of the other director: from its document, from unicast peers and from adverts.
  var peerAddresses: Set<Address> {
    var found = Set(
      (peer?.addresses ?? []).map(\.address).filter {
        !index.virtual.contains($0) && !$0.isLoopback
      })
    for instance in instances {
      found.formUnion((instance.unicastPeers ?? []).compactMap { Address($0) })
      found.formUnion((instance.neighbors ?? []).compactMap { Address($0.address) })
    }
    for advert in director.heard?.adverts ?? [] where advert.isOwn != true {
      found.insert(advert.source)
    }
    return found.subtracting(index.own)
  }
}
