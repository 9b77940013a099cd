package import Network

/// A table as lines that `ipvsadm -R` reads.
extension Table {
  /// Its lines without their ends, services and destinations in ipvsadm's order.
  ///
  /// `ipvsadm -S` leaves thresholds out; with `thresholds` they are there, so that nothing is lost.
  package func savedLines(thresholds: Bool) -> [String] {
    listedKeys.flatMap { key in
      guard let service = services[key] else { return [String]() }
      return [(["-A", key.option] + service.settings.options(key)).joined(separator: " ")]
        + service.destinations.keys.sorted().compactMap { endpoint in
          service.destinations[endpoint].map {
            (["-a", key.option, "-r", "\(endpoint)"] + $0.options(thresholds: thresholds))
              .joined(separator: " ")
          }
        }
    }
  }

  /// The services in the order in which ipvsadm lists them: by address family, protocol and endpoint,
  /// firewall marks last.
  package var listedKeys: [ServiceKey] {
    services.keys.sorted { left, right in
      switch (left, right) {
      case (.endpoint(let a, let x), .endpoint(let b, let y)):
        let (a, b) = (a.rawValue, b.rawValue)
        return (x.address.family.bits, a, x.address) < (y.address.family.bits, b, y.address)
          || (a == b && x.address == y.address && x.port < y.port)
      case (.firewallMark, .firewallMark), (.endpoint, .firewallMark), (.firewallMark, .endpoint):
        return left < right
      }
    }
  }
}

extension ServiceKey {
  /// `-t 192.0.2.1:80`, `-f 5 -6`
  package var option: String {
    switch self {
    case .endpoint(.tcp, let endpoint): "-t \(endpoint)"
    case .endpoint(.udp, let endpoint): "-u \(endpoint)"
    case .endpoint(.sctp, let endpoint): "--sctp-service \(endpoint)"
    case .firewallMark(let mark, .ipv4): "-f \(mark)"
    case .firewallMark(let mark, .ipv6): "-f \(mark) -6"
    }
  }
}

extension ServiceSettings {
  fileprivate func options(_ key: ServiceKey) -> [String] {
    var words = ["-s \(scheduler)"]
    if let persistence {
      words.append("-p \(persistence.timeout)")
      if let mask = persistence.mask(key.family) { words.append("-M \(mask)") }
      if let engine = persistence.engine { words.append("--pe \(engine)") }
    }
    if flags.contains(.onePacket) { words.append("-o") }
    let names = flags.names(scheduler)
    if !names.isEmpty { words.append("-b \(names.joined(separator: ","))") }
    return words
  }
}

extension Persistence {
  /// The mask as `-M` has it; nil: every bit of a client's address counts.
  package func mask(_ family: Family) -> String? {
    switch family {
    case .ipv6: granularity == family.bits ? nil : "\(granularity)"
    case .ipv4:
      granularity == family.bits
        ? nil : "\(Address.v4(maskWithGaps ?? Prefix.mask(length: granularity)))"
    }
  }
}

extension ServiceFlags {
  /// The words of `-b`, of the scheduler's own if it has some.
  package func names(_ scheduler: String) -> [String] {
    [ServiceFlags.scheduler1, .scheduler2, .scheduler3].filter(contains).compactMap { flag in
      let words = Self.named.filter { $0.flag == flag }
      return (words.first { $0.scheduler == scheduler } ?? words.first { $0.scheduler == nil })?
        .name
    }
  }
}

extension DestinationSettings {
  fileprivate func options(thresholds: Bool) -> [String] {
    var words: [String] =
      switch forwarding {
      case .masquerade, .localNode: ["-m"]
      case .directRouting, .bypass: ["-g"]
      case .tunnel: ["-i"]
      }
    words.append("-w \(weight)")
    if thresholds, upperThreshold > 0 { words.append("-x \(upperThreshold)") }
    if thresholds, lowerThreshold > 0 { words.append("-y \(lowerThreshold)") }
    if case .tunnel(let tunnel) = forwarding { words.append(tunnel.options) }
    return words
  }
}

extension Tunnel {
  fileprivate var options: String {
    let check =
      switch checksum {
      case .none: "--tun-nocsum"
      case .full: "--tun-csum"
      case .remote: "--tun-remcsum"
      }
    return switch kind {
    case .ipip: "--tun-type ipip"
    case .gue(let port): "--tun-type gue --tun-port \(port) \(check)"
    case .gre: "--tun-type gre \(check)"
    }
  }
}
