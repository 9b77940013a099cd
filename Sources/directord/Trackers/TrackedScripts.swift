import Configuration
import Network
import System
import VRRP

/// `vrrp_script`: runs what is tracked, each at its interval, and counts its results.
final class TrackedScripts {
  private struct Entry {
    var definition: ScriptDefinition
    var credentials: Credentials
    var hysteresis: Hysteresis
    var isRunning = false
    var nextAt: Instant
  }

  /// A script's status has changed; with a line if there is something to say.
  struct Change {
    var object: TrackedObject
    var status: TrackedStatus
    var words: String
  }

  private let hooks: Hooks
  private var entries: [String: Entry] = [:]

  init(openFiles: UInt) throws(SystemError) {
    hooks = try Hooks(limit: 64, openFiles: openFiles)
  }

  /// Readable while a script has ended.
  var descriptor: Int32 { hooks.descriptor }

  var deadline: Instant? {
    let next = entries.values.filter { !$0.isRunning }.map(\.nextAt).min()
    return [next, hooks.deadline].compactMap(\.self).min()
  }

  /// Follows other definitions; one that is unchanged keeps its count.
  func follow(
    _ definitions: [(ScriptDefinition, Credentials)], at now: Instant
  ) {
    let old = entries
    entries = [:]
    for (definition, credentials) in definitions {
      if var kept = old[definition.name], kept.definition.isSame(as: definition) {
        kept.definition = definition
        kept.credentials = credentials
        entries[definition.name] = kept
      } else {
        entries[definition.name] = Entry(
          definition: definition, credentials: credentials, hysteresis: definition.hysteresis,
          isRunning: old[definition.name]?.isRunning ?? false, nextAt: now)
      }
    }
  }

  /// What is known of each.
  var statuses: [TrackedObject: TrackedStatus] {
    Dictionary(
      entries.map { (.script($0.key), $0.value.hysteresis.status) }, uniquingKeysWith: { $1 })
  }

  /// Takes note of what has ended, and starts what is due.
  func advance(mustBeSafe: Bool, at now: Instant) -> [Change] {
    var changes = hooks.advance(at: now).compactMap(take)
    for (name, entry) in entries where !entry.isRunning && entry.nextAt <= now {
      entries[name]?.isRunning = true
      entries[name]?.nextAt = max(entry.nextAt + entry.definition.interval, now)
      let hook = Hook(
        object: name, arguments: entry.definition.script.arguments,
        credentials: entry.credentials, mustBeSafe: mustBeSafe,
        bound: entry.definition.timeout, isHeard: true)
      changes += hooks.run(hook, at: now).compactMap(take)
    }
    return changes
  }

  func kill() { hooks.kill() }

  /// The first line of what it wrote.
  private static func quoted(_ output: [UInt8]) -> String {
    let line = output.prefix { $0 != UInt8(ascii: "\n") }.prefix(200)
    return line.isEmpty ? "" : " (it wrote: \(String(decoding: line, as: UTF8.self)))"
  }

  private func take(_ report: HookReport) -> Change? {
    let (name, succeeded, words): (String, Bool, String)
    var said: [UInt8] = []
    switch report {
    case .wrote: return nil
    case .exited(let hook, let code, _, let output):
      (name, succeeded, words, said) = (hook.object, code == 0, "exit code \(code)", output)
    case .killed(let hook, let signal, _, let output):
      (name, succeeded, words, said) = (hook.object, false, "ended by signal \(signal)", output)
    case .timedOut(let hook, _, let output):
      (name, succeeded, words, said) = (hook.object, false, "not ended in time", output)
    case .notStarted(let hook, let reason):
      (name, succeeded, words) = (hook.object, false, "not run: \(reason)")
    case .superseded(let hook): (name, succeeded, words) = (hook.object, false, "not run")
    }
    guard var entry = entries[name] else { return nil }
    let before = entry.hysteresis.status
    entry.isRunning = false
    entry.hysteresis.record(success: succeeded)
    entries[name] = entry
    guard entry.hysteresis.status != before else { return nil }
    let verdict = entry.hysteresis.status == .up ? "succeeds" : "fails"
    return Change(
      object: .script(name), status: entry.hysteresis.status,
      words: "vrrp_script \(name) \(verdict): \(words)" + Self.quoted(said))
  }
}

extension ScriptDefinition {
  /// The same but for its place in the file.
  func isSame(as other: ScriptDefinition) -> Bool {
    var moved = other
    moved.position = position
    moved.script.position = script.position
    return self == moved
  }
}
