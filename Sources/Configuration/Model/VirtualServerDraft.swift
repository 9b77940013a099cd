import IPVS
import Network

/// A `virtual_server` as its statements leave it, before defaults and rules are applied.
struct VirtualServerDraft {
  enum Target {
    case endpoint(Endpoint)
    case mark(UInt32)
    case group(String)
  }

  var target: Target
  /// Where the block begins.
  var word: Word
  /// In the operator's words: `virtual_server 192.0.2.1 80`.
  var title: String
  var transport: TransportProtocol?
  var scheduler: Scheduler?
  var forwarding: ForwardingMethod?
  var flags: ServiceFlags = []
  /// The words that asked for flags of one scheduler.
  var flagWords: [Word] = []
  var persistence: UInt32?
  var granularity: Int?
  var engine: String?
  var defaults = CheckDefaults()
  var weight: UInt32 = 1
  var inhibits = false
  var family: Family?
  var quorum = Quorum()
  var sorryServer: SorryServer?
  var sorryForwarding: ForwardingMethod?
  var sorryInhibits = false
  var realServers: [Node] = []
  var omega = false
  /// `smtp_alert`
  var mails: Bool?
  /// `quorum N%`
  var quorumPercentage: UInt32?
  var upkeep = Upkeep()
  var protection = Protection()
  /// `max_removed N% …`
  var removalPercentage: Int?
  var canary: Word?
  /// `ha_suspend`
  var suspends: Word?
  /// `follow INSTANCE`
  var follows: Word?
}

extension Interpretation {
  /// `virtual_server IP [PORT] | fwmark MARK | group NAME`
  mutating func virtualServerTarget(_ node: Node) -> VirtualServerDraft.Target? {
    let expected = "an address and a port, 'fwmark' and a mark, or 'group' and a name"
    guard let word = argument(node, expecting: expected, atMost: 2) else { return nil }
    switch word.text {
    case "group":
      return argument(node, 2, expecting: "a group's name", atMost: 2).map { .group($0.text) }
    case "fwmark":
      guard let mark = argument(node, 2, expecting: "a firewall mark", atMost: 2) else {
        return nil
      }
      return number(mark, in: 1...UInt32.max, of: "a firewall mark").map { .mark($0) }
    default: return endpoint(node, port: 0).map { .endpoint($0) }
    }
  }

  /// `IP [PORT]`
  mutating func endpoint(_ node: Node, port fallback: UInt16) -> Endpoint? {
    guard let word = argument(node, expecting: "an address", atMost: 2), let address = address(word)
    else { return nil }
    guard node.words.count > 2 else { return Endpoint(address, port: fallback) }
    return port(node.words[2]).map { Endpoint(address, port: $0) }
  }

  /// One statement of the block.
  mutating func read(_ node: Node, into draft: inout VirtualServerDraft) {
    if node.keyword == "alpha" {
      draft.defaults.startsDown = true
      return
    }
    if readDefault(node, into: &draft.defaults) || readService(node, into: &draft)
      || readPersistence(node, into: &draft) || readUpkeep(node, into: &draft.upkeep)
      || readProtection(node, into: &draft)
    {
      return
    }
    switch node.keyword {
    case "weight":
      if let weight = number(node, in: 0...2_147_483_647, of: "a weight") { draft.weight = weight }
    case "inhibit_on_failure": draft.inhibits = true
    case "quorum": readQuorum(node, into: &draft)
    case "hysteresis":
      if let value = number(node, in: 0...UInt32.max, of: "a hysteresis") {
        draft.quorum.hysteresis = value
      }
    case "quorum_up": readScript(node, into: &draft.quorum.up)
    case "quorum_down": readScript(node, into: &draft.quorum.down)
    case "sorry_server":
      if let endpoint = endpoint(node, port: 0) {
        draft.sorryServer = SorryServer(endpoint: endpoint, forwarding: .masquerade)
      }
    case "sorry_server_inhibit": draft.sorryInhibits = true
    case "sorry_server_lvs_method": draft.sorryForwarding = forwarding(node)
    case "omega": draft.omega = true
    case "smtp_alert": draft.mails = boolean(node) ?? draft.mails
    case "real_server": draft.realServers.append(node)
    case "ha_suspend": draft.suspends = node.words.first
    case "follow": draft.follows = argument(node, expecting: "an instance's name")
    default: break
    }
  }

