import Network

/// What packet filters give one firewall mark.
struct Marking: Hashable, Sendable {
  /// Rules that set it.
  var places: [FilterPlace] = []
  /// Single destinations that these rules name, in the order of the rules.
  var addresses: [Address] = []
  /// Parts of IPSec that may get the mark.
  var ipsec: Set<IPSecPart> = []
}

/// What belongs together in IPSec.
enum IPSecPart: String, Hashable, Sendable, CaseIterable {
  case ike = "udp dport 500"
  case traversal = "udp dport 4500"
  case esp
  case ah

  /// A packet of it, its addresses unknown.
  func packet(_ family: Family) -> FilterPacket {
    switch self {
    case .ike, .traversal:
      var packet = FilterPacket(family, transport: 17)
      packet.destinationPort = self == .ike ? 500 : 4500
      return packet
    case .esp: return FilterPacket(family, transport: 50)
    case .ah: return FilterPacket(family, transport: 51)
    }
  }
}

extension Firewall {
  /// What is marked with each of `marks`.
  func marking(of marks: Set<UInt32>) -> [UInt32: Marking] {
    var found: [UInt32: Marking] = [:]
    let places = self.places { !$0.effects.isEmpty }
    for place in places {
      guard let rule = place.rule else { continue }
      for mark in marks where rule.sets(mark) {
        found[mark, default: Marking()].add(place, rule)
      }
    }
    return found
  }
}

extension FilterRule {
  /// Sets this mark, whatever the packet had before.
  fileprivate func sets(_ mark: UInt32) -> Bool {
    effects.contains { effect in
      switch effect {
      case .mark(let value, let mask): mark & mask == value & mask && value != 0
      case .markChoice(let pairs, map: nil): pairs.contains { $0.number == mark }
      case .markChoice, .markUnknown, .notrack: false
      }
    }
  }

  /// A packet of which not all is known may match.
  func mayMatch(_ packet: FilterPacket) -> Bool {
    matches.allSatisfy { $0.likelihood(for: packet, sets: { _ in nil }) != .never }
  }
}

extension Marking {
  fileprivate mutating func add(_ place: FilterPlace, _ rule: FilterRule) {
    places.append(place)
    for match in rule.matches where match.field == .destination && !match.isNegated {
      guard case .addresses(let ranges) = match.values else { continue }
      for range in ranges where range.lowerBound == range.upperBound {
        if addresses.count < 64, !addresses.contains(range.lowerBound) {
          addresses.append(range.lowerBound)
        }
      }
    }
    // A rule that names no protocol marks everything: it is not meant for IPSec.
    guard rule.matches.contains(where: { $0.field == .transport }) else { return }
    for part in IPSecPart.allCases where !ipsec.contains(part) {
      if [.ipv4, .ipv6].contains(where: { rule.mayMatch(part.packet($0)) }) { ipsec.insert(part) }
    }
  }
}
