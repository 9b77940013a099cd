/// What the language knows of one word of one block. The files of this folder are the only list of
/// words there is: reading, the nearest word, `directorctl explain` and the manual page all have it
/// from here.
///
/// To add a word, put one line into its block's list, and a `case` into the block's reader:
///
///     Keyword("quorum", .number(1...65535), default: "1", "The least sum of weights …", example: "quorum 2"),
///
/// A word that was read over until now begins to be acted on if its `fate:` is taken away, and a
/// whole block with all its words if that of the word which opens it is. A block of its own is a
/// `Vocabulary` more, named by the `.block` that opens it, and listed in `Vocabulary.all`. The manual
/// page is made anew with `RECORD_MANUAL=1 swift test --filter ManualPageTests`.
package struct Keyword: Sendable {
  package var name: String
  /// What stands after it.
  package var form: KeywordForm
  /// What holds if it is not said; empty if nothing does.
  package var fallback: String
  /// Of a number; times are in seconds.
  package var unit: String
  /// One or two sentences.
  package var meaning: String
  /// A line, or several, as a file has them.
  package var example: String
  package var fate: Fate
  /// Other spellings that are as good.
  package var synonyms: [String]
  /// Spellings of old: read alike, with a word about today's.
  package var obsolete: [String]
  /// What of its line nobody else may read: it is hidden wherever the line is shown.
  package private(set) var secrecy: Secrecy = .open

  package init(
    _ name: String, _ form: KeywordForm, default fallback: String = "", unit: String = "",
    _ meaning: String, example: String = "", also synonyms: [String] = [],
    obsolete: [String] = [], fate: Fate = .honoured
  ) {
    self.name = name
    self.form = form
    self.fallback = fallback
    self.unit = unit
    self.meaning = meaning
    self.example = example
    self.fate = fate
    self.synonyms = synonyms
    self.obsolete = obsolete
  }
}

extension Keyword {
  package enum Secrecy: Hashable, Sendable {
    case open
    /// From this word of the line on, the keyword itself being 0.
    case hidden(from: Int)
    /// The value of a header whose name says that it is one.
    case header
  }

  var isSecret: Bool { secrecy != .open }

  func with(_ secrecy: Secrecy) -> Keyword {
    var keyword = self
    keyword.secrecy = secrecy
    return keyword
  }

  /// All that follows it is hidden.
  var secret: Keyword { with(.hidden(from: 1)) }
}

/// What becomes of a word.
package enum Fate: Hashable, Sendable {
  case honoured
  /// It is honoured, and the text says what to write today.
  case deprecated(String)
  /// What it asks for is so anyway, for this reason: nothing is said.
  case inherent(String)
  /// It is accepted and has no effect here, for this reason, which is told at each place.
  case without(String)
  /// It is left out where it stands, as keepalived of today leaves it out; the text is the mend.
  case dropped(String)
}

/// The form of what stands after a keyword.
package enum KeywordForm: Hashable, Sendable {
  /// Nothing.
  case flag
  /// `on`, `off` and their like; nothing is `on`.
  case toggle
  case number(ClosedRange<Int>)
  /// Seconds, with up to six decimals.
  case time(ClosedRange<Double>)
  /// One of these words, `|` between them.
  case choice(String)
  /// Whatever it names.
  case text(String)
  /// `"PROGRAM ARGUMENT…" [USER [GROUP]]`
  case script
  /// A block of the words of the vocabulary that is named, after what stands before its brace.
  case block(String, after: String = "")
  /// A block of lines of this form.
  case entries(String, after: String = "")

  /// A time without a bound that anybody meets.
  package static let seconds = KeywordForm.time(0...31_536_000)
  /// A count of 32 bits.
  package static let count = KeywordForm.number(0...4_294_967_295)
}
