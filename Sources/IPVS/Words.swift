/// Settings in the words of an operator.
extension ServiceSettings {
  /// `scheduler wrr, persistence 300 s /24`
  package var text: String {
    var parts = ["scheduler \(scheduler)"]
    if let persistence {
      let mask = persistence.granularity < 0 ? "" : " /\(persistence.granularity)"
      let engine = persistence.engine.map { " \($0)" } ?? ""
      parts.append("persistence \(persistence.timeout) s\(mask)\(engine)")
    }
    if flags.contains(.onePacket) { parts.append("one packet") }
    let bits: [(ServiceFlags, Int)] = [(.scheduler1, 1), (.scheduler2, 2), (.scheduler3, 3)]
    parts += bits.filter { flags.contains($0.0) }.map { "flag-\($0.1)" }
    return parts.joined(separator: ", ")
  }
}

extension DestinationSettings {
  /// `weight 1, NAT, thresholds 50…100`
  package var text: String {
    var parts = ["weight \(weight)", "\(forwarding)"]
    if upperThreshold != 0 || lowerThreshold != 0 { parts.append(thresholds) }
    return parts.joined(separator: ", ")
  }

  /// What differs alone: here, and there.
  func differences(to other: DestinationSettings) -> (String, String) {
    var parts: [(String, String)] = []
    if weight != other.weight { parts.append(("weight \(weight)", "weight \(other.weight)")) }
    if forwarding != other.forwarding { parts.append(("\(forwarding)", "\(other.forwarding)")) }
    if thresholds != other.thresholds { parts.append((thresholds, other.thresholds)) }
    return (
      parts.map(\.0).joined(separator: ", "), parts.map(\.1).joined(separator: ", ")
    )
  }

  private var thresholds: String { "thresholds \(lowerThreshold)…\(upperThreshold)" }
}

extension ForwardingMethod: CustomStringConvertible {
  /// keepalived.conf's word, the tunnel's kind with it: `NAT`, `DR`, `TUN gue port 6080 csum`.
  package var description: String {
    switch self {
    case .masquerade: "NAT"
    case .localNode: "local"
    case .directRouting: "DR"
    case .bypass: "bypass"
    case .tunnel(let tunnel): "TUN\(tunnel.text)"
    }
  }
}

extension Tunnel {
  fileprivate var text: String {
    let check =
      switch checksum {
      case .none: ""
      case .full: " csum"
      case .remote: " remcsum"
      }
    return switch kind {
    case .ipip: ""
    case .gue(let port): " gue port \(port)\(check)"
    case .gre: " gre\(check)"
    }
  }
}

extension Command: CustomStringConvertible {
  /// What it asks for: `add real server 10.0.0.2:80 of tcp 192.0.2.1:80: weight 1, NAT`
  package var description: String {
    switch self {
    case .newService(let key, let settings):
      "add \(TableObject.service(key)): \(settings.text)"
    case .setService(let key, let settings):
      "change \(TableObject.service(key)): \(settings.text)"
    case .newDestination(let key, let endpoint, let settings):
      "add \(TableObject.destination(key, endpoint)): \(settings.text)"
    case .setDestination(let key, let endpoint, let settings):
      "change \(TableObject.destination(key, endpoint)): \(settings.text)"
    case .deleteService(let key): "remove \(TableObject.service(key))"
    case .deleteDestination(let key, let endpoint):
      "remove \(TableObject.destination(key, endpoint))"
    case .flush: "remove all virtual servers, also those of others"
    case .setTimeouts(let timeouts):
      "set the connection timeouts: TCP \(timeouts.tcp) s, after FIN \(timeouts.tcpFin) s, "
        + "UDP \(timeouts.udp) s (0: as it is)"
    case .startDaemon(let daemon): "start \(daemon)"
    case .stopDaemon(let role): "stop the sync daemon as \(role)"
    }
  }
}
