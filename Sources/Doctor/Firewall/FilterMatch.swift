package import Network

/// One condition of a rule.
package struct FilterMatch: Hashable, Sendable {
  package var field: Field
  package var isNegated = false
  package var values: FilterValues

  package enum Field: Hashable, Sendable {
    /// 4 or 6.
    case family
    /// The IP protocol's number.
    case transport
    case source, destination, sourcePort, destinationPort
    /// Either port.
    case anyPort
    case input, output
    /// Bits of `FilterPacket.States`.
    case state
    /// The mark, and the bits of it that are compared.
    case mark(mask: UInt32)
    /// TCP's flags, and the bits of them that are compared.
    case flags(mask: UInt8)
    /// Any of these flags is set.
    case anyFlag
    case icmpType
    /// 1: the destination is an address of this machine.
    case localDestination
    /// A condition that holds for some packets (`limit`, `statistic`) or that is not understood.
    case sometimes
  }

  static let sometimes = FilterMatch(field: .sometimes, values: .unknown)
}

/// The values that a condition allows.
package enum FilterValues: Hashable, Sendable {
  /// In order, none of them overlapping; so are addresses.
  case numbers([ClosedRange<UInt32>])
  case addresses([ClosedRange<Address>])
  /// Names of interfaces; a last `*` stands for any end.
  case names([String])
  /// A set of the same table.
  case set(String)
  case unknown
}

/// A packet as a packet filter sees it; nil: not known, or any.
package struct FilterPacket: Hashable, Sendable {
  package var family: Network.Family
  /// The IP protocol's number.
  package var transport: UInt8?
  package var source: Address?
  package var destination: Address?
  package var sourcePort: UInt16?
  package var destinationPort: UInt16?
  package var input: String?
  package var output: String?
  /// What conntrack may say of it.
  package var states: States?
  package var mark: UInt32?
  /// FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32.
  package var flags: UInt8?
  package var icmpType: UInt8?
  package var isForThisMachine: Bool?

  package init(_ family: Network.Family, transport: UInt8? = nil) {
    self.family = family
    self.transport = transport
  }

  /// conntrack's states, as `ct state` and `--ctstate` name them.
  package struct States: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }
    package static let invalid = States(rawValue: 1)
    package static let established = States(rawValue: 2)
    package static let related = States(rawValue: 4)
    package static let new = States(rawValue: 8)
    package static let untracked = States(rawValue: 64)
  }
}

/// Whether something holds for a packet of which not all is known.
package enum Likelihood: Int, Hashable, Sendable, Comparable {
  case never, possible, certain

  package static func < (one: Likelihood, other: Likelihood) -> Bool {
    one.rawValue < other.rawValue
  }

  var negated: Likelihood {
    switch self {
    case .never: .certain
    case .possible: .possible
    case .certain: .never
    }
  }
}

extension FilterMatch {
  /// Whether this condition holds for `packet`; named sets are looked up by `sets`.
  func likelihood(
    for packet: borrowing FilterPacket, sets: (String) -> Firewall.NamedSet?
  ) -> Likelihood {
    if case .set(let name) = values {
      guard let set = sets(name), !set.isDynamic else { return .possible }
      let plain = plainLikelihood(for: packet, set.values)
      return isNegated ? plain.negated : plain
    }
    let plain = plainLikelihood(for: packet, values)
    return isNegated ? plain.negated : plain
  }

  /// Without negation.
  func plainLikelihood(
    for packet: borrowing FilterPacket, _ values: FilterValues
  ) -> Likelihood {
    switch field {
    case .family: values.contain(packet.family == .ipv4 ? 4 : 6)
    case .transport: values.contain(packet.transport.map(UInt32.init))
    case .source: values.contain(packet.source, of: packet.family)
    case .destination: values.contain(packet.destination, of: packet.family)
    case .sourcePort: values.contain(packet.sourcePort.map(UInt32.init))
    case .destinationPort: values.contain(packet.destinationPort.map(UInt32.init))
    case .anyPort:
      max(
        values.contain(packet.sourcePort.map(UInt32.init)),
        values.contain(packet.destinationPort.map(UInt32.init)))
    case .input: values.contain(packet.input)
    case .output: values.contain(packet.output)
    case .state: values.contain(packet.states)
    case .mark(let mask): values.contain(packet.mark.map { $0 & mask })
    case .flags(let mask): values.contain(packet.flags.map { UInt32($0 & mask) })
    case .anyFlag: values.haveBits(of: packet.flags)
    case .icmpType: values.contain(packet.icmpType.map(UInt32.init))
    case .localDestination: values.contain(packet.isForThisMachine.map { $0 ? 1 : 0 })
    case .sometimes: .possible
    }
  }
}

extension FilterValues {
  func contain(_ number: UInt32?) -> Likelihood {
    guard case .numbers(let ranges) = self, let number else { return .possible }
    return ranges.hasInOrder(number) ? .certain : .never
  }

  func contain(_ address: Address?, of family: Network.Family) -> Likelihood {
    guard case .addresses(let ranges) = self else { return .possible }
    guard let address else {
      return ranges.contains { $0.lowerBound.family == family } ? .possible : .never
    }
    return ranges.hasInOrder(address) ? .certain : .never
  }

  func contain(_ interface: String?) -> Likelihood {
    guard case .names(let patterns) = self, let interface else { return .possible }
    let isNamed = patterns.contains { pattern in
      pattern.utf8.last == UInt8(ascii: "*")
        ? interface.utf8.starts(with: pattern.utf8.dropLast()) : pattern == interface
    }
    return isNamed ? .certain : .never
  }

  func contain(_ states: FilterPacket.States?) -> Likelihood {
    guard case .numbers(let ranges) = self, let states else { return .possible }
    let allowed = ranges.reduce(into: FilterPacket.States()) {
      $0.formUnion(FilterPacket.States(rawValue: $1.lowerBound))
    }
    if states.isSubset(of: allowed) { return .certain }
    return states.isDisjoint(with: allowed) ? .never : .possible
  }

  func haveBits(of flags: UInt8?) -> Likelihood {
    guard case .numbers(let ranges) = self, let flags else { return .possible }
    return ranges.contains { $0.lowerBound & UInt32(flags) != 0 } ? .certain : .never
  }
}
