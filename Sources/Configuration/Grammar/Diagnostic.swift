/// A problem found in a file. Every problem is a value: whoever reads a file says what to do with it.
///
/// The rule of severity: an *error* is what makes the meaning unclear (unbalanced braces or quotes, an
/// address or number that is none or out of range, a word that is likely a known one misspelt, a
/// name that is not defined, a bound exceeded), and a file with one is refused as a whole. A
/// *warning* is what keepalived too goes on with, if the meaning is plain: a word that nobody
/// knows or that is not acted on, a default taken for what is missing, a duplicate dropped. A *note* is
/// no complaint: what keepalived takes without a word, and an operator may want to know.
package struct Diagnostic: Hashable, Sendable {
  package enum Severity: String, Hashable, Sendable {
    case error
    case warning
    case note
  }

  package var severity: Severity
  package var code: Code
  package var position: Position
  /// How many bytes from `position` on are at fault; 1 at least.
  package var length: Int
  package var message: String
  /// What was expected, or `did you mean 'x'?`; empty if the message says it all.
  package var hint: String
  /// The line of the file at `position`; empty if there is none.
  package var line: [UInt8]
  /// How the file could go on without what is wrong; nil: it must be corrected.
  package var remedy: Remedy?

  package init(
    _ severity: Severity, code: Code? = nil, _ message: String, at position: Position,
    length: Int = 1, hint: String = "", line: [UInt8] = []
  ) {
    self.severity = severity
    self.code = code ?? severity.usualCode
    self.message = message
    self.position = position
    self.length = length
    self.hint = hint
    self.line = line
  }

  /// What to do, and what keepalived does; empty if the message says it all.
  package var advice: String {
    guard let precedent = remedy?.precedent else { return hint }
    if hint.isEmpty { return precedent }
    return hint + (hint.hasSuffix("?") ? " " : "; ") + precedent
  }
}

/// Diagnostics as they are found, each once a place, though a sequence or a definition brings its line
/// many times. Only so many are kept; that there was an error is never lost.
struct Report {
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var hasErrors = false
  private var dropped = 0
  private var droppedErrors = 0
  /// What no diagnostic may show though its line does not tell.
  var secrets = DefinedSecrets()
  private var known: Set<Diagnostic> = []
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  mutating func add(_ diagnostic: Diagnostic) {
    if diagnostic.severity == .error { hasErrors = true }
    if diagnostics.count < limit {
      if known.insert(diagnostic).inserted { diagnostics.append(diagnostic) }
    } else {
      dropped += 1
      droppedErrors += diagnostic.severity == .error ? 1 : 0
    }
  }

  mutating func error(
    code: Diagnostic.Code? = nil, _ message: String, at word: Word, hint: String = ""
  ) {
    add(
      Diagnostic(
        .error, code: code, message, at: word.position, length: word.length, hint: hint))
  }

  mutating func warning(
    code: Diagnostic.Code? = nil, _ message: String, at word: Word, hint: String = ""
  ) {
    add(
      Diagnostic(
        .warning, code: code, message, at: word.position, length: word.length, hint: hint))
  }

  mutating func note(
    code: Diagnostic.Code? = nil, _ message: String, at word: Word, hint: String = ""
  ) {
    add(
      Diagnostic(
        .note, code: code, message, at: word.position, length: word.length, hint: hint))
  }

  /// What is kept of them, changed.
  mutating func change(_ body: ([Diagnostic]) -> [Diagnostic]) { diagnostics = body(diagnostics) }

  /// All that is kept, in the order of the places, files in the order in which they were read, and
  /// a last one that counts the rest.
  func finished(files: [String]) -> [Diagnostic] {
    let order = Dictionary(zip(files, 0...), uniquingKeysWith: { first, _ in first })
    let key = { (place: Position) in
      (order[place.file] ?? files.count, place.line, place.column)
    }
    let sorted = diagnostics.enumerated().sorted {
      let left = key($0.element.position)
      let right = key($1.element.position)
      return left == right ? $0.offset < $1.offset : left < right
    }.map(\.element)
    guard dropped > 0, let last = sorted.last else { return sorted }
    let severity: Diagnostic.Severity = droppedErrors > 0 ? .error : .warning
    let more = Diagnostic(
      severity, code: .limitExceeded,
      "\(dropped) more problems are not shown, \(droppedErrors) of them errors",
      at: last.position)
    return sorted + [more]
  }
}
