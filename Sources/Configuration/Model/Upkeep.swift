import Network
import VRRP

/// What a real server takes from its virtual server unless it says otherwise: how its checks come to
/// a condition, and how it comes back.
struct Upkeep {
  var neededChecks: Int?
  var slowStart: Duration?
  var damping: FlapDamping?
  var checkPath: CheckPathDraft?
}

extension Interpretation {
  /// `checks_needed`, `slow_start`, `flap_damping`, `check_path`; false if it is none. None is keepalived's.
  mutating func readUpkeep(_ node: Node, into upkeep: inout Upkeep) -> Bool {
    switch node.keyword {
    case "checks_needed":
      guard let word = argument(node, expecting: "all, any or a number") else { return true }
      switch word.text {
      case "all": upkeep.neededChecks = nil
      case "any": upkeep.neededChecks = 1
      default:
        if let count = number(word, in: 1...1000, of: "all, any or a number of checks") {
          upkeep.neededChecks = Int(count)
        }
      }
    case "slow_start":
      if let time = time(node, to: .seconds(86_400)) {
        upkeep.slowStart = time > .zero ? time : nil
      }
    case "flap_damping": readDamping(node, into: &upkeep)
    default: return readCheckPath(node, into: &upkeep.checkPath)
    }
    return true
  }

  /// `flap_damping FIRST [MOST]`, `flap_damping off`
  private mutating func readDamping(_ node: Node, into upkeep: inout Upkeep) {
    let least = Duration.milliseconds(1)
    let most = Duration.seconds(86_400)
    guard let word = argument(node, expecting: "the first hold-down in seconds", atMost: 2) else {
      return
    }
    guard word.text != "off" else {
      upkeep.damping = nil
      return
    }
    guard let first = time(word, of: node.keyword, in: least...most) else { return }
    var longest = max(first, .seconds(300))
    if node.words.count > 2 {
      guard let bound = time(node.words[2], of: node.keyword, in: first...most) else { return }
      longest = bound
    }
    upkeep.damping = FlapDamping(first: first, most: longest)
  }

  // MARK: Protection

  /// `panic_threshold`, `max_removed`, `canary`; false if it is none. None is keepalived's.
  mutating func readProtection(_ node: Node, into draft: inout VirtualServerDraft) -> Bool {
    switch node.keyword {
    case "panic_threshold":
      if let word = argument(node, expecting: "a percentage"),
        let percent = percentage(word, from: 0)
      {
        draft.protection.panicThreshold = percent == 0 ? nil : percent
      }
    case "max_removed": readRemovals(node, into: &draft)
    case "canary": draft.canary = argument(node, expecting: "a canary's name")
    default: return false
    }
    return true
  }

  /// `50`, `50%`
  private mutating func percentage(_ word: Word, from least: UInt32) -> Int? {
    var word = word
    if word.text.hasSuffix("%") { word.text.removeLast() }
    return number(word, in: least...100, of: "a percentage").map { Int($0) }
  }

  /// `max_removed COUNT|N% SECONDS`
  private mutating func readRemovals(_ node: Node, into draft: inout VirtualServerDraft) {
    guard
      let word = argument(node, expecting: "a number of real servers, or a percentage", atMost: 2),
      let time = argument(node, 2, expecting: "a number of seconds", atMost: 2),
      let window = self.time(
        time, of: node.keyword, in: .milliseconds(1)...Duration.seconds(86_400))
    else { return }
    if word.text.hasSuffix("%") {
      guard let percent = percentage(word, from: 1) else { return }
      let share = draft.realServers.count * percent / 100
      draft.protection.removals = RemovalLimit(count: max(1, share), window: window)
      draft.removalPercentage = percent
    } else if let count = number(word, in: 1...1_000_000, of: "a number of real servers") {
      draft.protection.removals = RemovalLimit(count: Int(count), window: window)
      draft.removalPercentage = nil
    }
  }

  /// `suspect_together N%|N [HOLD]`, `suspect_together off`
  mutating func readSuspicion(_ node: Node) {
    let what = "a percentage, or a number of real servers"
    guard let word = argument(node, expecting: what, atMost: 2) else { return }
    guard word.text != "off" else {
      global.suspicion = nil
      trackWeights[.canary(SuspicionRule.name)] = nil
      return
    }
    let threshold: SuspicionRule.Threshold
    if word.text.hasSuffix("%") {
      guard let percent = percentage(word, from: 1) else { return }
      threshold = .percentage(percent)
    } else {
      guard let count = number(word, in: 2...9, of: what) else { return }
      threshold = .count(Int(count))
    }
    var rule = SuspicionRule(threshold)
    if node.words.count > 2 {
      guard
        let hold = time(node.words[2], of: node.keyword, in: .seconds(1)...Duration.seconds(3600))
      else { return }
      rule.hold = hold
    }
    global.suspicion = rule
    trackWeights[.canary(SuspicionRule.name)] = TrackWeight()
  }

  /// Once all real servers are known.
  mutating func protection(of draft: VirtualServerDraft, _ server: VirtualServer) -> Protection {
    var protection = draft.protection
    if let percent = draft.removalPercentage {
      protection.removals?.count = max(1, server.realServers.count * percent / 100)
    }
    guard let word = draft.canary else { return protection }
    guard canaries.contains(where: { $0.name == word.text }) else {
      report.error(
        code: .undefinedName,
        "there is no canary '\(word.text)'", at: word,
        hint: nearest(to: word.text, among: canaries.map(\.name)).map { "did you mean '\($0)'?" }
          ?? "expected the name of a canary block")
      return protection
    }
    protection.canary = word.text
    return protection
  }
}
