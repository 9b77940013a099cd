import Network

/// What stands in the kernel as `ipvsadm -Ln` shows it, so that scripts that read that go on.
extension Observation {
  /// The lines without their ends. `information` heads the list of all services; of one service
  /// there is no such heading.
  package func listedLines(
    _ listing: IPVSAction.Listing, information: Information
  ) -> [String] {
    let keys = listing.service.map { [$0] } ?? table.listedKeys
    let heading = listing.service == nil ? [information.heading] : []
    return heading + listing.columns.titles
      + keys.flatMap { key -> [String] in
        guard let service = table.services[key] else { return [] }
        return [line(key, service.settings, listing)]
          + service.destinations.keys.sorted().compactMap { endpoint in
            service.destinations[endpoint].map { line(endpoint, $0, of: key, listing) }
          }
      }
  }

  private func line(
    _ key: ServiceKey, _ settings: ServiceSettings, _ listing: IPVSAction.Listing
  ) -> String {
    switch listing.columns {
    case .totals: key.listed.padded(33) + (services[key] ?? Statistics()).totals(listing.isExact)
    case .rates: key.listed.padded(33) + (services[key] ?? Statistics()).rates(listing.isExact)
    case .connections, .thresholds, .persistent, .tunnels:
      key.listed + " " + settings.listed(key.family)
    }
  }

  private func line(
    _ endpoint: Endpoint, _ settings: DestinationSettings, of key: ServiceKey,
    _ listing: IPVSAction.Listing
  ) -> String {
    let counts = destinations[key]?[endpoint] ?? DestinationStatistics()
    let name = "  -> " + "\(endpoint)".padded(28)
    let ends = " " + "\(counts.active)".padded(10) + " " + "\(counts.inactive)".padded(10)
    switch listing.columns {
    case .totals: return name + counts.counters.totals(listing.isExact)
    case .rates: return name + counts.counters.rates(listing.isExact)
    case .connections:
      return name + " " + settings.forwarding.listed.padded(7) + " "
        + "\(settings.weight)".padded(6) + ends
    case .thresholds:
      return name + " " + "\(settings.upperThreshold)".padded(10) + " "
        + "\(settings.lowerThreshold)".padded(10) + ends
    case .persistent:
      return name + " " + "\(settings.weight)".padded(9) + " "
        + "\(counts.persistent)".padded(11) + ends
    case .tunnels:
      return name + " " + settings.forwarding.listed.padded(7) + " "
        + settings.forwarding.tunnelListed.padded(13) + " " + "\(settings.weight)".padded(6) + ends
    }
  }
}

extension Information {
  /// `IP Virtual Server version 1.2.1 (size=4096)`
  fileprivate var heading: String {
    let parts = [version >> 16 & 0xff, version >> 8 & 0xff, version & 0xff].map { "\($0)" }
    return
      "IP Virtual Server version \(parts.joined(separator: ".")) (size=\(connectionTableSize))"
  }
}

extension IPVSAction.Listing.Columns {
  fileprivate var titles: [String] {
    let servers = "  -> RemoteAddress:Port"
    return switch self {
    case .connections:
      [
        "Prot LocalAddress:Port Scheduler Flags",
        servers + "           Forward Weight ActiveConn InActConn",
      ]
    case .totals:
      ["Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes", servers]
    case .rates:
      ["Prot LocalAddress:Port                 CPS    InPPS   OutPPS    InBPS   OutBPS", servers]
    case .thresholds:
      ["Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn ", servers]
    case .persistent:
      ["Prot LocalAddress:Port            Weight    PersistConn ActiveConn InActConn ", servers]
    case .tunnels:
      [
        "Prot LocalAddress:Port Scheduler Flags",
        servers + "           Forward TunnelInfo    Weight ActiveConn InActConn",
      ]
    }
  }
}

extension ServiceKey {
  /// `TCP  192.0.2.1:80`, `FWM  5 IPv6`
  fileprivate var listed: String {
    switch self {
    case .endpoint(let transport, let endpoint):
      "\(transport)".uppercased().padded(4) + " \(endpoint)"
    case .firewallMark(let mark, .ipv4): "FWM  \(mark)"
    case .firewallMark(let mark, .ipv6): "FWM  \(mark) IPv6"
    }
  }
}

extension ServiceSettings {
  /// `wrr (flag-1) persistent 300 mask 255.255.255.0 pe sip ops`
  fileprivate func listed(_ family: Family) -> String {
    var words = [scheduler]
    let names = flags.names(scheduler)
    if !names.isEmpty { words.append("(\(names.joined(separator: ",")))") }
    if let persistence {
      words.append("persistent \(persistence.timeout)")
      if let mask = persistence.mask(family) { words.append("mask \(mask)") }
      if let engine = persistence.engine { words.append("pe \(engine)") }
    }
    if flags.contains(.onePacket) { words.append("ops") }
    return words.joined(separator: " ")
  }
}

extension ForwardingMethod {
  /// ipvsadm's word.
  package var listed: String {
    switch self {
    case .masquerade: "Masq"
    case .localNode: "Local"
    case .tunnel: "Tunnel"
    case .directRouting: "Route"
    case .bypass: "Bypass"
    }
  }

  /// `gue:6080:+c`
  fileprivate var tunnelListed: String {
    guard case .tunnel(let tunnel) = self else { return "n/a" }
    let check =
      switch tunnel.checksum {
      case .none: "-c"
      case .full: "+c"
      case .remote: "r+c"
      }
    return switch tunnel.kind {
    case .ipip: "ipip"
    case .gue(let port): "gue:\(port):\(check)"
    case .gre: "gre:\(check)"
    }
  }
}

extension Statistics {
  fileprivate func totals(_ isExact: Bool) -> String {
    columns([connections, packetsIn, packetsOut, bytesIn, bytesOut], isExact)
  }

  fileprivate func rates(_ isExact: Bool) -> String {
    columns(
      [connectionRate, packetRateIn, packetRateOut, byteRateIn, byteRateOut], isExact)
  }

  /// Numbers of at most eight digits, or with K, M, G or T.
  private func columns(_ numbers: [UInt64], _ isExact: Bool) -> String {
    numbers.map { number in
      let bounds: [(UInt64, UInt64, String)] = [
        (100_000_000, 1, ""), (1_000_000_000, 1000, "K"), (100_000_000_000, 1_000_000, "M"),
        (100_000_000_000_000, 1_000_000_000, "G"), (.max, 1_000_000_000_000, "T"),
      ]
      let unit = isExact ? nil : bounds.first { number < $0.0 }
      let text = unit.map { "\(number / $0.1)\($0.2)" } ?? "\(number)"
      return String(repeating: " ", count: max(1, 9 - text.utf8.count)) + text
    }.joined()
  }
}

extension String {
  /// With blanks behind it up to so many characters.
  func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - utf8.count))
  }
}
