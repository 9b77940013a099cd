import Health
import Testing

@Test(
  arguments: [
    ("abc", "xxabcxx", true), ("abc", "abx", false), ("a.c", "a\nc", false), ("a.c", "abc", true),
    ("^ab", "ab", true), ("^b", "ab", false), ("b$", "ab\n", true), ("b$", "ab\n\n", false),
    ("b\\z", "ab\n", false), ("b\\Z", "ab\n", true), ("\\Aa", "ba", false), ("", "", true),
    ("a|bc|d", "xbcx", true), ("^(a|bc)$", "bc", true), ("^(?:a|b)+$", "abba", true),
    ("^(?<n>a)(?P<m>b)(?'o'c)$", "abc", true), ("^a{2,3}$", "aa", true),
    ("^a{2,3}$", "aaaa", false),
    ("^a{2}$", "aa", true), ("^a{2,}$", "aaaaa", true), ("a{,2}", "a{,2}", true),
    ("a{x}", "a{x}", true),
    ("^a*?b+?c??$", "aabb", true), ("[a-c]x", "bx", true), ("[^a-c]x", "bx", false),
    ("[]a]", "]", true), ("[a\\]]", "]", true), ("[[:digit:]x]+y", "12xy", true),
    ("[[:^digit:]]", "5", false), ("[\\d-]", "-", true), ("^[\\w.]+$", "a_1.b", true),
    ("\\d\\D\\w\\W\\s\\S", "1aa- x", true), ("\\bab\\b", "x ab y", true),
    ("\\bab\\b", "xab", false),
    ("a\\Bb", "ab", true), ("\\x41\\x{42}\\0101", "AB\u{8}1", true), ("\\Qa.b\\E.", "a.bx", true),
    ("\\Qa.b\\E", "axb", false), ("(?i)AbC", "aBc", true), ("a(?i)b", "aB", true),
    ("a(?i)b", "AB", false),
    ("(?i:a)b", "Ab", true), ("(?i:a)b", "AB", false), ("(?-i)a", "A", false),
    ("(?s)a.b", "a\nb", true),
    ("(?m)^b$", "a\nb\nc", true), ("(?x) a b # word\n c", "abc", true), ("a(?#no)b", "ab", true),
    ("\\N\\n", "a\n", true), ("\\h\\v", " \n", true), ("(a*)*b", "aaab", true), ("()", "", true),
    ("status.:.\"ok\"", "{\"status\": \"ok\"}", true),
    ("\"status\":\\s*\"ok\"", "{\"status\": \"ok\"}", true),
  ])
func aPatternMatchesAsPCRE2Does(pattern: String, text: String, matches: Bool) throws {
  #expect(try Pattern(pattern).matches(Array(text.utf8)) == matches)
}

@Test func optionsChangeWhatMatches() throws {
  #expect(try Pattern("abc", .caseless).matches(Array("xABC".utf8)))
  #expect(try Pattern("[a-c]+$", .caseless).matches(Array("ABC".utf8)))
  #expect(try Pattern("^b", .multiline).matches(Array("a\nb".utf8)))
  #expect(try !Pattern("\\n^", .multiline).matches(Array("a\n".utf8)))
  #expect(try Pattern("a.b", .dotAll).matches(Array("a\nb".utf8)))
  #expect(try Pattern("a b", .extended).matches(Array("ab".utf8)))
  #expect(try !Pattern("a$", .dollarEndOnly).matches(Array("a\n".utf8)))
  #expect(try !Pattern("b", .firstLine).matches(Array("a\nb".utf8)))
  #expect(try Pattern("b", .firstLine).matches(Array("ab\n".utf8)))
}

@Test func withUTFADotIsACharacter() throws {
  #expect(try Pattern("^.$", .utf).matches(Array("ä".utf8)))
  #expect(try !Pattern("^.$").matches(Array("ä".utf8)))
  #expect(try Pattern("^ä+$", .utf).matches(Array("äää".utf8)))
  #expect(try Pattern("^[^a]$", .utf).matches(Array("€".utf8)))
  #expect(try Pattern("\\x{20ac}", .utf).matches(Array("€".utf8)))
}

@Test(
  arguments: [
    ("a(b", "a '(' has no ')'", 1), ("a)b", "a ')' closes nothing", 1),
    ("a[b", "a '[' has no ']'", 1),
    ("*a", "a quantifier has nothing to repeat", 0),
    ("a**", "a quantifier has nothing to repeat", 2),
    ("(a)\\1", "a reference to a group is not supported", 3),
    ("a(?=b)", "looking ahead or behind is not supported", 1),
    ("(?<!a)b", "looking ahead or behind is not supported", 0),
    ("(?>a)", "this kind of group is not supported", 0),
    ("a++", "a possessive quantifier is not supported", 1),
    ("ab\\Kc", "'\\K' is not supported", 2), ("\\p{L}", "'\\p' is not supported", 0),
    ("(*ACCEPT)", "verbs are not supported", 0), ("a\\", "a backslash ends the pattern", 1),
    ("a{2000}", "more than 1000 repetitions are not supported", 1),
    ("a{3,2}", "the numbers are out of order", 1),
    ("[z-a]", "the range is out of order", 1), ("[[:what:]]", "it is not the name of a class", 1),
    ("\\x{100}", "a character above 255 needs regex_options utf", 0),
    ("\\x{}", "'\\x{' has no number and '}'", 0),
    ("(?<n", "a group's name has no end", 0), ("(?i", "a '(' has no ')'", 0),
    ("(?#a", "a comment has no end", 0),
    ("((a{500}){500}){500}", "the pattern is too large when repeated so often", 20),
  ])
func whatIsBeyondItIsRefusedAtItsPlace(pattern: String, reason: String, offset: Int) {
  #expect(throws: Pattern.Refusal.self) { try Pattern(pattern) }
  do throws(Pattern.Refusal) {
    _ = try Pattern(pattern)
  } catch {
    #expect(error.reason == reason)
    #expect(error.offset == offset)
  }
}

@Test func aTextMayComeInPieces() throws {
  var search = PatternSearch(try Pattern("needle$"))
  for byte in "hay needle hay nee".utf8 { _ = search.receive([byte]) }
  _ = search.receive(Array("dle".utf8))
  #expect(!search.isFound)
  _ = search.finish()
  #expect(search.isFound)
}

@Test func onlyWhatBeginsWithinTheBoundsCounts() throws {
  let text = Array("..a..".utf8)
  for (starts, isFound) in [(2...2, true), (0...1, false), (3...9, false), (0...2, true)] {
    var search = PatternSearch(try Pattern("a"), starts: starts)
    let answer = search.receive(text) || search.finish()
    #expect(answer == isFound)
  }
}

@Test func aPatternThatWouldTakeForeverTakesItsTimeInTheText() throws {
  let pattern = try Pattern("^(a+)+$")
  let text = [UInt8](repeating: UInt8(ascii: "a"), count: 20_000) + [UInt8(ascii: "b")]
  #expect(!pattern.matches(text))
  // More sets of places than are remembered.
  let wide = try Pattern("a[ab]{20}c")
  var numbers = FixedNumbers()
  let noise = (0..<20_000).map { _ in UInt8.random(in: 97...98, using: &numbers) }
  #expect(!wide.matches(noise))
  #expect(wide.matches(noise + Array("abbbbbbbbbbbbbbbbbbbbc".utf8)))
}
