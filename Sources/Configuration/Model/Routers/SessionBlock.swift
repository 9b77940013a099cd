import BFD
import Network
import VRRP

extension Interpretation {
  /// `bfd_instance`
  mutating func readSession(_ node: Node) {
    guard let name = trackedName(node, { .session($0) }) else { return }
    var session = SessionSettings(name: name.text, neighbor: .v4(0))
    var neighbor: Address?
    var source: Word?
    var hopLimit: UInt8?
    var weight = TrackWeight()
    for child in children(of: node) where meaning(of: child, in: .bfd) == .acted {
      switch child.keyword {
      case "neighbor_ip", "neighbour_ip":
        neighbor = argument(child, expecting: "an address").flatMap { address($0) }
      case "source_ip":
        source = argument(child, expecting: "an address")
        session.source = source.flatMap { sessionSource($0) }
      case "ttl", "hoplimit":
        hopLimit = number(child, in: 1...255, of: "a hop limit").map { UInt8(clamping: $0) }
      case "weight": weight = readWeight(child, in: -253...253) ?? weight
      default: read(child, into: &session)
      }
    }
    guard let neighbor else {
      report.error(
        "bfd_instance \(name.text) has no neighbour", at: name, hint: "expected 'neighbor_ip IP'")
      return
    }
    session.neighbor = neighbor
    session.hopLimit = hopLimit ?? (neighbor.family == .ipv4 ? 255 : 64)
    if let source, let own = session.source, own.family != neighbor.family {
      report.error(
        "'\(source.text)' cannot speak to \(neighbor)", at: source,
        hint: "expected an address of the same family")
    }
    if sessions.contains(where: {
      $0.neighbor == neighbor && $0.port == session.port && $0.source == session.source
    }) {
      report.error(
        "bfd_instance \(name.text) has the neighbour \(neighbor) and the source of another one",
        at: name, hint: "one session is enough: track it twice; or give it another source_ip")
      return
    }
    trackWeights[.session(name.text)] = weight
    sessions.append(session)
  }

  /// An address; a prefix length after it is cut off, as keepalived cuts it.
  private mutating func sessionSource(_ word: Word) -> Address? {
    guard let slash = word.text.firstIndex(of: "/"), let prefix = Prefix(word.text) else {
      return address(word)
    }
    report.warning(
      code: .surplusArgument,
      "an address has no prefix length here: '\(word.text[slash...])' is ignored",
      at: word, hint: "write '\(prefix.address)'")
    return prefix.address
  }

  private mutating func read(_ node: Node, into session: inout SessionSettings) {
    switch node.keyword {
    case "min_rx": session.requiredReceive = milliseconds(node) ?? session.requiredReceive
    case "min_tx": session.desiredTransmit = milliseconds(node) ?? session.desiredTransmit
    case "idle_tx": session.idleTransmit = milliseconds(node) ?? session.idleTransmit
    case "multiplier":
      session.multiplier =
        number(node, in: 1...255, of: "a number of packets").map { UInt8(clamping: $0) }
        ?? session.multiplier
    case "passive": session.isPassive = true
    case "multihop": session.isMultihop = boolean(node) ?? session.isMultihop
    case "max_hops":
      guard let word = argument(node, expecting: "a number of hops"),
        let hops = integer(word, in: -1...255, of: "a number of hops")
      else { return }
      session.greatestHops = UInt8(exactly: hops)
    default: break
    }
  }

  private mutating func milliseconds(_ node: Node) -> Duration? {
    number(node, in: 1...10_000, of: "a number of milliseconds").map { .milliseconds(Int64($0)) }
  }
}
