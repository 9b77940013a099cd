/// How a virtual server chooses a real server: the kernel's `ip_vs_*` scheduler modules.
package enum Scheduler: String, Hashable, Sendable, CaseIterable {
  case roundRobin = "rr"
  case weightedRoundRobin = "wrr"
  case leastConnection = "lc"
  case weightedLeastConnection = "wlc"
  case localityBasedLeastConnection = "lblc"
  case localityBasedLeastConnectionWithReplication = "lblcr"
  case sourceHashing = "sh"
  case maglevHashing = "mh"
  case destinationHashing = "dh"
  case weightedFailover = "fo"
  case weightedOverflow = "ovf"
  case shortestExpectedDelay = "sed"
  case neverQueue = "nq"
  case twoRandomChoices = "twos"

  /// The word that keepalived.conf, ipvsadm and the kernel use.
  package var name: String { rawValue }
}

/// The flags of a virtual server, as bits of `IPVS_SVC_ATTR_FLAGS` (linux/ip_vs.h,
/// `IP_VS_SVC_F_*`).
package struct ServiceFlags: OptionSet, Hashable, Sendable {
  package let rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  package static let persistent = ServiceFlags(rawValue: 0x0001)
  /// The kernel sets it for every service in its hash table; nobody asks for it.
  package static let hashed = ServiceFlags(rawValue: 0x0002)
  package static let onePacket = ServiceFlags(rawValue: 0x0004)
  /// `flag-1`; for `sh` it is sh-fallback, for `mh` mh-fallback.
  package static let scheduler1 = ServiceFlags(rawValue: 0x0008)
  /// `flag-2`; for `sh` it is sh-port, for `mh` mh-port.
  package static let scheduler2 = ServiceFlags(rawValue: 0x0010)
  package static let scheduler3 = ServiceFlags(rawValue: 0x0020)
}
