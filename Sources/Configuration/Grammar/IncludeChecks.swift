/// What must be so of included files (`include_check`).
struct IncludeChecks: OptionSet, Hashable {
  let rawValue: UInt8

  /// Every file that matches can be read.
  static let readable = IncludeChecks(rawValue: 1)
  /// A plain name matches.
  static let match = IncludeChecks(rawValue: 2)
  /// A pattern with wildcards matches.
  static let wildcardMatch = IncludeChecks(rawValue: 4)
  /// Every alternative in braces matches.
  static let braceMatch = IncludeChecks(rawValue: 8)
  static let all: IncludeChecks = [.readable, .match, .wildcardMatch, .braceMatch]

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Of a form of `include`; nil if it is none.
  init?(keyword: String) {
    switch keyword {
    case "include": self = []
    case "includer": self = .readable
    case "includem": self = [.readable, .match]
    case "includew": self = [.readable, .match, .wildcardMatch]
    case "includeb": self = [.readable, .braceMatch]
    case "includea": self = .all
    case _: return nil
    }
  }

  /// keepalived's words and, if its manual has another, that too.
  private static let words: [(String, IncludeChecks)] = [
    ("read", .readable), ("readable", .readable), ("match", [.readable, .match]),
    ("wildcard_match", [.readable, .wildcardMatch]), ("brace_match", [.readable, .braceMatch]),
  ]

  /// `include_check [[+|-]CHECK…]`: with a sign a check comes or goes, without one the list is new,
  /// and alone the word asks for all. Answers the words that it cannot read.
  mutating func follow(_ words: ArraySlice<Word>) -> [Word] {
    guard !words.isEmpty else {
      self = .all
      return []
    }
    let isSigned = words.first.map { "+-".contains($0.text.first ?? " ") } ?? false
    if !isSigned { self = [] }
    var isRemoved = false
    var unread: [Word] = []
    for word in words {
      let sign = word.text.prefix(1).filter { "+-".contains($0) }
      if !sign.isEmpty { isRemoved = sign == "-" }
      let name = word.text.dropFirst(sign.count)
      guard let check = Self.words.first(where: { $0.0 == name })?.1 else {
        unread.append(word)
        continue
      }
      // What is taken away leaves the check that it shares with others.
      if isRemoved {
        subtract(check == .readable ? check : check.subtracting(.readable))
      } else {
        formUnion(check)
      }
    }
    return unread
  }

  static let hint =
    "expected read, match, wildcard_match or brace_match, with + or - where one is to come or go"
}
