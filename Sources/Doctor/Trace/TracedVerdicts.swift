import Network

/// One message of nf_tables about a packet that it traces (`NFT_MSG_TRACE`).
package struct TracedStep: Hashable, Sendable {
  /// The packet's number. Numbers come again after a while.
  package var identifier: UInt32
  /// `NFPROTO_*`: the table's family.
  package var family: UInt8
  package var table: String
  package var chain: String
  package var outcome: Outcome
  /// The packet from its network header on. Only the first message of a chain that hangs on a hook has
  /// it.
  package var packet: ArraySlice<UInt8>?
  /// The interfaces' names, or nil if the hook has none.
  package var input: String?
  package var output: String?

  package enum Outcome: Hashable, Sendable {
    /// A rule was met; its handle and whether it drops.
    case rule(UInt64, drops: Bool)
    /// The chain's policy was reached.
    case policy(drops: Bool)
    case other
  }

  package init(
    identifier: UInt32, family: UInt8, table: String, chain: String, outcome: Outcome,
    packet: ArraySlice<UInt8>? = nil, input: String? = nil, output: String? = nil
  ) {
    self.identifier = identifier
    self.family = family
    self.table = table
    self.chain = chain
    self.outcome = outcome
    self.packet = packet
    self.input = input
    self.output = output
  }
}

/// Packets that nf_tables dropped, by the place where it did. It is bounded.
package struct VerdictTally: Sendable {
  private static let mostPackets = 1_024
  private static let mostVerdicts = 500

  private struct Traced {
    var quoted: WalkFacts.Quoted
    var input: String?
    var output: String?
  }

  /// Packets whose headers have been told, by their number.
  private var traced: [UInt32: Traced] = [:]
  private var places: [TraceFacts.Verdict: Int] = [:]
  private var verdicts: [TraceFacts.Verdict] = []
  /// Packets that were seen, each hook on its way counted once.
  package private(set) var packets = 0
  package private(set) var missed: UInt64 = 0

  package init() {}

  package mutating func count(_ step: TracedStep) {
    if let bytes = step.packet, let header = IPHeader(FrameBytes(bytes)) {
      // Packets that were let through are never told of again: the memory is emptied now and then.
      if traced.count >= Self.mostPackets { traced.removeAll(keepingCapacity: true) }
      if traced[step.identifier] == nil { packets += 1 }
      traced[step.identifier] = Traced(
        quoted: header.quoted, input: step.input, output: step.output)
    }
    guard let handle = step.droppingRule else { return }
    guard let packet = traced[step.identifier] else {
      missed += 1
      return
    }
    var verdict = TraceFacts.Verdict(
      family: step.familyName, table: step.table, chain: step.chain, handle: handle,
      packet: packet.quoted)
    verdict.input = packet.input
    verdict.output = packet.output
    if let place = places[verdict] {
      verdicts[place].count += 1
    } else if verdicts.count < Self.mostVerdicts {
      places[verdict] = verdicts.count
      verdicts.append(verdict)
    } else {
      missed += 1
    }
  }

  /// In the order of their first sight.
  package var facts: [TraceFacts.Verdict] { verdicts }
}

extension TracedStep {
  /// The handle of the rule that drops, or nil within for a policy; nil if the packet goes on.
  fileprivate var droppingRule: UInt64?? {
    switch outcome {
    case .rule(let handle, drops: true): .some(handle)
    case .policy(drops: true): .some(nil)
    case .rule, .policy, .other: nil
    }
  }

  /// As nft writes it.
  fileprivate var familyName: String {
    switch family {
    case 1: "inet"
    case 2: "ip"
    case 3: "arp"
    case 5: "netdev"
    case 7: "bridge"
    case 10: "ip6"
    default: "family \(family)"
    }
  }
}
