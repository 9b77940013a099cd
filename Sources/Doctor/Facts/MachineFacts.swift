package import Network

/// The kernel and what it can do.
package struct KernelFacts: Codable, Hashable, Sendable {
  /// `uname -r`.
  package var release: String
  /// Options by name (`CONFIG_IP_VS`): `y`, `m` or a value. nil: no file of them was found.
  package var options: [String: String]?
  /// Modules that are loaded (/proc/modules), names with underscores.
  package var loaded: [String]?
  /// Modules that modprobe could load (modules.dep).
  package var loadable: [String]?
  /// Modules that are part of the kernel (modules.builtin).
  package var builtIn: [String]?
  /// Parameters of loaded modules by `module.parameter` (`ip_vs_ftp.ports`).
  package var parameters: [String: String]?
  /// Bounding set of the asking process: capabilities by name. nil: not read.
  package var capabilities: [String]?
  /// Bytes of memory that new work could use (MemAvailable).
  package var availableMemory: UInt64?

  package init(release: String) {
    self.release = release
  }
}

package struct LinkFacts: Codable, Hashable, Sendable {
  package var name: String
  package var index: Int
  /// IFF_UP.
  package var isUp: Bool
  /// IFF_LOWER_UP.
  package var hasCarrier: Bool
  package var mtu: Int
  @SpelledIfAny package var hardwareAddress: HardwareAddress?
  /// `macvlan`, `vlan`, `bond`, `ipip`, …; nil for a plain card.
  package var kind: String?
  /// The bond or bridge that it belongs to.
  package var master: String?
  /// The interface below a VLAN or macvlan.
  package var lower: String?
  /// Packets that were dropped on the way in (IFLA_STATS64 rx_dropped + rx_missed_errors).
  package var receiveDrops: UInt64?
  /// Features by ethtool's names (`tx-checksumming`, `large-receive-offload`): whether they are on.
  package var features: [String: Bool]?

  package init(
    name: String, index: Int, isUp: Bool = true, hasCarrier: Bool = true, mtu: Int = 1500,
    hardwareAddress: HardwareAddress? = nil, kind: String? = nil
  ) {
    self.name = name
    self.index = index
    self.isUp = isUp
    self.hasCarrier = hasCarrier
    self.mtu = mtu
    self.hardwareAddress = hardwareAddress
    self.kind = kind
  }
}

package struct AddressFacts: Codable, Hashable, Sendable {
  package var interface: String
  @Spelled package var address: Address
  /// Leading bits of the network.
  package var prefixLength: Int
  /// `secondary`, `tentative`, `dadfailed`, `deprecated`, … as `ip address` names them.
  package var flags: [String]?

  package init(
    interface: String, address: Address, prefixLength: Int, flags: [String]? = nil
  ) {
    self.interface = interface
    self.address = address
    self.prefixLength = prefixLength
    self.flags = flags
  }
}

/// What the kernel answered to RTM_GETROUTE for one packet.
package struct RouteFacts: Codable, Hashable, Sendable {
  /// Why it was asked.
  package var purpose: Purpose
  @Spelled package var destination: Address
  @SpelledIfAny package var source: Address?
  /// The interface by which the packet comes in; nil: the packet is this machine's own.
  package var input: String?
  package var mark: UInt32?
  /// The interface by which it leaves (`lo` for a packet that is delivered here).
  package var output: String?
  @SpelledIfAny package var gateway: Address?
  @SpelledIfAny package var preferredSource: Address?
  /// `unicast`, `local`, `broadcast`, `unreachable`, `prohibit`, `blackhole`.
  package var type: String?
  /// Bytes, if the route bounds them.
  package var mtu: Int?
  /// More than one next hop.
  package var isMultipath: Bool?
  /// The kernel's refusal as errno names it: `EXDEV` if rp_filter drops it, `ENETUNREACH`, …
  package var refusal: String?

  package enum Purpose: String, Codable, Hashable, Sendable, CaseIterable {
    /// The director's own packet to a real server, or IPVS's.
    case toRealServer = "to-real-server"
    /// A client's request as it comes in, to the virtual address.
    case request
    /// A real server's reply as it comes in, to the client.
    case reply
    /// What the director sends to the client with the virtual address as the source.
    case toClient = "to-client"
    /// On a real server: its reply to the client.
    case answer
    case peer
  }

  package init(_ purpose: Purpose, destination: Address, source: Address? = nil) {
    self.purpose = purpose
    self.destination = destination
    self.source = source
  }
}

