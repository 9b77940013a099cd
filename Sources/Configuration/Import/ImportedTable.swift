package import IPVS
import Network

/// The lines of `ipvsadm -S`, or of any script for `ipvsadm -R`, as a directord.conf: the same
/// services with the same real servers, which nothing checks.
package func importedTable(
  _ text: some Collection<UInt8>, from name: String, names: NameLookUp = .none
) -> Imported {
  var reader = TableReader()
  let lines = RestoredLines(text, names: names)
  for mistake in lines.mistakes {
    // `line 3: …`
    let parts = mistake.split(separator: ":", maxSplits: 1)
    let number = Int(parts.first?.drop { !$0.isWholeNumber } ?? "") ?? 0
    let why = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : mistake
    reader.draft.remark(number, "not understood: \(why)")
  }
  for entry in lines.commands { reader.read(entry) }
  return reader.finished().imported(from: name)
}

private struct TableReader {
  var draft = ImportDraft()
  private var table = Table()
  /// In the order in which they came.
  private var order: [ServiceKey] = []
  private var realServers: [ServiceKey: [Endpoint]] = [:]
  private var lines: [ServiceKey: Int] = [:]
  private var timeouts = Timeouts()

  mutating func read(_ entry: RestoredLines.Entry) {
    switch entry.command {
    case .newService(let key, _):
      guard table[key] == nil else {
        return draft.remark(entry.line, "\(key) is there already: the line is left out")
      }
      if lines[key] == nil { order.append(key) }
      lines[key] = entry.line
      realServers[key] = []
    case .setService(let key, _), .deleteService(let key):
      guard table[key] != nil else { return draft.remark(entry.line, "there is no \(key)") }
    case .newDestination(let key, let endpoint, _):
      guard let service = table[key] else { return draft.remark(entry.line, "there is no \(key)") }
      guard service.destinations[endpoint] == nil else {
        return draft.remark(entry.line, "\(key) has \(endpoint) already: the line is left out")
      }
      realServers[key]?.append(endpoint)
    case .setDestination(let key, let endpoint, _), .deleteDestination(let key, let endpoint):
      guard table[key]?.destinations[endpoint] != nil else {
        return draft.remark(entry.line, "there is no \(endpoint) of \(key)")
      }
      if case .deleteDestination = entry.command {
        realServers[key]?.removeAll { $0 == endpoint }
      }
    case .setTimeouts(let timeouts):
      if timeouts.tcp > 0 { self.timeouts.tcp = timeouts.tcp }
      if timeouts.tcpFin > 0 { self.timeouts.tcpFin = timeouts.tcpFin }
      if timeouts.udp > 0 { self.timeouts.udp = timeouts.udp }
    case .startDaemon(let daemon):
      draft.remark(
        entry.line,
        "\(daemon): directord runs sync daemons with a vrrp_instance: write 'lvs_sync_daemon "
          + "\(daemon.interface) INSTANCE id \(daemon.identifier)' into global_defs")
    case .flush, .zero, .stopDaemon: break
    }
    table.apply(entry.command)
  }

  func finished() -> ImportDraft {
    var draft = draft
    let words = [("tcp", timeouts.tcp), ("tcpfin", timeouts.tcpFin), ("udp", timeouts.udp)]
      .filter { $0.1 > 0 }.flatMap { [$0.0, "\($0.1)"] }
    if !words.isEmpty { draft.global.append(Statement("lvs_timeouts", all: words)) }
    for key in order {
      guard let service = table[key] else { continue }
      let line = lines[key] ?? 0
      guard !service.destinations.isEmpty else {
        draft.remark(
          line, "\(key) has no real server: directord serves it as soon as the file has one")
        continue
      }
      draft.servers.append(server(key, service, at: line))
    }
    return draft
  }

  private func server(_ key: ServiceKey, _ service: VirtualService, at line: Int)
    -> ImportDraft.Server
  {
    var remarks: [Imported.Remark] = []
    let settings = service.settings.configured(of: key) {
      remarks.append(Imported.Remark(line: line, text: $0))
    }
    let position = Position(file: "", line: line, column: 1)
    for (endpoint, real) in service.destinations.sorted(by: { $0.key < $1.key })
    where real.forwarding != .masquerade && endpoint.port != key.port {
      remarks.append(
        Imported.Remark(
          line: line,
          text: "\(endpoint): DR and TUN change no port: the kernel gets \(key.port)"))
    }
    let model = VirtualServer(
      name: .service(key), services: [key], settings: settings,
      realServers: (realServers[key] ?? []).compactMap { endpoint in
        service.destinations[endpoint].map { settings in
          let port = settings.forwarding == .masquerade ? endpoint.port : key.port
          return RealServer(
            endpoint: Endpoint(endpoint.address, port: port), settings: settings,
            position: position)
        }
      }, position: position)
    return ImportDraft.Server(key: key, statement: model.statement, remarks: remarks)
  }
}

extension ServiceSettings {
  /// As a configuration can have them; what it cannot is told.
  fileprivate func configured(
    of key: ServiceKey, telling tell: (String) -> Void
  ) -> ServiceSettings {
    var settings = self
    if Scheduler(rawValue: scheduler) == nil {
      tell("the scheduler \(scheduler) is not known here: wlc is taken")
      settings.scheduler = Scheduler.weightedLeastConnection.name
    }
    if case .firewallMark = key, flags.contains(.onePacket) {
      tell("-o: directord has one-packet scheduling (ops) for UDP alone, not for firewall marks")
      settings.flags.remove(.onePacket)
    }
    if let mask = persistence?.maskWithGaps {
      tell(
        "-M \(Address.v4(mask)) is no prefix length: every bit of a client's address counts instead"
      )
      settings.persistence?.maskWithGaps = nil
      settings.persistence?.granularity = key.family.bits
    }
    return settings
  }
}
