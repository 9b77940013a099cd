import Configuration
import System

extension ThreadDefinition {
  /// Something that makes the election's thread punctual.
  struct Wish: Hashable {
    var setting: RealTime
    /// In the file, so that a refusal is said.
    var isAsked: Bool
  }

  /// What is to be applied, in this order. Real time is taken if it is permitted, though nobody
  /// asks: an advertisement that waits for a processor is one that another director misses.
  /// `vrrp_priority` asks for an ordinary thread.
  var wishes: [Wish] {
    var asked: [RealTime] = []
    if !processors.isEmpty {
      asked.append(.processors(processors.map { UInt32(clamping: $0) }))
    }
    if let nice { asked.append(.nice(nice)) }
    if let longestRun { asked.append(.runTime(longestRun)) }
    if let realTimePriority { asked.append(.roundRobin(priority: realTimePriority)) }
    if locksMemory { asked.append(.lockedMemory) }
    let wishes = asked.map { Wish(setting: $0, isAsked: true) }
    guard nice == nil, realTimePriority == nil else { return wishes }
    return wishes + [Wish(setting: .roundRobin(priority: 1), isAsked: false)]
  }
}
