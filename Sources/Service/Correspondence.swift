package import Network

/// What is to be told by mail, gathered so that a storm of changes is a few letters: the first goes
/// at once, the rest wait together until `pause` after the letter before.
package struct Correspondence: Sendable {
  package static let pause = Duration.seconds(30)
  /// A letter tells so much, and how much more there was.
  static let mostLines = 500

  /// One letter.
  package struct Letter: Hashable, Sendable {
    package var subject: String
    package var lines: [String]
  }

  private struct Item: Sendable {
    var subject: String
    var line: String
    var times = 1
  }

  private var items: [Item] = []
  private var places: [String: Int] = [:]
  private var omitted = 0
  private var freeAt: Instant?
  private var isSending = false

  package init() {}

  /// When `next` has a letter; nil while there is none to write, or one is under way.
  package var deadline: Instant? {
    guard !isSending, !items.isEmpty else { return nil }
    return freeAt ?? Instant(nanoseconds: .min)
  }

  /// Something is to be told. What was told already in the same words and waits is only counted.
  ///
  /// - Parameters:
  ///   - subject: the letter's, if nothing else is told in it.
  ///   - stamp: when it was, for the reader.
  package mutating func add(subject: String, _ words: String, stamp: String) {
    let key = subject + "\n" + words
    if let place = places[key] {
      items[place].times += 1
      return
    }
    guard items.count < Self.mostLines else {
      omitted += 1
      return
    }
    places[key] = items.count
    items.append(Item(subject: subject, line: "\(stamp)  \(words)"))
  }

  /// The next letter, if it is time for one; `sent` must follow.
  package mutating func next(at now: Instant) -> Letter? {
    guard let deadline, deadline <= now, let first = items.first else { return nil }
    let more = items.count - 1 + omitted
    let subject = more == 0 ? first.subject : "\(first.subject), and \(more) more"
    var lines = items.map { $0.times == 1 ? $0.line : "\($0.line) (\($0.times) times)" }
    if omitted > 0 { lines.append("and \(omitted) more, which the log has") }
    items = []
    places = [:]
    omitted = 0
    isSending = true
    return Letter(subject: subject, lines: lines)
  }

  /// The letter under way has been sent, or could not be.
  package mutating func sent(at now: Instant) {
    isSending = false
    freeAt = now + Self.pause
  }
}
