import Health
package import IPVS
package import Network

/// `check_path`: the way that a real server's checks take.
package enum CheckPath: Hashable, Sendable {
  /// To the real server's own address.
  case direct
  /// Through IPVS, to this virtual address.
  case forwarded(Address)
  case both(Address)
}

/// Hands out the firewall marks of the services that forwarded checks go through (`check_marks`). Who
/// gets which follows from who asks, so that a mark stays the same over reloads and restarts.
package struct CheckMarks: Sendable {
  /// 16,384 marks with bits that others seldom use.
  package static let standard: ClosedRange<UInt32> = 0x7000_0000...0x7000_3fff

  /// For whom there is a service.
  package struct Peer: Hashable, Sendable {
    /// The virtual address's family.
    package var family: Family
    package var realServer: Address
    package var forwarding: ForwardingMethod
    /// What masquerading makes of the port; 0: it stays.
    package var port: UInt16

    package init(
      _ family: Family, _ realServer: Address, _ forwarding: ForwardingMethod, port: UInt16 = 0
    ) {
      self.family = family
      self.realServer = realServer
      self.forwarding = forwarding
      self.port = port
    }
  }

  private let range: ClosedRange<UInt32>
  /// What the file uses otherwise.
  private let reserved: Set<UInt32>
  private var peers: [UInt32: Peer] = [:]

  package init(_ range: ClosedRange<UInt32>, reserved: Set<UInt32> = []) {
    self.range = range
    self.reserved = reserved
  }

  /// The mark that a peer's name leads to, or the next that is free; nil if none is.
  package mutating func mark(for peer: Peer) -> UInt32? {
    let count = UInt64(range.upperBound - range.lowerBound) + 1
    let start = peer.hash % count
    for step in 0..<count {
      let mark = UInt32(UInt64(range.lowerBound) + (start + step) % count)
      if peers[mark] == peer { return mark }
      if peers[mark] == nil, !reserved.contains(mark) {
        peers[mark] = peer
        return mark
      }
    }
    return nil
  }
}

extension CheckMarks.Peer {
  /// FNV-1a: Swift's own hashes are others in each process.
  fileprivate var hash: UInt64 {
    let name = "\(family) \(realServer) \(forwarding)" + (port > 0 ? " \(port)" : "")
    return name.utf8.reduce(0xcbf2_9ce4_8422_2325) {
      ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3
    }
  }
}

// MARK: - The services

extension DirectorConfiguration {
  /// The services that forwarded checks go through, each with the one real server.
  package var checkServices: [ServiceKey: VirtualService] {
    var services: [ServiceKey: VirtualService] = [:]
    for server in virtualServers.lazy.flatMap(\.forwardedServers) {
      for check in server.checks {
        guard let path = check.probe.forwardedPath, let forwarding = path.forwarding else {
          continue
        }
        let key = ServiceKey.firewallMark(path.firewallMark, path.destination.address.family)
        services[key] = VirtualService(
          settings: forwarding.serviceSettings,
          destinations: [
            Endpoint(forwarding.realServer, port: forwarding.port): DestinationSettings(
              forwarding: server.settings.forwarding)
          ])
      }
    }
    return services
  }
}

extension DirectorConfiguration {
  /// The same if there is no table for checks to go through: they ask the real servers directly.
  package var checkedDirectly: DirectorConfiguration {
    var copy = self
    for server in virtualServers.indices {
      for member in virtualServers[server].realServers.indices
      where virtualServers[server].realServers[member].isCheckedThroughIPVS {
        copy.virtualServers[server].realServers[member].checkDirectly()
      }
    }
    return copy
  }
}

extension VirtualServer {
  /// Found in place: of very many real servers few have such checks.
  fileprivate var forwardedServers: [RealServer] {
    realServers.indices.filter { realServers[$0].isCheckedThroughIPVS }.map { realServers[$0] }
  }
}

extension RealServer {
  fileprivate mutating func checkDirectly() {
    checkPath = .direct
    isCheckedThroughIPVS = false
    for index in checks.indices { checks[index].probe = checks[index].probe.withoutForwarding }
  }
}

extension Probe {
  /// Its path through IPVS, if it has one.
  var forwardedPath: Path? { path.forwarding == nil ? detour : path }
}

extension Forwarding {
  /// Datagrams make no connections, which would outlive the probe and lead another's datagram, from
  /// the same port by chance, to this real server. With masquerading they must.
  fileprivate var serviceSettings: ServiceSettings {
    ServiceSettings(
      scheduler: .roundRobin, flags: method == .masquerade ? [] : .onePacket)
  }
}
