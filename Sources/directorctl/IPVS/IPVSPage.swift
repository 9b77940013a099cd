import Control
import IPVS
import Network

/// The kernel's table for people: services one after another, their real servers in columns.
struct IPVSPage {
  var paint: Paint

  /// The lines without their ends.
  func lines(_ found: Observation, only service: ServiceKey?) -> [String] {
    let keys = service.map { [$0] } ?? found.table.listedKeys
    guard !keys.isEmpty else { return [paint("the kernel's IPVS has no service", .faint)] }
    let rows = keys.map { self.rows(of: $0, found) }
    let widths = Grid.widths([titles] + rows.flatMap(\.self))
    var lines: [String] = []
    for (key, rows) in zip(keys, rows) {
      if !lines.isEmpty { lines.append("") }
      lines.append(title(key, found))
      if rows.isEmpty { lines.append("  " + paint("no real servers", .yellow)) }
      for case .cells(let cells) in rows.isEmpty ? [] : [titles] + rows {
        lines.append(Grid.line(cells, widths: widths, paint: paint))
      }
    }
    return lines
  }

  /// `tcp 192.168.3.108:80  scheduler wrr, persistence 300 s /32`
  private func title(_ key: ServiceKey, _ found: Observation) -> String {
    let settings = found.table[key]?.settings.text ?? ""
    let rates = found.services[key] ?? Statistics()
    let rate = rates.connectionRate > 0 ? ", \(Quantity.count(rates.connectionRate)) conn/s" : ""
    let total = "\(Quantity.count(rates.connections)) connections in all"
    return paint("\(key)", .bold) + "  \(settings), \(total)\(rate)"
  }

  private var titles: Row {
    let numbers = [
      "weight", "active", "inact", "conn/s", "pkt/s in", "pkt/s out", "B/s in", "B/s out",
    ]
    return .cells(
      [Cell("real server", .faint), Cell("by", .faint)]
        + numbers.map { Cell($0, .faint, isNumber: true) })
  }

  private func rows(of key: ServiceKey, _ found: Observation) -> [Row] {
    let destinations = found.table[key]?.destinations ?? [:]
    return destinations.keys.sorted().compactMap { endpoint in
      destinations[endpoint].map {
        row(endpoint, $0, found.destinations[key]?[endpoint] ?? DestinationStatistics())
      }
    }
  }

  private func row(
    _ endpoint: Endpoint, _ settings: DestinationSettings, _ counts: DestinationStatistics
  ) -> Row {
    let rates = counts.counters
    let numbers = [
      UInt64(counts.active), UInt64(counts.inactive), rates.connectionRate, rates.packetRateIn,
      rates.packetRateOut, rates.byteRateIn, rates.byteRateOut,
    ]
    let weight = Cell(
      "\(settings.weight)", settings.weight == 0 ? .yellow : nil, isNumber: true)
    return .cells(
      [Cell("\(endpoint)"), Cell("\(settings.forwarding)"), weight]
        + numbers.map { Cell(Quantity.count($0), isNumber: true) })
  }
}

extension IPVSDocument {
  init(_ found: Observation, _ information: Information, only service: ServiceKey?) {
    self.init()
    let parts = [information.version >> 16, information.version >> 8, information.version]
    ipvs = parts.map { "\($0 & 0xff)" }.joined(separator: ".")
    connectionTableSize = information.connectionTableSize
    let keys = service.map { [$0] } ?? found.table.listedKeys
    services = keys.compactMap { key in
      found.table[key].map { Service(key, $0, found) }
    }
  }
}

extension IPVSDocument.Service {
  fileprivate init(_ key: ServiceKey, _ service: VirtualService, _ found: Observation) {
    let settings = service.settings
    self.init(
      service: "\(key)", scheduler: settings.scheduler,
      flags: settings.flags.names(settings.scheduler),
      isOnePacket: settings.flags.contains(.onePacket),
      persistence: settings.persistence?.timeout, mask: settings.persistence?.mask(key.family),
      persistenceEngine: settings.persistence?.engine,
      traffic: Traffic(found.services[key] ?? Statistics()),
      realServers: service.destinations.keys.sorted().compactMap { endpoint in
        service.destinations[endpoint].map {
          IPVSDocument.RealServer(
            endpoint, $0, found.destinations[key]?[endpoint] ?? DestinationStatistics())
        }
      })
  }
}

extension IPVSDocument.RealServer {
  fileprivate init(
    _ endpoint: Endpoint, _ settings: DestinationSettings, _ counts: DestinationStatistics
  ) {
    self.init(
      endpoint: "\(endpoint)", forwarding: "\(settings.forwarding)", weight: settings.weight,
      upperThreshold: settings.upperThreshold, lowerThreshold: settings.lowerThreshold,
      connections: Connections(
        active: UInt64(counts.active), inactive: UInt64(counts.inactive),
        persistent: UInt64(counts.persistent)),
      traffic: Traffic(counts.counters))
  }
}

extension Traffic {
  fileprivate init(_ statistics: Statistics) {
    self.init(
      totals: Counters(
        connections: statistics.connections, packetsIn: statistics.packetsIn,
        packetsOut: statistics.packetsOut, bytesIn: statistics.bytesIn,
        bytesOut: statistics.bytesOut),
      rates: Counters(
        connections: statistics.connectionRate, packetsIn: statistics.packetRateIn,
        packetsOut: statistics.packetRateOut, bytesIn: statistics.byteRateIn,
        bytesOut: statistics.byteRateOut))
  }
}
