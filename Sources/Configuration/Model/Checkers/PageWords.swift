import Health
import Patterns

extension Interpretation {
  /// What is asked for a page beside its path, and what its answer must have beside its status; false
  /// if the statement is about something else.
  mutating func readRequestWord(_ node: Node, into page: inout HTTPProbe.Page) -> Bool {
    switch node.keyword {
    case "method":
      if let word = argument(node, expecting: "a method, such as HEAD"), isToken(word) {
        page.method = word.text
      }
    case "header":
      if let (name, value) = header(node), let value { page.headers.append("\(name): \(value)") }
    case "expect_header":
      if let (name, value) = header(node, needsValue: false) {
        page.expectedHeaders.append(.init(name: name, value: value))
      }
    case "body_limit":
      let most = UInt32(HTTPProbe.Page.defaultBodyLimit)
      if let limit = number(node, in: 0...most, of: "a number of bytes") {
        page.bodyLimit = Int(limit)
      }
    case "follow_redirects":
      if let follows = boolean(node) {
        page.redirects = follows ? HTTPProbe.Page.redirectLimit : 0
      }
    default: return false
    }
    return true
  }

  /// `NAME VALUE…`: the words of the value have one blank between them.
  private mutating func header(
    _ node: Node, needsValue: Bool = true
  ) -> (name: String, value: String?)? {
    guard var word = argument(node, expecting: "a header's name", atMost: node.words.count) else {
      return nil
    }
    if word.text.hasSuffix(":") { word.text.removeLast() }
    guard isToken(word) else { return nil }
    let value = node.words.dropFirst(2).map(\.text).joined(separator: " ")
    guard value.utf8.allSatisfy({ $0 >= 32 && $0 != 127 }) else {
      report.error("the header's value has a control character in it", at: word)
      return nil
    }
    if value.isEmpty, needsValue {
      report.error("the header '\(word.text)' has no value", at: word)
      return nil
    }
    return (word.text, value.isEmpty ? nil : value)
  }

  /// RFC 9110 §5.6.2
  private mutating func isToken(_ word: Word) -> Bool {
    let isToken = { (byte: UInt8) in
      (33...126).contains(byte) && !Array("\"(),/:;<=>?@[\\]{}".utf8).contains(byte)
    }
    if !word.text.isEmpty, word.text.utf8.allSatisfy(isToken) { return true }
    report.error("'\(word.text)' is not a token of HTTP", at: word)
    return false
  }
}

/// `regex` and the words about it, in whatever order they stand.
struct SearchDraft {
  var node: Node?
  var options: Pattern.Options = []
  var isUnwanted = false
  var least: UInt32 = 0
  var most: UInt32?
}

extension Interpretation {
  mutating func readSearchWord(_ node: Node, into draft: inout SearchDraft) -> Bool {
    switch node.keyword {
    case "regex": draft.node = node
    case "regex_no_match": draft.isUnwanted = true
    case "regex_options": readOptions(node, into: &draft)
    case "regex_min_offset":
      if let offset = number(node, in: 0...UInt32.max, of: "a number of bytes") {
        draft.least = offset
      }
    case "regex_max_offset":
      if let offset = number(node, in: 0...UInt32.max, of: "a number of bytes") {
        draft.most = offset
      }
    default: return false
    }
    return true
  }

  private mutating func readOptions(_ node: Node, into draft: inout SearchDraft) {
    let options = Pattern.Options.names.map { ($0.name, $0.option) }
    for word in node.words.dropFirst() {
      if let option = choice(word, of: options, what: "an option that is known here") {
        draft.options.formUnion(option)
      }
    }
  }

  /// The expression with all that was said of it; nil if there is none, or a broken one.
  mutating func search(_ draft: SearchDraft) -> HTTPProbe.Search? {
    guard let node = draft.node, let word = node.words.first,
      let pattern = pattern(node, draft.options)
    else { return nil }
    let most = draft.most.map(Int.init) ?? Int.max
    guard Int(draft.least) <= most else {
      report.error(
        code: .conflictingWords,
        "regex_min_offset \(draft.least) is above regex_max_offset \(most)", at: word,
        hint: "expected regex_min_offset at most as large as regex_max_offset")
      return nil
    }
    return HTTPProbe.Search(
      pattern, isUnwanted: draft.isUnwanted, starts: Int(draft.least)...most)
  }

  /// The one word after the keyword, cut as a command is: so a backslash must be doubled.
  mutating func pattern(_ node: Node, _ options: Pattern.Options) -> Pattern? {
    guard let word = node.words.first else { return nil }
    guard let words = commandWords(node.raw), words.count == 2 else {
      report.error(
        "'\(word.text)' needs one expression", at: word,
        hint: "expected it in quotes, where it has blanks")
      return nil
    }
    warnOfSingleBackslashes(node.raw, at: word)
    do throws(Pattern.Refusal) {
      return try Pattern(words[1], options)
    } catch {
      report.error(
        "the expression is refused at its character \(error.offset + 1): \(error.reason)",
        at: word)
      return nil
    }
  }

  /// `\d` has become `d` before the expression is read, which is hardly what was meant.
  private mutating func warnOfSingleBackslashes(_ raw: [UInt8], at word: Word) {
    var index = 0
    while index + 1 < raw.count {
      guard raw[index] == UInt8(ascii: "\\") else {
        index += 1
        continue
      }
      let next = raw[index + 1]
      if "dDwWsSBAzZhHNQ.+*?()[]{}|^$".utf8.contains(next) {
        let letter = String(UnicodeScalar(next))
        report.warning(
          "'\\\(letter)' reaches the expression as '\(letter)'", at: word,
          hint: "write '\\\\\(letter)'")
        return
      }
      index += 2
    }
  }
}
