import Network

/// What a checker takes from the real server about it, and that from its virtual server, unless they
/// say otherwise (keepalived's `retry`, `delay_before_retry`, …).
struct CheckDefaults {
  var interval: Duration?
  var retries: Int?
  var retryDelay: Duration?
  var warmup: Duration?
  var timeout: Duration?
  var virtualHost: String?
  var startsDown: Bool?
  var logsEveryFailure: Bool?
  var successes: Int?
  var undecidedInterval: Duration?
  var failedInterval: Duration?
  var isReversed: Bool?

  /// The same with what is not said taken from `outer`.
  func filled(from outer: CheckDefaults) -> CheckDefaults {
    CheckDefaults(
      interval: interval ?? outer.interval, retries: retries ?? outer.retries,
      retryDelay: retryDelay ?? outer.retryDelay, warmup: warmup ?? outer.warmup,
      timeout: timeout ?? outer.timeout, virtualHost: virtualHost ?? outer.virtualHost,
      startsDown: startsDown ?? outer.startsDown,
      logsEveryFailure: logsEveryFailure ?? outer.logsEveryFailure,
      successes: successes ?? outer.successes,
      undecidedInterval: undecidedInterval ?? outer.undecidedInterval,
      failedInterval: failedInterval ?? outer.failedInterval,
      isReversed: isReversed ?? outer.isReversed)
  }
}

extension Interpretation {
  /// A statement that may stand in a virtual server, a real server and a checker; false if it is
  /// none of these.
  mutating func readDefault(_ node: Node, into defaults: inout CheckDefaults) -> Bool {
    let least = Duration.milliseconds(1)
    switch node.keyword {
    case "delay_loop":
      if let time = time(node, from: least) { defaults.interval = time }
    case "connect_timeout":
      if let time = time(node, from: least) { defaults.timeout = time }
    case "retry", "nb_get_retry":
      if let count = number(node, in: 0...UInt32.max, of: "a number of retries") {
        defaults.retries = Int(count)
      }
    case "delay_before_retry":
      if let time = time(node) { defaults.retryDelay = time }
    case "warmup":
      if let time = time(node) { defaults.warmup = time }
    case "virtualhost":
      if let name = text(node, expecting: "a host's name") { defaults.virtualHost = name }
    case "alpha":
      if let value = boolean(node) { defaults.startsDown = value }
    case "log_all_failures":
      if let value = boolean(node) { defaults.logsEveryFailure = value }
    default: return readPace(node, into: &defaults)
    }
    return true
  }

  /// `rise`, `fall`, `fast_interval`, `down_interval`, `reverse`, which are not keepalived's.
  private mutating func readPace(_ node: Node, into defaults: inout CheckDefaults) -> Bool {
    let least = Duration.milliseconds(1)
    switch node.keyword {
    case "rise":
      if let count = number(node, in: 1...1_000_000, of: "a number of successes") {
        defaults.successes = Int(count)
      }
    case "fall":
      if let count = number(node, in: 1...1_000_000, of: "a number of failures") {
        defaults.retries = Int(count) - 1
      }
    case "fast_interval":
      if let time = time(node, from: least) { defaults.undecidedInterval = time }
    case "down_interval":
      if let time = time(node, from: least) { defaults.failedInterval = time }
    case "reverse":
      if let isReversed = boolean(node) { defaults.isReversed = isReversed }
    default: return false
    }
    return true
  }
}
