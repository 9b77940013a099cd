/// A regular expression of PCRE2 (pcre2pattern(3)), compiled: what keepalived's `regex` takes.
package struct Pattern: Hashable, Sendable {
  /// Why PCRE2 refuses an expression, and where: the number of bytes before the place.
  package struct Refusal: Error, Hashable {
    package let reason: String
    package let offset: Int
  }

  package enum Answer: Hashable, Sendable {
    case found
    case absent
    /// The search was given up: it took more steps, or more memory, than it may.
    case tooCostly
  }

  package let text: [UInt8]
  package let options: Options
  private let compiled: CompiledPattern

  package init(_ text: [UInt8], _ options: Options = []) throws(Refusal) {
    self.text = text
    self.options = options
    compiled = try CompiledPattern(text, options)
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

  /// Looks for a match in `text`.
  ///
  /// - Parameters:
  ///   - starts: the number of bytes that may stand before the match.
  ///   - mayGoOn: asked again and again during the search, at the latest when 64 items of the pattern
  ///     have been tried; false gives the search up.
  package func search(
    _ text: [UInt8], starts: ClosedRange<Int> = 0...Int.max, whileTrue mayGoOn: () -> Bool
  ) -> Answer {
    compiled.search(text, starts: starts, whileTrue: mayGoOn)
  }
}
