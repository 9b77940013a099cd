package import Network

extension Facts {
  /// Whose packets a walk follows: those of the client, or of the first that asks, to all services of
  /// this document.
  package var walkSubject: WalkSubject {
    let services = director?.services ?? []
    let kernel = ipvs?.services ?? []
    let destinations = kernel.flatMap(\.destinations)
    // A service by mark has no address of its own: each that this machine holds may be one.
    let isMarked =
      services.contains { $0.name.mark != nil } || kernel.contains { $0.name.mark != nil }
    let marked = isMarked ? Set((addresses ?? []).map(\.address)) : []
    let ports = destinations.filter { $0.tunnel == "gue" }.compactMap(\.tunnelPort)
    return WalkSubject(
      client: client,
      virtualAddresses: Set((services.map(\.name) + kernel.map(\.name)).compactMap(\.address))
        .union(marked),
      realServers: Set(services.flatMap(\.realServers).map(\.address))
        .union(destinations.map(\.address)),
      gateways: Set((routes ?? []).compactMap(\.gateway)),
      tunnelPorts: ports.isEmpty ? [CapturedPacket.guePort] : Set(ports))
  }

  /// Virtual addresses that this machine does not hold now: frames for them that come here are stray.
  package var absentVirtualAddresses: Set<Address> {
    let wanted = (director?.instances ?? []).flatMap(\.addresses).map(\.address)
    return Set(wanted).subtracting((addresses ?? []).map(\.address))
  }

  /// Whether there may be something to hear of other directors.
  package var isOneOfSeveralDirectors: Bool {
    director?.instances.isEmpty == false || director?.syncDaemon != nil
      || ipvs?.daemons?.isEmpty == false
  }
}