  /// `quorum WEIGHT`, or our own `quorum N%` of all configured weights.
  private mutating func readQuorum(_ node: Node, into draft: inout VirtualServerDraft) {
    guard var word = argument(node, expecting: "a sum of weights, or a percentage") else { return }
    guard word.text.hasSuffix("%") else {
      if let quorum = number(word, in: 1...UInt32.max, of: "a quorum") {
        draft.quorum.quorum = quorum
        draft.quorumPercentage = nil
      }
      return
    }
    word.text.removeLast()
    draft.quorumPercentage = number(word, in: 1...100, of: "a percentage")
  }

  /// What the kernel's service is; false if the statement is about something else.
  private mutating func readService(_ node: Node, into draft: inout VirtualServerDraft) -> Bool {
    switch node.keyword {
    case "lb_algo", "lvs_sched":
      let schedulers = Scheduler.allCases.map { ($0.name, $0) }
      if let word = argument(node, expecting: "a scheduler, such as wrr"),
        let scheduler = choice(word, of: schedulers, what: "a scheduler")
      {
        draft.scheduler = scheduler
      }
    case "lb_kind", "lvs_method":
      if let method = forwarding(node) { draft.forwarding = method }
    case "protocol": draft.transport = transport(node) ?? draft.transport
    case "ops": draft.flags.insert(.onePacket)
    case "flag-1": draft.flags.insert(.scheduler1)
    case "flag-2": draft.flags.insert(.scheduler2)
    case "flag-3": draft.flags.insert(.scheduler3)
    case "sh-fallback", "mh-fallback":
      draft.flags.insert(.scheduler1)
      draft.flagWords += node.words.prefix(1)
    case "sh-port", "mh-port":
      draft.flags.insert(.scheduler2)
      draft.flagWords += node.words.prefix(1)
    case "ip_family":
      let families: [(String, Family)] = [("inet", .ipv4), ("inet6", .ipv6)]
      if let word = argument(node, expecting: "inet or inet6") {
        draft.family = choice(word, of: families, what: "an address family")
      }
    default: return false
    }
    return true
  }

  private mutating func transport(_ node: Node) -> TransportProtocol? {
    guard var word = argument(node, expecting: "TCP, UDP or SCTP") else { return nil }
    word.text = word.text.uppercased()
    let protocols: [(String, TransportProtocol)] = [
      ("TCP", .tcp), ("UDP", .udp), ("SCTP", .sctp),
    ]
    return choice(word, of: protocols, what: "a transport protocol that IPVS knows")
  }

  private mutating func readPersistence(
    _ node: Node, into draft: inout VirtualServerDraft
  ) -> Bool {
    switch node.keyword {
    case "persistence_timeout":
      guard node.words.count > 1 else {
        draft.persistence = 360
        return true
      }
      if node.words[1].text == "0" {
        report.warning(
          "'0' is no persistence: the line is ignored", at: node.words[1],
          hint: "take the line out, or write how many seconds")
      } else if let seconds = number(node, in: 1...2_678_400, of: "a number of seconds") {
        draft.persistence = seconds
      }
    case "persistence_granularity":
      if let word = argument(node, expecting: "a mask or a prefix length") {
        draft.granularity = granularity(word)
      }
    case "persistence_engine":
      if let name = text(node, expecting: "an engine's name, such as sip") { draft.engine = name }
    default: return false
    }
    return true
  }

  /// A netmask, or a prefix length.
  private mutating func granularity(_ word: Word) -> Int? {
    if case .v4(let mask)? = Address(word.text), let length = Prefix.length(mask: mask) {
      return length
    }
    return number(word, in: 1...128, of: "a mask or a prefix length").map { Int($0) }
  }
}
