import Network
import Service

/// Keeps the log readable, and other lines in it, while something changes again and again: a virtual
/// router, a BFD session or an address that a neighbour or a program on this host can move as fast as
/// it likes. The first lines on one subject are written at once. After that one line a period says how
/// many were left out, and the last of them. A period in which nothing was left out ends the damping.
struct LogDamping {
  /// So many lines on one subject are written one by one within a period.
  static let bearable = 10
  static let period = Duration.seconds(10)

  private struct Subject {
    var ends: Instant
    var written = 0
    var leftOut = 0
    /// The last line that was left out, and the gravest level of them.
    var last: LogLine?
    var level = LogLine.Level.debug
  }

  private var subjects: [String: Subject] = [:]
  /// When those that are calm are forgotten.
  private var forgetsAt = Instant(nanoseconds: .min)
  /// When `due` has something to say; nil: nothing was left out.
  private(set) var deadline: Instant?

  /// The line, if it is to be written now; nil: it is counted, and `due` tells of it.
  mutating func take(_ line: LogLine, on name: String, at now: Instant) -> LogLine? {
    forget(at: now)
    var subject = subjects[name] ?? Subject(ends: now + Self.period)
    if subject.leftOut == 0, subject.ends <= now { subject = Subject(ends: now + Self.period) }
    defer { subjects[name] = subject }
    guard subject.written >= Self.bearable else {
      subject.written += 1
      return line
    }
    subject.leftOut += 1
    subject.last = line
    if line.level.rawValue < subject.level.rawValue { subject.level = line.level }
    deadline = earliest(deadline, subject.ends)
    return nil
  }

  /// What is to be said of those whose period has ended. They stay damped for another one.
  mutating func due(at now: Instant) -> [LogLine] {
    guard let deadline, deadline <= now else { return [] }
    return summaries(at: now) { $0.ends <= now }
  }

  /// At the end: what has not been told of yet.
  mutating func rest(at now: Instant) -> [LogLine] { summaries(at: now) { _ in true } }

  private mutating func summaries(
    at now: Instant, where isDue: (Subject) -> Bool
  ) -> [LogLine] {
    var lines: [LogLine] = []
    for (name, subject) in subjects.sorted(by: { $0.key < $1.key }) where isDue(subject) {
      guard let last = subject.last else { continue }
      lines.append(LogLine(subject.level, "\(name): \(Self.words(subject.leftOut)): \(last.text)"))
      subjects[name] = Subject(ends: now + Self.period, written: Self.bearable)
    }
    deadline = subjects.values.filter { $0.leftOut > 0 }.map(\.ends).min()
    return lines
  }

  private static func words(_ leftOut: Int) -> String {
    let seconds = period.components.seconds
    return
      "\(counted(leftOut, "line")) left out in the last \(seconds) s, because it changes again and "
      + "again; so it goes on, one line every \(seconds) s, until it is calm. The last was"
  }

  /// Those whose period has ended without a line left out.
  private mutating func forget(at now: Instant) {
    guard forgetsAt <= now else { return }
    forgetsAt = now + Self.period
    subjects = subjects.filter { $0.value.leftOut > 0 || $0.value.ends > now }
  }
}

extension Director {
  /// Writes a line on something that may have as much to say again at once.
  func write(_ level: LogLine.Level, _ text: String, on subject: String, at now: Instant) {
    guard journal.writes(level) else { return }
    if let line = damping.take(LogLine(level, text), on: subject, at: now) { write([line]) }
  }

  func write(_ lines: [LogLine]) {
    for line in lines { journal.write(line.level, line.text) }
  }
}
