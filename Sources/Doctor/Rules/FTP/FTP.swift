import Network

extension Rule {
  static let ftp: [Rule] = [
    ftpHasNoHelper, ftpPortIsUnknown, ftpRepliesAreNotUnderstood, activeDataFromAnotherPort,
    activeDataIsNotRewritten, ftpIsNotPersistent, passivePortsAreNotServed, ftpIsEncrypted,
    relatedDataIsDropped, extendedPassiveIsRefused,
  ]
}

/// Between which addresses FTP's data connections go. Their ports are in no table.
struct FTPDataPath: Hashable {
  var virtual: Address
  var realServer: Address

  init(_ virtual: Address, _ realServer: Address) {
    self.virtual = virtual
    self.realServer = realServer
  }

  init(_ connection: ConnectionFacts) {
    self.init(connection.virtualAddress, connection.destination)
  }
}

extension Examination {
  /// Those of the real servers of FTP that are in the kernel's table.
  var pathsOfFTPData: Set<FTPDataPath> {
    Set(
      services.filter(\.isFTP).compactMap { kernelService($0.name) }.flatMap { service in
        service.name.address.map { virtual in
          service.destinations.map { FTPDataPath(virtual, $0.address) }
        } ?? []
      })
  }
}

extension ServiceFacts {
  /// Its clients speak FTP: port 21 of TCP, or a check that speaks FTP.
  var isFTP: Bool {
    if name.transport == "tcp", name.port == 21 { return true }
    return realServers.contains { $0.checks.contains { $0.kind == "FTP_CHECK" } }
  }

  func hasServers(by methods: DestinationFacts.Method...) -> Bool {
    realServers.contains { methods.contains($0.method) }
  }
}

extension Examination {
  /// FTP behind NAT.
  var rewrittenFTP: [ServiceFacts] { services.filter { $0.isFTP && $0.hasServers(by: .nat) } }

  /// IPVS has its helper for FTP here; nil: not known.
  var hasFTPHelper: Bool? { director.ipvs?.helpers?.contains("ftp") }

  /// The first packets of data connections that FTP servers behind NAT open to clients and that
  /// leave the director with the server's own address, by the server's address.
  func unchangedData() -> [Address: WalkFacts.Step] {
    let servers = Set(
      rewrittenFTP.flatMap { service in
        service.realServers.filter { $0.method == .nat }.map(\.address)
      }
    ).subtracting(index.own)
    var found: [Address: WalkFacts.Step] = [:]
    for step in director.walk?.steps ?? [] {
      guard step.packet == .syn, step.direction == .leaves, servers.contains(step.source),
        found[step.source] == nil
      else { continue }
      found[step.source] = step
    }
    return found
  }

  /// Addresses of FTP services that use a real server.
  func namesOfFTP(using server: Address) -> String {
    rewrittenFTP.filter { $0.realServers.contains { $0.address == server } }
      .map(\.name.description).shortList(of: 3)
  }
}
