import Election
import Network
import Operations

// What has come of a drain, in words.

extension DrainOutcome {
  /// `drained: this director stays out of elections; one: 192.0.2.2 has taken over after 3 ms`
  var line: String { ([title] + fates).joined(separator: "; ") }

  /// The same, a line for each fate.
  var words: String { ([title] + fates).joined(separator: "\n  ") }

  private var title: String {
    guard isDrained else {
      return "not drained: nobody has taken over, and this director stays MASTER; "
        + "'directorctl drain --force' lets go all the same"
    }
    guard !isLastResort else {
      return "drained before, and MASTER as the last resort, because nobody else is heard; "
        + "'directorctl drain --force' lets go all the same"
    }
    let isGone = handOvers.contains { $0.fate == .released }
    return "drained: this director stays out of elections"
      + (isGone ? ", and nobody holds what it held" : "")
  }

  /// Instances that fared alike share a line.
  private var fates: [String] {
    var lines: [(words: String, instances: [String])] = []
    for handOver in handOvers {
      let words = handOver.fate.words
      if let place = lines.firstIndex(where: { $0.words == words }) {
        lines[place].instances.append(handOver.instance)
      } else {
        lines.append((words, [handOver.instance]))
      }
    }
    return lines.map { "\(names($0.instances)): \($0.words)" }
  }

  private func names(_ instances: [String]) -> String {
    let named = instances.prefix(8).joined(separator: ", ")
    return instances.count > 8 ? "\(named) and \(instances.count - 8) more" : named
  }
}

extension DrainOutcome.Fate {
  fileprivate var words: String {
    switch self {
    case .takenOver(let address, let time):
      "\(address) has taken over after \(max(time, .milliseconds(1)).words)"
    case .withGroup: "given up with the rest of the sync group"
    case .kept: "nobody has taken over"
    case .lastResort: "nobody else is heard"
    case .released: "nobody has taken over, and the addresses are gone"
    case .lost: "gone with a fault"
    }
  }
}
