import Configuration
import Network
import Service
import System

/// `notify_fifo`, `vrrp_notify_fifo`, `lvs_notify_fifo`: tells each of what it is for, and keeps the
/// programs running that read them. A pipe that nobody reads loses lines, which are counted and said,
/// and holds nobody up.
final class NotificationPipes {
  private struct Entry {
    var definition: FIFODefinition
    var owner: Credentials?
    var pipe: NamedPipe?
    /// Lines that did not fit since the last that did.
    var lost = 0
    /// When a reader that has ended is started again.
    var restartsAt: Instant?
  }

  /// A program that ends at once is not started in a loop.
  private static let pause = Duration.seconds(5)
  /// How long readers have at the end to read what is left, and to make something of it.
  private static let patience = Duration.seconds(1)
  private static let grace = Duration.milliseconds(100)

  private let journal: Journal
  private let readers: Hooks
  private var entries: [String: Entry] = [:]
  /// When readers are ended though something is left to read; nil: not at the end.
  private var endsBy: Instant?
  /// When it is looked again what they have read.
  private var nextLook: Instant?
  private var mustBeSafe = false
  private var credentials: (Script) -> Credentials? = { _ in nil }

  init(journal: Journal, openFiles: UInt) throws(SystemError) {
    self.journal = journal
    readers = try Hooks(limit: nil, openFiles: openFiles)
  }

  /// Readable while a reader has ended.
  var descriptor: Int32 { readers.descriptor }

  var deadline: Instant? {
    ([readers.deadline, nextLook] + entries.values.map(\.restartsAt)).compactMap(\.self).min()
  }

  var isIdle: Bool { endsBy == nil && readers.isIdle }

  /// How many lines have not fitted since the last that did.
  func lost(at path: String) -> Int { entries[path]?.lost ?? 0 }

  /// Follows other definitions; a pipe that stays keeps what is in it, and its reader.
  func follow(
    _ definitions: [FIFODefinition], owner: (ScriptUser) -> Credentials?, mustBeSafe: Bool,
    credentials: @escaping (Script) -> Credentials?, at now: Instant
  ) {
    self.mustBeSafe = mustBeSafe
    self.credentials = credentials
    let old = entries
    entries = [:]
    for definition in definitions {
      let kept = old[definition.path]
      var entry = Entry(
        definition: definition, owner: definition.user.flatMap(owner), pipe: kept?.pipe)
      openAnew(&entry)
      entries[definition.path] = entry
      if kept?.definition.script?.arguments != definition.script?.arguments {
        readers.end(definition.path, at: now)
        start(definition.path, at: now)
      } else {
        entries[definition.path]?.restartsAt = kept?.restartsAt
      }
    }
    for path in old.keys where entries[path] == nil { readers.end(path, at: now) }
  }

  func write(_ line: NotificationLine) {
    let bytes = Array((line.text + "\n").utf8)
    for (path, entry) in entries where entry.definition.scope.includes(line.subject) {
      guard entry.pipe != nil else { continue }
      if entry.pipe?.stands == false, var changed = entries[path] {
        openAnew(&changed)
        entries[path] = changed
      }
      do throws(SystemError) {
        try entries[path]?.pipe?.write(bytes)
        if entry.lost > 0 {
          journal.write(.warning, "\(path) is read again; \(counted(entry.lost, "line")) were lost")
        }
        entries[path]?.lost = 0
      } catch {
        if entry.lost == 0 {
          journal.write(.warning, "\(error): lines are lost until somebody reads it")
        }
        entries[path]?.lost += 1
      }
    }
  }

  /// Takes note of readers that have ended, and starts them again after a while.
  func advance(at now: Instant) {
    finish(at: now)
    hear(readers.advance(at: now), at: now)
    for (path, entry) in entries {
      guard let moment = entry.restartsAt, moment <= now else { continue }
      start(path, at: now)
    }
  }

  /// Readers are ended once they have read what was told.
  func end(at now: Instant) {
    guard !readers.isIdle else {
      entries = [:]
      return
    }
    endsBy = now + Self.patience
    nextLook = now + Self.grace
  }

  private func finish(at now: Instant) {
    guard let endsBy, let nextLook, nextLook <= now else { return }
    let isRead = entries.values.allSatisfy { $0.pipe?.isEmpty ?? true }
    guard isRead || endsBy <= now else {
      self.nextLook = now + Self.grace
      return
    }
    for path in entries.keys { readers.end(path, at: now) }
    entries = [:]
    self.endsBy = nil
    self.nextLook = nil
  }

  func kill() {
    endsBy = nil
    readers.kill()
  }

  /// Opens the pipe if it is not open, or if another one stands in its place by now.
  private func openAnew(_ entry: inout Entry) {
    let path = entry.definition.path
    if entry.pipe?.stands == true { return }
    if entry.pipe != nil {
      journal.write(.warning, "\(path) was removed or replaced: it is opened anew")
      // Closed first: its reader sees the end.
      entry.pipe = nil
    }
    do throws(SystemError) {
      let pipe = try NamedPipe(path: path, owner: entry.owner)
      entry.pipe = pipe
      guard let refusal = pipe.refusal, let owner = entry.owner else { return }
      journal.write(
        .error,
        "\(refusal): user \(owner.user), who is to read it, cannot open it; directord needs CAP_CHOWN"
      )
    } catch {
      journal.write(.error, "\(error): nothing is told there before the next reload")
    }
  }

  private func start(_ path: String, at now: Instant) {
    entries[path]?.restartsAt = nil
    guard let entry = entries[path], entry.pipe != nil, let script = entry.definition.script,
      let credentials = credentials(script)
    else { return }
    let hook = Hook(
      object: path, arguments: script.arguments + [path], credentials: credentials,
      mustBeSafe: mustBeSafe, bound: .seconds(Int64(1) << 32))
    hear(readers.run(hook, at: now), at: now)
  }

  private func hear(_ reports: [HookReport], at now: Instant) {
    for report in reports {
      let (hook, words): (Hook, String)
      switch report {
      case .wrote(let hook, let lines):
        for line in lines { journal.write(.info, "the reader of \(hook.object): \(line)") }
        continue
      case .exited(let one, let code, _, _): (hook, words) = (one, "ended with exit code \(code)")
      case .killed(let one, let signal, _, _):
        (hook, words) = (one, "was ended by signal \(signal)")
      case .timedOut(let one, _, _): (hook, words) = (one, "was told to end")
      case .notStarted(let one, let reason): (hook, words) = (one, "was not started: \(reason)")
      case .superseded(let one): (hook, words) = (one, "was not started again")
      }
      let isWanted = entries[hook.object]?.definition.script.map {
        $0.arguments + [hook.object] == hook.arguments
      }
      guard isWanted == true, !readers.isBusy(with: hook.object) else { continue }
      entries[hook.object]?.restartsAt = now + Self.pause
      journal.write(
        .warning,
        "the reader of \(hook.object), '\(hook.command)', \(words); it is started again in "
          + "\(Self.pause.components.seconds) s")
    }
  }
}

extension FIFODefinition.Scope {
  fileprivate func includes(_ subject: NotificationLine.Subject) -> Bool {
    switch (self, subject) {
    case (.everything, _), (.routers, .routers), (.servers, .servers): true
    case (.routers, .servers), (.servers, .routers): false
    }
  }
}
