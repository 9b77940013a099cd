import Network

/// A rule or policy that drops packets of services.
struct FilteredPackets {
  var hit: FilterHit
  var packets: [ServicePackets]
  /// By how much its counter grew while it was watched.
  var growth: UInt64?
  /// What conntrack's state has to do with it.
  var isOfState: FilterPacket.States?
}

/// A place on the path of a service's packets where a packet filter is asked.
enum FilterPoint: Hashable, CaseIterable {
  case requestBeforeRouting, replyBeforeRouting, request, answerToCheck, sent, sentAtLast
  case answerAtLast, reply

  var hook: Firewall.Hook {
    switch self {
    case .requestBeforeRouting, .replyBeforeRouting: .prerouting
    case .request, .answerToCheck: .input
    case .sent: .output
    case .sentAtLast, .answerAtLast: .postrouting
    case .reply: .forward
    }
  }

  func packet(of packets: ServicePackets) -> FilterPacket? {
    switch self {
    case .requestBeforeRouting, .request: packets.request
    case .replyBeforeRouting, .reply: packets.reply
    case .answerToCheck: packets.checked
    case .sent, .sentAtLast: packets.sent
    case .answerAtLast: packets.answer
    }
  }
}

extension Examination {
  /// Rules that may be asked at one point, for all packets together: half a second at the most.
  static let mostSteps = 2_000_000

  /// What drops packets at each point of the path.
  func judgedPackets() -> [FilterPoint: [FilteredPackets]] {
    guard firewall?.chains.isEmpty == false else { return [:] }
    let all = packets
    var judged: [FilterPoint: [FilteredPackets]] = [:]
    for point in FilterPoint.allCases { judged[point] = drops(at: point, of: all) }
    return judged
  }

  /// What drops packets at a point: certainly, or possibly with a counter that grew meanwhile.
  private func drops(at point: FilterPoint, of all: [ServicePackets]) -> [FilteredPackets] {
    guard let firewall else { return [] }
    let priority = Firewall.ipvsPriority(in: point.hook)
    var left = Examination.mostSteps
    var order: [FilterPlace] = []
    var found: [FilterPlace: FilteredPackets] = [:]
    var fates: [FilterPacket: FilterHit?] = [:]
    for one in all where left > 0 {
      guard let asked = point.packet(of: one) else { continue }
      if fates[asked] == nil {
        let fate = firewall.fate(of: asked, at: point.hook, before: priority, limit: left)
        left -= fate.steps + 1
        fates[asked] = .some(decisive(fate))
      }
      guard let known = fates[asked], let hit = known else { continue }
      if found[hit.place] == nil {
        order.append(hit.place)
        found[hit.place] = FilteredPackets(hit: hit, packets: [], growth: growth(of: hit.place))
      }
      found[hit.place]?.packets.append(one)
    }
    return order.compactMap { found[$0] }
  }

  private func decisive(_ fate: FilterFate) -> FilterHit? {
    fate.certain ?? fate.drops.first { (growth(of: $0.place) ?? 0) > 0 }
  }

  func growth(of place: FilterPlace) -> UInt64? {
    guard let firewall, let laterFirewall else { return nil }
    return firewall.growth(of: place, until: laterFirewall)
  }

  /// One observation for each rule or policy that drops packets at `point`.
  func filtered(_ point: FilterPoint, _ sentence: String) -> [Observation] {
    (dropped[point] ?? []).map { observation($0, sentence, point.packet) }
  }

  private func observation(
    _ filtered: FilteredPackets, _ sentence: String, _ packet: (ServicePackets) -> FilterPacket?
  ) -> Observation {
    let place = filtered.hit.place
    let count = place.packets.map { ", \($0) packets" } ?? ""
    let growth = filtered.growth.map { $0 > 0 ? ["its counter grew by \($0)"] : [] } ?? []
    var accepting: [String] = []
    for packet in filtered.packets.compactMap(packet) where accepting.count < 20 {
      let command = place.acceptance(nft: packet.nftMatch, iptables: packet.iptablesMatch)
      if !accepting.contains(command) { accepting.append(command) }
    }
    var mend = Mend(words: "or, if nothing needs it: \(place.removal)")
    mend.commands = accepting
    return Observation(
      filtered.object, "\(sentence): by \(place.words)\(count).",
      evidence: [place.evidence] + growth,
      mend: [mend])
  }

