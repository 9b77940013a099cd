import Health
import VRRP

extension Interpretation {
  /// `vrrp_script`
  mutating func readTrackedScript(_ node: Node) {
    guard let name = trackedName(node, { .script($0) }) else { return }
    var script: Script?
    var user: ScriptUser?
    var interval = Duration.seconds(1)
    var timeout: Duration?
    var counts = (rise: 1, fall: 1)
    var weight = TrackWeight()
    var failsAtFirst = false
    for child in children(of: node) where meaning(of: child, in: .trackedScript) == .acted {
      switch child.keyword {
      case "script": script = trackedProgram(child)
      case "user": user = scriptUser(child)
      case "interval": interval = period(child) ?? interval
      case "timeout": timeout = time(child, from: .milliseconds(1)) ?? timeout
      case "rise": counts.rise = count(child) ?? counts.rise
      case "fall": counts.fall = count(child) ?? counts.fall
      case "weight": weight = readWeight(child, in: -253...253) ?? weight
      case "init_fail": failsAtFirst = true
      default: break
      }
    }
    guard var script else {
      report.warning(
        code: .missingWord, "vrrp_script \(name.text) names no script, and is left out", at: name)
      return
    }
    script.user = user
    trackWeights[.script(name.text)] = weight
    scripts.append(
      ScriptDefinition(
        name: name.text, script: script, interval: interval, timeout: timeout, rise: counts.rise,
        fall: counts.fall, failsAtFirst: failsAtFirst, position: name.position))
  }

  /// The name after the keyword; a second block of one name is left out.
  mutating func trackedName(_ node: Node, _ object: (String) -> TrackedObject) -> Word? {
    guard let name = argument(node, expecting: "a name") else { return nil }
    guard trackWeights[object(name.text)] == nil else {
      report.warning(
        code: .definedTwice, "\(object(name.text)) is defined twice; the second is ignored",
        at: name)
      return nil
    }
    return name
  }

  /// 0 is taken for a second, as keepalived takes it.
  private mutating func period(_ node: Node) -> Duration? {
    guard let time = time(node) else { return nil }
    if time == .zero, node.words.count > 1 {
      report.warning("an interval of 0 would never end: a second is taken", at: node.words[1])
    }
    return time == .zero ? .seconds(1) : max(time, .milliseconds(1))
  }

  /// How many in a row; 0 is as good as 1.
  private mutating func count(_ node: Node) -> Int? {
    number(node, in: 0...1_000_000, of: "a number of results").map { max(1, Int($0)) }
  }

  /// `USER [[:]GROUP]`
  mutating func scriptUser(_ node: Node, _ index: Int = 1) -> ScriptUser? {
    let most = index + 1
    guard let user = argument(node, index, expecting: "a user", atMost: most) else { return nil }
    let named = node.words.count > most ? group(node.words[most].text) : nil
    let found = ScriptUser(user: user.text, group: named)
    namedUsers.append(Stated(found, at: user))
    return found
  }
}
