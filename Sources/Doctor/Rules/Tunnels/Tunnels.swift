import Network

extension Rule {
  static let tunnels: [Rule] = [
    realServerHasNoTunnel, tunnelDropsByReversePath, tunnelLacksVirtualAddress, tunnelIsFiltered,
    routerRejectsTunnel, tunnelNarrowsThePath, tunnelTypeDiffers, tunnelIsNotNeeded,
    tunnelLosesMergedPackets,
  ]
}

/// An ICMP error about what was sent to a real server.
struct Rejection: Sendable {
  /// Who sent it; nil: not known.
  var reporter: Address?
  /// ICMP's code of a "destination unreachable".
  var code: Int
  var line: String
}

extension Examination {
  /// ICMP errors by the real server that they concern. A walk, which sees who sent them, comes before
  /// a probe, to which IPVS has passed them on under the virtual address.
  func rejections() -> [Address: Rejection] {
    var found: [Address: Rejection] = [:]
    for (server, probes) in index.probes {
      let probe = probes.first { $0.kind == .forwarded && $0.icmpType == 3 }
      guard let probe, let code = probe.icmpCode else { continue }
      let reporter = probe.reporter.flatMap { isDirectors($0) ? nil : $0 }
      found[server] = Rejection(reporter: reporter, code: code, line: probe.line)
    }
    for step in director.walk?.steps ?? [] where step.packet == .icmpError && step.type == 3 {
      guard step.direction == .arrives, let about = step.about, let code = step.code else {
        continue
      }
      found[about.destination] = Rejection(reporter: step.source, code: code, line: step.line)
    }
    return found
  }

  private func isDirectors(_ address: Address) -> Bool {
    index.own.contains(address) || index.virtual.contains(address)
  }

  /// The type of each real server's tunnel as the kernel's table has it: `ipip`, `gue`, `gre`.
  func tunnelTypes() -> [Address: DestinationFacts] {
    var types: [Address: DestinationFacts] = [:]
    for service in director.ipvs?.services ?? [] {
      for destination in service.destinations where destination.method == .tunnel {
        types[destination.address] = destination
      }
    }
    return types
  }
}

extension ReachedServer {
  /// Kinds of links, as `ip -details link` names them, that take IP-in-IP for this pair of families.
  var tunnelKinds: [String] {
    if address.isIPv6 { return ["ip6tnl"] }
    return virtualAddresses.contains { $0.isIPv6 } ? ["sit", "ipip"] : ["ipip"]
  }

  /// The name of the kernel's own device of that kind.
  var tunnelName: String {
    switch tunnelKinds[0] {
    case "ip6tnl": "ip6tnl0"
    case "sit": "sit0"
    default: "tunl0"
    }
  }

  /// Devices of its machine that are up and take its tunnel; nil if it has no document.
  var tunnelDevices: [LinkFacts]? {
    document?.links?.filter { link in
      link.isUp
        && (tunnelKinds.contains(link.kind ?? "") || link.name == tunnelName)
    }
  }
}
