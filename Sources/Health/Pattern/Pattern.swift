/// A regular expression that a page or a reply is searched for: of PCRE2's language what can be
/// decided in time linear in the text and in bounded memory, whatever the pattern and the text.
///
/// It knows literals, `.`, classes with ranges and POSIX names, `\d \w \s \h \v \N` and their
/// opposites, `\xHH`, `\x{HH}`, `\0NN`, `\Q…\E`, groups of all kinds, alternatives, `* + ? {n,m}` and
/// their lazy forms (which ask the same yes or no), `^ $ \A \z \Z \b \B`, and `(?imsx)`.
/// It refuses what asks for more: references to what a group matched, looking ahead or behind,
/// atomic and possessive forms, recursion, conditions, `\K \G \X \R \p`.
package struct Pattern: Hashable, Sendable {
  /// PCRE2's options of the same names; those that only make PCRE2 faster or slower have none here.
  package struct Options: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let caseless = Options(rawValue: 1)
    package static let multiline = Options(rawValue: 2)
    package static let dotAll = Options(rawValue: 4)
    package static let extended = Options(rawValue: 8)
    package static let dollarEndOnly = Options(rawValue: 16)
    /// It must begin in the first line.
    package static let firstLine = Options(rawValue: 32)
    /// Pattern and text are UTF-8: `.` is a character, not a byte.
    package static let utf = Options(rawValue: 64)
  }

  /// Why a pattern is refused, and where: bytes before it.
  package struct Refusal: Error, Hashable {
    package let reason: String
    package let offset: Int
  }

  package let text: [UInt8]
  package let options: Options
  let program: PatternProgram

  package init(_ text: [UInt8], _ options: Options = []) throws(Refusal) {
    self.text = text
    self.options = options
    var parser = PatternParser(text, options)
    program = try PatternProgram(try parser.parse(), length: text.count)
  }

  package init(_ text: String, _ options: Options = []) throws(Refusal) {
    try self.init(Array(text.utf8), options)
  }

  package static func == (left: Pattern, right: Pattern) -> Bool {
    left.text == right.text && left.options == right.options
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(text)
    hasher.combine(options)
  }

  /// Whether it is somewhere in `text`.
  package func matches(_ text: some Collection<UInt8>) -> Bool {
    var search = PatternSearch(self)
    return search.receive(text) || search.finish()
  }
}

indirect enum PatternNode: Hashable, Sendable {
  case empty
  case set(ByteSet)
  case sequence([PatternNode])
  case alternatives([PatternNode])
  /// `most`: nil is without bound.
  case repeated(PatternNode, least: Int, most: Int?)
  case assertion(PatternAssertion)
}

enum PatternAssertion: Hashable, Sendable {
  /// `^`, `\A`
  case textStart
  /// `^` of many lines.
  case lineStart
  /// `\z`; `$` and `\Z` are made of it.
  case textEnd
  /// `$` of many lines.
  case lineEnd
  case wordBoundary
  case noWordBoundary
}
