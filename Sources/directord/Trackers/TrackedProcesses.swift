import Configuration
import Network
import System
import VRRP

/// Counts the processes that are tracked: as the kernel tells of each if it may, else by looking
/// through `/proc` every second.
final class TrackedProcesses {
  private struct Entry {
    var definition: ProcessDefinition
    var presence: Presence
    var members: Set<Int32> = []
    /// What was told last.
    var told: TrackedStatus?
  }

  private static let interval = Duration.seconds(1)
  /// Even if the kernel tells: it may be silent in a sandbox.
  private static let distrust = Duration.seconds(30)

  private var entries: [String: Entry] = [:]
  private var events: ProcessEvents?
  private var isPrepared = false
  private var nextScan: Instant?

  /// Readable while the kernel has news; nil if it tells nothing.
  var descriptor: Int32? { events?.descriptor }

  var deadline: Instant? {
    let changes = entries.values.compactMap(\.presence.changesAt).min()
    return [nextScan, changes].compactMap(\.self).min()
  }

  /// Looks after these from now on; all of them are told of.
  func follow(_ definitions: [ProcessDefinition], at now: Instant) -> [Trackers.News] {
    let old = entries
    entries = [:]
    for definition in definitions {
      var presence = old[definition.name]?.presence ?? definition.presence
      presence.adopt(definition.presence)
      entries[definition.name] = Entry(definition: definition, presence: presence)
    }
    guard !entries.isEmpty else {
      nextScan = nil
      return []
    }
    nextScan = now
    return prepare()
  }

  /// Once something is to be looked after.
  private func prepare() -> [Trackers.News] {
    guard !isPrepared else { return [] }
    isPrepared = true
    do throws(SystemError) {
      events = try ProcessEvents()
      return [.said(isWarning: false, "vrrp_track_process: the kernel tells of processes")]
    } catch {
      let text =
        "vrrp_track_process: \(error): /proc is looked through every "
        + "\(Self.interval.components.seconds) s instead"
      return [.said(isWarning: false, text)]
    }
  }

  func advance(at now: Instant) -> [Trackers.News] {
    guard !entries.isEmpty else {
      _ = events?.take()
      return []
    }
    if let events {
      if let some = events.take() { take(some, at: now) } else { nextScan = now }
    }
    if let nextScan, nextScan <= now { scan(at: now) }
    for name in entries.keys { entries[name]?.presence.settle(at: now) }
    return entries.keys.sorted().compactMap(news)
  }

  private func news(_ name: String) -> Trackers.News? {
    guard let entry = entries[name], entry.presence.status != entry.told else { return nil }
    entries[name]?.told = entry.presence.status
    let number = entry.presence.number
    let verdict = entry.presence.status == .up ? "as wanted" : "not as wanted"
    return .status(
      .process(name), entry.presence.status,
      words: "vrrp_track_process \(name): \(number) run, \(verdict)")
  }

  private func take(_ events: [ProcessEvents.Event], at now: Instant) {
    for event in events {
      switch event {
      case .changed(let number): note(number, running(number))
      case .ended(let number): note(number, nil)
      }
    }
    if !events.isEmpty { count(at: now) }
  }

  /// It takes at most a tenth of the time, however many processes there are.
  private func scan(at now: Instant) {
    for name in entries.keys { entries[name]?.members = [] }
    for number in (try? ProcessTable.numbers()) ?? [] { note(number, running(number)) }
    count(at: now)
    let interval = events == nil ? Self.interval : Self.distrust
    let end = MonotonicClock.now
    nextScan = end + max(interval, (end - now) * 9)
  }

  private func running(_ number: Int32) -> RunningProcess? {
    guard let name = ProcessTable.name(of: number) else { return nil }
    // A command line costs the kernel more than a name.
    let needsArguments = entries.values.contains { $0.definition.needsArguments }
    let arguments = needsArguments ? ProcessTable.arguments(of: number) : []
    return RunningProcess(name: name, arguments: arguments)
  }

  private func note(_ number: Int32, _ process: RunningProcess?) {
    for (name, entry) in entries {
      if let process, entry.definition.matches(process) {
        entries[name]?.members.insert(number)
      } else {
        entries[name]?.members.remove(number)
      }
    }
  }

  private func count(at now: Instant) {
    for (name, entry) in entries {
      entries[name]?.presence.count(entry.members.count, at: now)
    }
  }
}

extension ProcessDefinition {
  /// The same but for its place in the file.
  func isSame(as other: ProcessDefinition) -> Bool {
    var moved = other
    moved.position = position
    return self == moved
  }

  fileprivate var presence: Presence {
    Presence(quorum: quorum, forkDelay: forkDelay, terminateDelay: terminateDelay)
  }
}

extension Presence {
  /// Another definition's numbers; the status stays until the next count.
  fileprivate mutating func adopt(_ other: Presence) {
    quorum = other.quorum
    forkDelay = other.forkDelay
    terminateDelay = other.terminateDelay
  }
}
