/// Settings in the words of an operator.
extension ServiceSettings {
  /// `scheduler wrr, persistence 300 s /24`
  package var text: String {
    var parts = ["scheduler \(scheduler)"]
    if persistence != nil { parts.append("persistence \(lasting)") }
    return (parts + options).joined(separator: ", ")
  }

  /// What differs, field by field.
  package func fields(to other: ServiceSettings) -> [FieldChange] {
    [
      FieldChange("scheduler", scheduler, other.scheduler),
      FieldChange("persistence", lasting, other.lasting),
      FieldChange("flags", chosen, other.chosen),
    ].filter { $0.from != $0.to }
  }

  private var lasting: String {
    guard let persistence else { return "none" }
    let mask = persistence.granularity < 0 ? "" : " /\(persistence.granularity)"
    let engine = persistence.engine.map { " \($0)" } ?? ""
    return "\(persistence.timeout) s\(mask)\(engine)"
  }

  private var chosen: String { options.isEmpty ? "none" : options.joined(separator: ", ") }

  private var options: [String] {
    let bits: [(ServiceFlags, Int)] = [(.scheduler1, 1), (.scheduler2, 2), (.scheduler3, 3)]
    return (flags.contains(.onePacket) ? ["one packet"] : [])
      + bits.filter { flags.contains($0.0) }.map { "flag-\($0.1)" }
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
    let fields = fields(to: other)
    return (
      fields.map { "\($0.label)\($0.from)" }.joined(separator: ", "),
      fields.map { "\($0.label)\($0.to)" }.joined(separator: ", ")
    )
  }

  /// What differs, field by field.
  package func fields(to other: DestinationSettings) -> [FieldChange] {
    [
      FieldChange("weight", "\(weight)", "\(other.weight)"),
      FieldChange("forwarding", "\(forwarding)", "\(other.forwarding)"),
      FieldChange("thresholds", bounds, other.bounds),
    ].filter { $0.from != $0.to }
  }

  private var thresholds: String { "thresholds \(bounds)" }
  private var bounds: String { "\(lowerThreshold)…\(upperThreshold)" }
}

/// A field that is to be another.
package struct FieldChange: Hashable, Sendable {
  package var name: String
  package var from: String
  package var to: String

  package init(_ name: String, _ from: String, _ to: String) {
    self.name = name
    self.from = from
    self.to = to
  }

  /// Before the value in a line; a forwarding method speaks for itself.
  fileprivate var label: String { name == "forwarding" ? "" : "\(name) " }
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
    case .zero(let key?): "set the counters of \(TableObject.service(key)) to zero"
    case .zero(nil): "set the counters of all virtual servers to zero"
    case .setTimeouts(let timeouts):
      "set the connection timeouts: TCP \(timeouts.tcp) s, after FIN \(timeouts.tcpFin) s, "
        + "UDP \(timeouts.udp) s (0: as it is)"
    case .startDaemon(let daemon): "start \(daemon)"
    case .stopDaemon(let role): "stop the sync daemon as \(role)"
    }
  }
}
