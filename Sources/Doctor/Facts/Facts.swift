package import Network

/// What is known of one machine at one moment: a document of the doctor.
///
/// A part that is nil was not read, and `unread` says why; an empty list was read and is empty. The
/// document is JSON (`directorctl doctor facts`, or the shell script that `--script` prints), so that
/// the facts of a real server or of the other director can be judged on any machine.
package struct Facts: Codable, Hashable, Sendable {
  /// The version of the document that this program writes. A reader refuses a later one.
  package static let currentVersion = 1

  @AcceptedVersion package var version = Facts.currentVersion
  package var role: Role
  /// The host's name.
  package var host: String
  /// Seconds since 1970.
  package var takenAt: Double
  /// The client for whose packets routes were asked, if one was named.
  @SpelledIfAny package var client: Address?
  /// The parts that could not be read.
  package var unread: [Unread]?

  package var kernel: KernelFacts?
  /// Kernel settings by their sysctl name (`net.ipv4.conf.eth0.rp_filter`), as /proc/sys gives them.
  /// A name that is missing does not exist in this kernel.
  package var settings: [String: String]?
  /// The same names as files that are read at boot set them (/etc/sysctl.d and the like).
  package var bootSettings: [String: String]?
  package var links: [LinkFacts]?
  package var addresses: [AddressFacts]?
  /// The kernel's answers for the packets of this set-up.
  package var routes: [RouteFacts]?
  /// Policy rules as `ip rule` prints them.
  package var policyRules: [String]?
  package var neighbors: [NeighborFacts]?
  package var rulesets: [Ruleset]?
  /// The same once more after the probes or the walk: rules whose counters have grown are known.
  package var rulesetsLater: [Ruleset]?
  package var counters: CounterFacts?
  package var listeners: [ListenerFacts]?
  /// Programs that are known to change what a director owns (`keepalived`, `NetworkManager`, …).
  package var programs: [ProgramFacts]?
  /// systemd's units that change at boot what a director owns, each with the word of
  /// `systemctl is-enabled`: `["ipvsadm.service": "enabled"]`. nil: not read, or no systemd.
  package var units: [String: String]?
  package var ipvs: IPVSFacts?
  /// Connections and echoes that were tried for this document.
  package var probes: [ProbeFacts]?
  /// Which hardware addresses answer for a virtual address, asked by ARP or neighbour discovery.
  package var answers: [AddressAnswer]?
  /// The same for the addresses of real servers on this machine's links that left a probe unanswered.
  package var realServerAnswers: [AddressAnswer]?
  /// What was heard of VRRP and of the sync daemon on the wire.
  package var heard: HeardFacts?
  /// What `--walk` saw.
  package var walk: WalkFacts?
  /// What the kernel said of packets that it dropped, if `--trace` asked.
  package var trace: TraceFacts?
  /// What the daemon and its configuration say.
  package var director: DirectorFacts?

  package init(role: Role, host: String, takenAt: Double, client: Address? = nil) {
    self.role = role
    self.host = host
    self.takenAt = takenAt
    self.client = client
  }

  /// Whose document it is.
  package enum Role: String, Codable, Hashable, Sendable, CaseIterable {
    case director
    case realServer = "real-server"
  }

  /// A part of the document, named by its key.
  package enum Part: String, Codable, Hashable, Sendable, CaseIterable {
    case kernel, settings, bootSettings, links, addresses, routes, policyRules, neighbors, rulesets
    case counters, listeners, programs, ipvs, probes, answers, heard, walk, trace, director
  }

  /// A part that could not be read.
  package struct Unread: Codable, Hashable, Sendable {
    package var part: Part
    /// The call and the kernel's error: `nft list ruleset: Operation not permitted`.
    package var reason: String
    /// The capability or the program that is missing: `CAP_NET_ADMIN`, `nft`.
    package var needs: String?

    package init(_ part: Part, reason: String, needs: String? = nil) {
      self.part = part
      self.reason = reason
      self.needs = needs
    }
  }
}
