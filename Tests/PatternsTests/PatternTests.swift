import Patterns
import Testing

extension Pattern {
  fileprivate func matches(_ text: String) -> Bool {
    search(Array(text.utf8)) { true } == .found
  }
}

@Test(
  arguments: [
    ("abc", "xxabcxx", true), ("a.c", "a\nc", false), ("b$", "ab\n", true), ("", "", true),
    ("status.:.\"ok\"", "{\"status\": \"ok\"}", true), ("^(?<n>a)(?'o'c)$", "ac", true),
    ("(a)\\1", "aa", true), ("(a)\\1", "ab", false), ("a(?=b)", "ab", true),
    ("(?<!a)b", "ab", false), ("(?>a+)a", "aaa", false), ("a++b", "aab", true),
    ("ab\\Kc", "abc", true), ("\\p{L}", "x", true), ("(*ACCEPT)", "", true),
    ("^(\\((?:[^()]|(?1))*\\))$", "(a(b)c)", true), ("^a{2000}$", "aa", false),
    ("(?(?=a)ab|cd)", "cd", true), ("(?|(a)|(b))\\1", "bb", true), ("\\Ra", "\r\na", true),
    ("(*UTF)^.$", "ä", true),
  ])
func anExpressionMeansWhatItMeansToPCRE2(pattern: String, text: String, matches: Bool) throws {
  #expect(try Pattern(pattern).matches(text) == matches)
}

@Test func optionsChangeWhatMatches() throws {
  #expect(try Pattern("abc", .caseless).matches("xABC"))
  #expect(try Pattern("^b", .multiline).matches("a\nb"))
  #expect(try Pattern("a.b", .dotAll).matches("a\nb"))
  #expect(try Pattern("a b", .extended).matches("ab"))
  #expect(try !Pattern("a$", .dollarEndOnly).matches("a\n"))
  #expect(try !Pattern("b", .firstLine).matches("a\nb"))
  #expect(try Pattern("^.$", .utf).matches("ä"))
  #expect(try !Pattern("^.$").matches("ä"))
}

@Test(arguments: Pattern.Options.names.map(\.option.rawValue))
func eachOptionOfKeepalivedIsTaken(bits: UInt32) throws {
  #expect(try Pattern("a.c", Pattern.Options(rawValue: bits)).matches("abc"))
}

@Test func aTextThatIsNotUTF8IsSearchedAllTheSame() throws {
  #expect(try Pattern("b", .utf).search([0xff, 0x62]) { true } == .found)
  #expect(try Pattern("^.b", .utf).search([0xff, 0x62]) { true } == .absent)
  #expect(try Pattern("(*UTF)b").search([0xff, 0x62]) { true } == .absent)
}

@Test(
  arguments: [
    ("a(b", "missing closing parenthesis", 3), ("*a", "quantifier does not follow", 0),
    ("[z-a]", "range out of order", 3), ("a\\", "\\ at end of pattern", 2),
    ("((((){1000}){1000}){1000}){1000}", "too large", 32),
    ("((((a){1000}){1000}){1000}){1000}", "too large", 33),
    (String(repeating: "(", count: 300), "too deeply nested", 251),
    (String(repeating: "a", count: 70_000), "longer than the limit", 0),
  ])
func aBrokenExpressionIsRefusedAtItsPlace(pattern: String, words: String, offset: Int) {
  do throws(Pattern.Refusal) {
    _ = try Pattern(pattern)
    Issue.record("it is taken")
  } catch {
    #expect(error.reason.contains(words), "\(error.reason)")
    #expect(error.offset == offset)
  }
}

@Test func onlyAMatchThatBeginsWithinTheBoundsCounts() throws {
  let text = Array("..a..".utf8)
  let pattern = try Pattern("a")
  for (starts, answer) in [
    (2...2, Pattern.Answer.found), (0...1, .absent), (3...9, .absent), (0...2, .found),
    (6...9, .absent),
  ] {
    #expect(pattern.search(text, starts: starts) { true } == answer)
  }
}

/// A pattern, and what it is searched for in: a MiB of it.
private let costly: [(String, [UInt8])] = [
  ("OK.{1,200}done", Array("OKx".utf8)), ("(a|b)*a(a|b){12}c", Array("ab".utf8)),
  ("a.{0,900}c", Array("ab".utf8)), ("^(a+)+$", Array("a".utf8)), ("[a-z]*+1", Array("a".utf8)),
  ("(?:[a-z]*+1|.)*x", Array("a".utf8)), ("a{60000}b", Array("a".utf8)),
  ("(?=(a{1,30000}))a\\1c", Array("a".utf8)), ("(?:.|\\n)*?done", Array("a".utf8)),
]

@Test(arguments: costly.indices)
func aSearchIsGivenUpWhenItIsToldTo(index: Int) throws {
  let (expression, letters) = costly[index]
  var state: UInt64 = 1
  var text = (0..<(1 << 20)).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1
    return letters[Int(state >> 40) % letters.count]
  }
  // What PCRE2 looks for first is there: it cannot know at once that there is no match.
  text += Array("\n-1cxdoneb-\n".utf8)
  var asked = 0
  let answer = try Pattern(expression).search(text) {
    asked += 1
    return asked < 100
  }
  #expect(asked <= 100)
  #expect((asked == 100) == (answer == .tooCostly) || answer == .tooCostly)
}

@Test func aPatternWithoutRoomForCallbacksIsBoundedAllTheSame() throws {
  // With a callback before each letter its code would be larger than PCRE2 allows.
  let words = String(repeating: "abcdefgh|a+", count: 2000)
  let pattern = try Pattern("(?:\(words)|.)+x")
  let text = [UInt8](repeating: UInt8(ascii: "a"), count: 1000) + Array("\nx".utf8)
  #expect(pattern.search(text) { true } == .tooCostly)
  let plain = try Pattern("(?:b|\(words))x")
  var asked = 0
  let answer = plain.search(Array("bx".utf8)) {
    asked += 1
    return true
  }
  #expect(answer == .found)
  #expect(asked > 0)
}
