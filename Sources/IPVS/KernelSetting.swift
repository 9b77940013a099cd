/// A setting of the kernel's IPVS under /proc/sys/net/ipv4/vs, by its name there
/// (Documentation/networking/ipvs-sysctl.rst). Each network namespace has its own.
package enum KernelSetting: String, Hashable, Sendable, CaseIterable {
  /// Entries of half-open and closing connections are dropped: 0 never, 3 always, 1 and 2 while memory
  /// is short.
  case dropEntry = "drop_entry"
  /// One packet of so many is dropped before it makes a connection; the same modes.
  case dropPacket = "drop_packet"
  /// A stricter table of TCP states with short timeouts; the same modes.
  case secureTCP = "secure_tcp"
  /// Pages of free memory below which the automatic modes act.
  case memoryThreshold = "amemthresh"
  /// With `drop_packet` 3, one packet of so many is dropped.
  case dropRate = "am_droprate"
  case conntrack
  case expireWithoutServer = "expire_nodest_conn"
  case expireQuiescentTemplates = "expire_quiescent_template"
  case sloppyTCP = "sloppy_tcp"
  case sloppySCTP = "sloppy_sctp"
  case backupOnly = "backup_only"
  case natICMP = "nat_icmp_send"
  case pathMTUDiscovery = "pmtu_disc"
  case scheduleICMP = "schedule_icmp"
  case ignoreTunnelled = "ignore_tunneled"
  case snatReroute = "snat_reroute"
  case connectionReuse = "conn_reuse_mode"
}

extension KernelSetting {
  /// What may be written.
  package var range: ClosedRange<Int32> {
    switch self {
    case .dropEntry, .dropPacket, .secureTCP: 0...3
    case .memoryThreshold: 0...Int32.max
    case .dropRate: 1...Int32.max
    case .connectionReuse: 0...3
    case .conntrack, .expireWithoutServer, .expireQuiescentTemplates, .sloppyTCP, .sloppySCTP,
      .backupOnly, .natICMP, .pathMTUDiscovery, .scheduleICMP, .ignoreTunnelled, .snatReroute:
      0...1
    }
  }

  /// 0 is off, and 1 on.
  package var isSwitch: Bool { range == 0...1 }

  /// Whether the kernel may have made one value of the other: modes 1 and 2 change into each other as
  /// memory comes and goes.
  func isSame(_ left: Int32, _ right: Int32) -> Bool {
    switch self {
    case .dropEntry, .dropPacket, .secureTCP:
      left == right || [1, 2].contains(left) && [1, 2].contains(right)
    case .memoryThreshold, .dropRate, .conntrack, .expireWithoutServer,
      .expireQuiescentTemplates, .sloppyTCP, .sloppySCTP, .backupOnly, .natICMP,
      .pathMTUDiscovery, .scheduleICMP, .ignoreTunnelled, .snatReroute, .connectionReuse:
      left == right
    }
  }
}

extension KernelSetting: CustomStringConvertible {
  /// `net.ipv4.vs.drop_entry`
  package var description: String { "net.ipv4.vs.\(rawValue)" }
}
