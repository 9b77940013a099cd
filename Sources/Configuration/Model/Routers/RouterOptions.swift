import Network
import VRRP

/// A value with the word that says it, for what must be said of it later.
struct Stated<Value> {
  var value: Value
  var word: Word

  init(_ value: Value, at word: Word) {
    self.value = value
    self.word = word
  }
}

/// What `global_defs` says for every instance.
struct RouterDefaults {
  var options = RouterOptions()
  /// `vrrp_mcast_group4`, `vrrp_mcast_group6`
  var groups: [Family: Address] = [:]
  /// `vrrp_min_garp`
  var announcesOnce = false
  /// `vrrp_startup_delay`
  var startupDelay = Duration.zero
  /// `vmac_prefix`
  var interfacePrefix = "vrrp"
  /// `default_interface`, for static addresses.
  var interface = "eth0"
  /// `vrrp_notify_priority_changes`
  var tellsPriorities = false
  var syncDaemon: Stated<SyncDaemonDefinition>?
  /// The identifier was said, and is not the instance's.
  var syncIdentifier: UInt8?
}

/// What an instance may say, and `global_defs` for all of them under a name that begins with `vrrp_`.
struct RouterOptions {
  var version: Advertisement.Version?
  var isStrict: Bool?
  var skipsKnownAddressList: Bool?
  var checksUnicastSource: Bool?
  var answersLowerPriority: Bool?
  var answersHigherPriority: Bool?
  var ownerIgnoresAdvertisements: Bool?
  var missedAdvertisements: Int?
  var sumsMessageOnly: Bool?
  var rounds: Int?
  var delay: Duration?
  var refresh: Duration?
  var refreshRounds: Int?
  var rivalRounds: Int?
  var rivalDelay: Duration?

  /// The same with what is not said taken from `outer`.
  func filled(from outer: RouterOptions) -> RouterOptions {
    var options = self
    options.version = version ?? outer.version
    options.isStrict = isStrict ?? outer.isStrict
    options.skipsKnownAddressList = skipsKnownAddressList ?? outer.skipsKnownAddressList
    options.checksUnicastSource = checksUnicastSource ?? outer.checksUnicastSource
    options.answersLowerPriority = answersLowerPriority ?? outer.answersLowerPriority
    options.answersHigherPriority = answersHigherPriority ?? outer.answersHigherPriority
    options.ownerIgnoresAdvertisements =
      ownerIgnoresAdvertisements ?? outer.ownerIgnoresAdvertisements
    options.missedAdvertisements = missedAdvertisements ?? outer.missedAdvertisements
    options.sumsMessageOnly = sumsMessageOnly ?? outer.sumsMessageOnly
    options.rounds = rounds ?? outer.rounds
    options.delay = delay ?? outer.delay
    options.refresh = refresh ?? outer.refresh
    options.refreshRounds = refreshRounds ?? outer.refreshRounds
    options.rivalRounds = rivalRounds ?? outer.rivalRounds
    options.rivalDelay = rivalDelay ?? outer.rivalDelay
    return options
  }
}

extension Interpretation {
  /// A statement that an instance and `global_defs` share; false if it is none of these.
  mutating func readOption(_ node: Node, into options: inout RouterOptions) -> Bool {
    switch unprefixed(node.keyword) {
    case "version":
      if let word = argument(node, expecting: "2 or 3") {
        let versions: [(String, Advertisement.Version)] = [("2", .two), ("3", .three)]
        options.version = choice(word, of: versions, what: "a version of VRRP")
      }
    case "strict", "strict_mode": options.isStrict = boolean(node)
    case "skip_check_adv_addr": options.skipsKnownAddressList = boolean(node)
    case "check_unicast_src": options.checksUnicastSource = boolean(node)
    case "lower_prio_no_advert": options.answersLowerPriority = boolean(node).map { !$0 }
    case "higher_prio_send_advert": options.answersHigherPriority = boolean(node)
    case "owner_ignore_adverts": options.ownerIgnoresAdvertisements = boolean(node)
    case "v3_checksum_as_v2": options.sumsMessageOnly = boolean(node)
    case "down_timer_adverts":
      options.missedAdvertisements =
        number(node, in: 1...100, of: "a number of advertisements").map { Int($0) }
    default: return readAnnouncement(node, into: &options)
    }
    return true
  }

  private mutating func readAnnouncement(_ node: Node, into options: inout RouterOptions) -> Bool {
    switch unprefixed(node.keyword) {
    case "garp_master_delay": options.delay = time(node)
    case "garp_master_refresh": options.refresh = time(node)
    case "garp_lower_prio_delay": options.rivalDelay = time(node)
    case "garp_master_repeat": options.rounds = rounds(node)
    case "garp_master_refresh_repeat": options.refreshRounds = rounds(node)
    case "garp_lower_prio_repeat": options.rivalRounds = rounds(node)
    default: return false
    }
    return true
  }

  /// Without a single announcement the segment would go on sending to the old master.
  private mutating func rounds(_ node: Node) -> Int? {
    let value = number(node, in: 0...1000, of: "a number of announcements")
    if value == 0, node.words.count > 1 {
      report.warning(
        "'\(node.keyword)' of 0 would leave neighbours with the old master: 1 is taken",
        at: node.words[1])
    }
    return value.map { max(1, Int($0)) }
  }

  private func unprefixed(_ keyword: String) -> Substring {
    keyword.hasPrefix("vrrp_") ? keyword.dropFirst(5) : keyword[...]
  }
}