package struct NeighborFacts: Codable, Hashable, Sendable {
  package var interface: String
  @Spelled package var address: Address
  @SpelledIfAny package var hardwareAddress: HardwareAddress?
  /// `REACHABLE`, `STALE`, `FAILED`, `INCOMPLETE`, … as `ip neighbour` names them.
  package var state: String

  package init(
    interface: String, address: Address, hardwareAddress: HardwareAddress? = nil, state: String
  ) {
    self.interface = interface
    self.address = address
    self.hardwareAddress = hardwareAddress
    self.state = state
  }
}

/// The rules of one packet filter, as its own tool prints them.
package struct Ruleset: Codable, Hashable, Sendable {
  package var tool: Tool
  /// Lines of the tool's output. At most 60,000 are kept.
  package var lines: [String]
  /// The tool printed more than was kept.
  package var isCut: Bool?

  /// Which tool printed it. iptables here is the legacy one, whose rules nft does not show.
  package enum Tool: String, Codable, Hashable, Sendable, CaseIterable {
    /// `nft -a list ruleset`
    case nft
    /// `iptables-legacy-save -c`
    case iptables
    /// `ip6tables-legacy-save -c`
    case ip6tables
  }

  package init(_ tool: Tool, lines: [String]) {
    self.tool = tool
    self.lines = lines
  }
}

/// The kernel's counters, read twice.
package struct CounterFacts: Codable, Hashable, Sendable {
  /// By `/proc/net/snmp`'s and netstat's names with the group in front: `IpInAddrErrors`,
  /// `IpExtInNoRoutes`, `TcpExtIPReversePathFilter`; of `/proc/net/stat/nf_conntrack` summed over the
  /// processors: `conntrack.drop`, `conntrack.early_drop`, `conntrack.insert_failed`;
  /// `conntrack.count`, `conntrack.max`; `softnet.dropped`; `arp_cache.table_fulls`.
  package var first: [String: UInt64]
  /// nil: read only once.
  package var second: [String: UInt64]?
  /// Seconds between the two.
  package var interval: Double?

  package init(
    first: [String: UInt64], second: [String: UInt64]? = nil, interval: Double? = nil
  ) {
    self.first = first
    self.second = second
    self.interval = interval
  }

  /// By how much a counter has grown between the readings; nil if it was not read twice.
  package func growth(of name: String) -> UInt64? {
    guard let before = first[name], let after = second?[name], after >= before else { return nil }
    return after - before
  }
}

/// A socket of this machine that takes connections or datagrams.
package struct ListenerFacts: Codable, Hashable, Sendable {
  /// `tcp`, `udp`.
  package var transport: String
  /// The unspecified address for a socket that listens on all of its family.
  @Spelled package var address: Address
  package var port: UInt16
  /// The program's name and process, if they could be read.
  package var program: String?
  package var pid: Int32?

  package init(
    transport: String, address: Address, port: UInt16, program: String? = nil, pid: Int32? = nil
  ) {
    self.transport = transport
    self.address = address
    self.port = port
    self.program = program
    self.pid = pid
  }
}

package struct ProgramFacts: Codable, Hashable, Sendable {
  package var name: String
  package var pid: Int32

  package init(name: String, pid: Int32) {
    self.name = name
    self.pid = pid
  }
}
