import Doctor
import Network
import Testing

/// A set-up that works with one thing broken: exactly one rule must find an error or a warning.
struct Break: Sendable, CustomTestStringConvertible {
  /// The rule that must find it.
  var id: String
  var what: String
  var setup: Setup
  /// What a line of the evidence must contain.
  var evidence: String
  /// Other errors that must follow from it.
  var also: [String]
  var change: @Sendable (inout Setup) -> Void

  init(
    _ id: String, _ what: String, of setup: Setup, shows evidence: String = "",
    also: [String] = [], _ change: @escaping @Sendable (inout Setup) -> Void
  ) {
    self.id = id
    self.what = what
    self.setup = setup
    self.evidence = evidence
    self.also = also
    self.change = change
  }

  var testDescription: String { "\(id) \(what)" }

  /// The rule finds it, with that evidence and a mend, at its own severity; no other rule finds an
  /// error.
  func hold(severity: Severity? = nil, mends: Bool = true) throws {
    var broken = setup
    change(&broken)
    let rule = try #require(Rule.named(id))
    #expect(try setup.findings(id).isEmpty, "the set-up has it before it is broken")
    let found = try broken.findings(id)
    let first = try #require(found.first, "the rule finds nothing")
    #expect(first.severity == severity ?? rule.severity)
    #expect(
      evidence == "" || first.evidence.contains { $0.contains(evidence) },
      "the evidence is \(first.evidence)")
    if mends { #expect(!first.mend.isEmpty) }
    #expect(
      broken.errors.allSatisfy { $0 == id || also.contains($0) }, "errors are \(broken.errors)")
    #expect(first.sentence.hasSuffix("."))
  }
}

extension Facts {
  /// Replaces what a probe through IPVS to one real server came to.
  mutating func forwarded(
    _ server: Address, _ outcome: ProbeFacts.Outcome, icmp: (type: Int, code: Int)? = nil,
    from reporter: Address? = nil
  ) {
    for place in probes?.indices ?? 0..<0
    where probes?[place].kind == .forwarded && probes?[place].realServer == server {
      probes?[place].outcome = outcome
      probes?[place].icmpType = icmp?.type
      probes?[place].icmpCode = icmp?.code
      probes?[place].reporter = reporter
    }
  }

  /// Adds a step to the walk.
  mutating func walked(
    _ interface: String, _ direction: WalkFacts.Direction, _ packet: WalkFacts.Packet,
    from source: Address, _ sourcePort: UInt16? = nil, to destination: Address,
    _ destinationPort: UInt16? = nil, hardware: HardwareAddress? = nil, count: Int = 1
  ) {
    var step = WalkFacts.Step(
      interface, direction, packet, from: source, sourcePort, to: destination, destinationPort)
    step.from = hardware?.description
    step.count = count
    if walk == nil { walk = WalkFacts(seconds: 10) }
    walk?.steps.append(step)
  }

  mutating func count(_ name: String, by growth: UInt64) {
    counters?.first[name] = 0
    counters?.second?[name] = growth
  }
}
