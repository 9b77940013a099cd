import Network

/// What the kernel said of packets that it dropped (`--trace`).
package struct TraceFacts: Codable, Hashable, Sendable {
  /// For how many seconds it was asked.
  package var seconds: Double
  /// Packets that the kernel dropped, by reason and function (the event skb:kfree_skb). The event does
  /// not tell whose packet it was: other packets of the machine are among them. nil: not asked.
  package var drops: [Drop]?
  /// Packets of the client that a rule or a policy of nf_tables dropped. nil: not asked.
  package var verdicts: [Verdict]?
  /// Packets of the client that nf_tables has seen.
  package var packets: Int?
  /// Events that were lost.
  package var missed: UInt64?
  /// What could not be asked, and why.
  package var missing: [String]?

  package struct Drop: Codable, Hashable, Sendable {
    /// As the kernel names it: `IP_RPFILTER`, `NETFILTER_DROP`, `NOT_SPECIFIED`. nil: the kernel (before
    /// 5.17) gives none.
    package var reason: String?
    /// The function that dropped it: `ip_route_input_slow`.
    package var function: String
    /// `IPv4`, `IPv6`, `ARP`
    package var network: String
    package var count: Int

    package init(reason: String?, function: String, network: String = "IPv4", count: Int = 1) {
      self.reason = reason
      self.function = function
      self.network = network
      self.count = count
    }
  }

  package struct Verdict: Codable, Hashable, Sendable {
    /// `inet`, `ip`, `ip6`, …
    package var family: String
    package var table: String
    package var chain: String
    /// The rule's handle, as `nft -a list ruleset` prints it; nil: it was the chain's policy.
    package var handle: UInt64?
    /// The packet.
    package var packet: WalkFacts.Quoted
    /// The interfaces, as far as they are known in the chain.
    package var input: String?
    package var output: String?
    package var count: Int

    package init(
      family: String, table: String, chain: String, handle: UInt64? = nil,
      packet: WalkFacts.Quoted, count: Int = 1
    ) {
      self.family = family
      self.table = table
      self.chain = chain
      self.handle = handle
      self.packet = packet
      self.count = count
    }
  }

  package init(seconds: Double) { self.seconds = seconds }
}
