import Network

extension Rule {
  static let limits: [Rule] = [
    defenceIsAtWork, connectionsStayHalfOpen, neighborTableIsFull, packetsAreDroppedOnArrival,
    checksLackPortsOrDescriptors, timeoutsAreShort, portReuseReachesADeadServer,
    connectionsCannotMove,
  ]

  static let defenceIsAtWork = Rule(
    "L01", .warning, "IPVS's defence is at work", needs: [.settings],
    reference: "LVS IPSec document 4.3",
    explanation: """
      drop_entry, drop_packet and secure_tcp throw away connections, packets or states on purpose: \
      always if set to 3, and with 1 when less memory is free than amemthresh says; the kernel shows \
      that as 2. New connections are lost while it lasts.
      """
  ) { examination in
    let names = ["drop_entry", "drop_packet", "secure_tcp"].map { "net.ipv4.vs.\($0)" }
    let active = names.compactMap { name -> (name: String, value: Int)? in
      guard let value = examination.director.number(name), value == 2 || value == 3 else {
        return nil
      }
      return (name, value)
    }
    guard !active.isEmpty else { return [] }
    let isForced = active.contains { $0.value == 3 }
    let threshold = examination.director.number("net.ipv4.vs.amemthresh")
    let memory = examination.director.kernel?.availableMemory
    let limits = examination.rateLimitsOfIPSec
    return [
      Observation(
        "IPVS",
        "IPVS throws away new connections or packets on purpose: "
          + active.map { "\($0.name) is \($0.value)" }.joined(separator: ", ")
          + (isForced ? "." : ", because memory is short."),
        evidence: active.map { settingLine($0.name, $0.value) }
          + (threshold.map { [settingLine("net.ipv4.vs.amemthresh", "\($0) pages")] } ?? [])
          + (memory.map { ["MemAvailable: \($0 / 1024) kB"] } ?? []),
        mend: active.filter { $0.value == 3 }.map { .set($0.name, to: "1") }
          + (isForced
            ? []
            : [
              Mend(
                words: "Give the machine memory, or lower net.ipv4.vs.amemthresh, below which the "
                  + "defence begins.")
            ]) + limits)
    ]
  }

  static let connectionsStayHalfOpen = Rule(
    "L02", .warning, "most connections stay half open", needs: [.ipvs],
    reference: "LVS HOWTO Q.3",
    explanation: """
      Of a service behind NAT more than half of the connections are in SYN_RECV and hardly a packet \
      goes back: either a flood of SYNs, or the replies find no way (the walk tells which).
      """
  ) { examination in
    guard let ipvs = examination.director.ipvs else { return [] }
    var halfOpen: [ServiceKey: Int] = [:]
    var all: [ServiceKey: Int] = [:]
    for connection in ipvs.connections ?? [] where connection.clientPort != 0 {
      let key = ServiceKey(
        connection.transport.lowercased(), connection.virtualAddress, connection.virtualPort)
      all[key, default: 0] += 1
      if connection.state == "SYN_RECV" { halfOpen[key, default: 0] += 1 }
    }
    return ipvs.services.compactMap { service in
      guard let address = service.name.address, let transport = service.name.transport,
        service.destinations.contains(where: { $0.method == .nat })
      else { return nil }
      let key = ServiceKey(transport, address, service.name.port ?? 0)
      let (open, total) = (halfOpen[key] ?? 0, all[key] ?? 0)
      let (packetsIn, packetsOut) = service.traffic
      guard total >= 10, open * 2 > total, packetsIn > 0, packetsOut <= packetsIn / 10 else {
        return nil
      }
      return Observation(
        service.name.description,
        "\(open) of \(total) connections of \(service.name) are in SYN_RECV and hardly anything goes "
          + "back: a flood of SYNs, or replies without a way.",
        evidence: ["SYN_RECV: \(open) of \(total)", "InPkts \(packetsIn), OutPkts \(packetsOut)"],
        mend: [
          Mend("directorctl doctor --walk 10s"),
          Mend(words: "Against a flood: net.ipv4.vs.drop_entry=1 and net.ipv4.vs.secure_tcp=1."),
        ])
    }
  }

  private struct ServiceKey: Hashable {
    var transport: String
    var address: Address
    var port: UInt16

    init(_ transport: String, _ address: Address, _ port: UInt16) {
      self.transport = transport
      self.address = address
      self.port = port
    }
  }

  static let neighborTableIsFull = Rule(
    "L03", .error, "the neighbour table is full", needs: [.settings],
    reference: "Documentation/networking/ip-sysctl.rst, gc_thresh3",
    explanation: """
      With gc_thresh3 entries the kernel takes no new neighbour: packets for those are dropped, and \
      the log says "neighbour: arp_cache: neighbor table overflow!".
      """
  ) { examination in
    [("arp_cache", "ipv4"), ("ndisc_cache", "ipv6")].compactMap { table, family in
      let name = "net.\(family).neigh.default.gc_thresh3"
      guard let bound = examination.director.number(name), bound > 0 else { return nil }
      let counters = examination.director.counters
      let entries = counters?.first["\(table).entries"] ?? 0
      let overflows = counters?.grown("\(table).table_fulls") ?? []
      guard entries >= UInt64(bound) || !overflows.isEmpty else { return nil }
      let larger = bound.multipliedReportingOverflow(by: 4)
      let wanted = larger.overflow ? bound : larger.partialValue
      return Observation(
        table,
        "The kernel's neighbour table is full (\(entries) of \(bound)): packets for new neighbours "
          + "are dropped.",
        evidence: [settingLine(name, bound)] + overflows,
        mend: [
          .set(name, to: "\(wanted)"),
          .set("net.\(family).neigh.default.gc_thresh2", to: "\(wanted / 2)"),
        ])
    }
  }

  static let packetsAreDroppedOnArrival = Rule(
    "L04", .warning, "packets are dropped on arrival", needs: [.counters],
    explanation: """
      The kernel's queue between card and network code is full (softnet dropped grows): one \
      processor takes more packets than it can handle.
      """
  ) { examination in
    guard let grown = examination.director.counters?.grown("softnet.dropped"), !grown.isEmpty else {
      return []
    }
    return [
      Observation(
        "softnet",
        "The kernel drops packets before it looks at them: its queue of arrivals is full.",
        evidence: grown,
        mend: [
          .set("net.core.netdev_max_backlog", to: "10000"),
          Mend(words: "Spread the card's interrupts over the processors (RSS, RPS; irqbalance)."),
        ])
    ]
  }
}

extension KernelServiceFacts {
  /// Packets to and from real servers: between the two readings, if there were two; else since the
  /// service was made.
  var traffic: (packetsIn: UInt64, packetsOut: UInt64) {
    guard let later, later.packetsIn > packetsIn else { return (packetsIn, packetsOut) }
    return (
      later.packetsIn - packetsIn,
      later.packetsOut >= packetsOut ? later.packetsOut - packetsOut : 0
    )
  }
}
