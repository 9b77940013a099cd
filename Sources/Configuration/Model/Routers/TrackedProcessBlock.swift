import VRRP

extension Interpretation {
  /// `vrrp_track_process`
  mutating func readTrackedProcess(_ node: Node) {
    guard let name = trackedName(node, { .process($0) }) else { return }
    var process = ProcessDefinition(name: name.text, command: [], position: name.position)
    var weight = TrackWeight()
    var stated: Int?
    var most: Stated<Int>?
    for child in children(of: node) where meaning(of: child, in: .trackedProcess) == .acted {
      switch child.keyword {
      case "process": process.command = child.words.dropFirst().map(\.text)
      case "weight": weight = readWeight(child) ?? weight
      case "quorum":
        stated = number(child, in: 1...65535, of: "a quorum").map { Int($0) } ?? stated
      case "quorum_max":
        if let number = number(child, in: 0...65535, of: "a quorum"), child.words.count > 1 {
          most = Stated(Int(number), at: child.words[1])
        }
      default: read(child, into: &process)
      }
    }
    // A maximum of 0 says that none may run.
    let least = stated ?? (most?.value == 0 ? 0 : 1)
    if let most, most.value < least {
      report.error(
        code: .conflictingWords, "quorum_max \(most.value) is less than the quorum \(least)",
        at: most.word,
        hint: "expected a number from \(least) on")
      return
    }
    process.quorum = least...(most?.value ?? Int.max)
    guard !process.command.isEmpty else {
      report.warning(
        code: .missingWord, "vrrp_track_process \(name.text) names no process, and is left out",
        at: name)
      return
    }
    if process.command.count > 1, process.match == .name { process.match = .exact }
    trackWeights[.process(name.text)] = weight
    processes.append(process)
  }

  private mutating func read(_ node: Node, into process: inout ProcessDefinition) {
    let least = Duration.microseconds(1)
    let most = Duration.seconds(3600)
    switch node.keyword {
    case "param_match":
      let matches: [(String, ProcessDefinition.Match)] = [
        ("exact", .exact), ("initial", .initial), ("partial", .partial),
      ]
      if node.words.count == 1 {
        process.match = .exact
      } else if let word = argument(node, expecting: "exact, initial or partial") {
        process.match = choice(word, of: matches, what: "a way to compare") ?? process.match
      }
    case "full_command": process.comparesPath = true
    case "fork_delay":
      process.forkDelay = time(node, from: least, to: most) ?? process.forkDelay
    case "terminate_delay":
      process.terminateDelay = time(node, from: least, to: most) ?? process.terminateDelay
    case "delay":
      guard let delay = time(node, from: least, to: most) else { return }
      process.forkDelay = delay
      process.terminateDelay = delay
    default: break
    }
  }
}