  /// Replies of real servers that FORWARD drops, and whether conntrack's state is the reason.
  func droppedReplies(where isMeant: (FilteredPackets) -> Bool) -> [Observation] {
    let tracks = setting("net.ipv4.vs.conntrack")
    let drops = (dropped[.reply] ?? []).map { filtered -> FilteredPackets in
      var filtered = filtered
      filtered.isOfState = tracks == "0" ? stateToBlame(filtered) : nil
      return filtered
    }
    return drops.filter(isMeant).map { filtered in
      guard filtered.isOfState != nil else {
        return self.observation(
          filtered,
          "Replies pass FORWARD with the real server's address and are dropped there", \.reply)
      }
      let what =
        filtered.isOfState == .invalid
        ? "For conntrack the replies of IPVS are INVALID, and FORWARD drops those"
        : "FORWARD accepts established connections only, and for conntrack those of IPVS are none"
      var observation = self.observation(filtered, what, \.reply)
      observation.evidence.append("net.ipv4.vs.conntrack = 0")
      observation.mend.insert(.set("net.ipv4.vs.conntrack", to: "1"), at: 0)
      return observation
    }
  }

  /// The state that the dropping rule names, or that would have let the packet pass.
  private func stateToBlame(_ filtered: FilteredPackets) -> FilterPacket.States? {
    let names = filtered.hit.place.rule?.matches.contains { $0.field == .state } == true
    let branches = filtered.hit.place.rule?.branches.contains { $0.match.field == .state } == true
    guard filtered.hit.likelihood == .certain, var reply = filtered.packets.first?.reply,
      let firewall
    else { return nil }
    let isInvalid = reply.states == .invalid
    reply.states = .established
    let fate = firewall.fate(
      of: reply, at: .forward, before: Firewall.ipvsPriority(in: .forward))
    guard fate.certain == nil, fate.isWhole else { return nil }
    return (names || branches) && isInvalid ? .invalid : .established
  }
}

extension FilteredPackets {
  /// The services, or the real server if there is one alone.
  var object: String {
    let services = packets.map(\.service.description)
    var order: [String] = []
    for name in services where order.last != name && order.count < 4 { order.append(name) }
    let names = order.prefix(3).joined(separator: ", ")
    return order.count > 3 ? "\(names) and more" : names
  }
}

extension FilterMatch {
  /// Whether it asks for some of these addresses alone.
  func namesOnly(_ wanted: Set<Address>, as field: Field) -> Bool {
    guard self.field == field, !isNegated, case .addresses(let ranges) = values else {
      return false
    }
    return ranges.allSatisfy { $0.lowerBound == $0.upperBound && wanted.contains($0.lowerBound) }
  }
}

extension FilterPacket {
  private var transportName: String? {
    switch transport {
    case 6: "tcp"
    case 17: "udp"
    case 132: "sctp"
    default: nil
    }
  }

  /// The rule's condition that this packet meets, in nft's words.
  var nftMatch: String {
    let protocolName = family == .ipv4 ? "ip" : "ip6"
    var words: [String] = []
    // A client is one of many: rules name the server's side.
    if sourcePort != nil, let source { words.append("\(protocolName) saddr \(source)") }
    if sourcePort == nil, let destination { words.append("\(protocolName) daddr \(destination)") }
    if let name = transportName, let sourcePort { words.append("\(name) sport \(sourcePort)") }
    if let name = transportName, sourcePort == nil, let destinationPort {
      words.append("\(name) dport \(destinationPort)")
    }
    if words.isEmpty, transport == 4 { words.append("ip protocol 4") }
    return words.isEmpty
      ? "meta nfproto \(family == .ipv4 ? "ipv4" : "ipv6")"
      : words.joined(
        separator: " ")
  }

  /// The same in iptables' words.
  var iptablesMatch: String {
    var words: [String] = []
    if sourcePort != nil, let source { words.append("-s \(source)") }
    if sourcePort == nil, let destination { words.append("-d \(destination)") }
    if let name = transportName {
      words.append("-p \(name)")
      if let sourcePort {
        words.append("--sport \(sourcePort)")
      } else if let destinationPort {
        words.append("--dport \(destinationPort)")
      }
    }
    return words.joined(separator: " ")
  }
}
