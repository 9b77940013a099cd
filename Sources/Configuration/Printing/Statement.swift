import Health

/// A line of a configuration in its normal form, and the block that it opens.
package struct Statement: Hashable, Sendable {
  package var keyword: String
  /// As the file has them, in quotes if need be.
  package var arguments: [String]
  package var block: [Statement]?

  init(_ keyword: String, _ arguments: String..., block: [Statement]? = nil) {
    self.init(keyword, all: arguments, block: block)
  }

  init(_ keyword: String, all arguments: [String], block: [Statement]? = nil) {
    self.keyword = keyword
    self.arguments = arguments
    self.block = block
  }

  /// The line without its block.
  package var line: String { ([keyword] + arguments).joined(separator: " ") }

  /// Its lines, each with its end.
  func text(indent: String = "") -> String {
    guard let block else { return "\(indent)\(line)\n" }
    let inner = block.map { $0.text(indent: indent + "    ") }.joined()
    return "\(indent)\(line) {\n\(inner)\(indent)}\n"
  }
}

extension DirectorConfiguration {
  /// The configuration as a file that reads again to the same: every default said, definitions,
  /// conditions and includes resolved, no comment.
  package var printed: String { statements.map { $0.text() }.joined() }

  /// What `printed` is made of, in its order.
  package var statements: [Statement] {
    let global = globalStatements
    return self.global.namespaces.statements
      + (global.isEmpty ? [] : [Statement("global_defs", block: global)]) + trackedStatements
      + surroundingStatements + routers.map(\.statement) + syncGroups.map(\.statement)
      + canaries.map(\.statement) + groupStatements + virtualServers.map(\.statement)
  }
}

/// A word as the ordinary tokenizer reads it: in quotes if it is empty or holds what means something
/// outside them. A word never has a quote in it.
func word(_ text: String) -> String {
  let isPlain = text.utf8.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    case _: "_-./:,+=%*@".utf8.contains(byte)
    }
  }
  return isPlain && !text.isEmpty && text.first != "@" ? text : "\"\(text)\""
}

extension Script {
  /// `"PROGRAM ARGUMENT…" [USER [GROUP]]`
  var words: [String] {
    let names = user.map { [$0.user] + ($0.group.map { [$0] } ?? []) } ?? []
    return [command]
      + names.map {
        word($0.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: #"\\"#))
      }
  }

  /// Each argument so that `commandWords` gives it back.
  var command: String { Configuration.command(of: arguments) }
}

/// The program and its arguments in quotes.
func command(of arguments: [String]) -> String {
  "\"" + arguments.map(argument).joined(separator: " ") + "\""
}

/// An argument within double quotes: plain, or in single quotes. A script's line is cut twice, so what
/// means something to the second cut is escaped twice; what means something to the first alone, once.
private func argument(_ text: String) -> String {
  if !text.isEmpty, word(text) == text { return text }
  return "'" + text.utf8.map(escapedInArgument).joined() + "'"
}

private func escapedInArgument(_ byte: UInt8) -> String {
  switch byte {
  case UInt8(ascii: "'"), UInt8(ascii: "\\"): #"\\x"# + hexadecimal([byte])
  case UInt8(ascii: "\""), UInt8(ascii: "$"): #"\x"# + hexadecimal([byte])
  case 32...126: String(UnicodeScalar(byte))
  case _: #"\x"# + hexadecimal([byte])
  }
}

/// A byte that means nothing else within double quotes, to a keyword that cuts its line once: `regex`.
func escaped(_ byte: UInt8) -> String {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"):
    String(UnicodeScalar(byte))
  case _ where "_-./:,+=%*@^[](){}?|~;<>&".utf8.contains(byte): String(UnicodeScalar(byte))
  case UInt8(ascii: "\\"): #"\\"#
  case _: #"\x"# + hexadecimal([byte])
  }
}

/// Two digits for each byte.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef")
  return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}

extension ScriptUser {
  var words: [String] { [word(user)] + (group.map { [word($0)] } ?? []) }
}

extension [Statement] {
  /// Adds a flag if it is so.
  mutating func add(_ keyword: String, where isSo: Bool) {
    if isSo { append(Statement(keyword)) }
  }

  /// Adds a word that has a value; nothing for none.
  mutating func add(_ keyword: String, _ value: String?) {
    if let value { append(Statement(keyword, value)) }
  }

  mutating func add(_ keyword: String, _ time: Duration) {
    append(Statement(keyword, seconds(time)))
  }

  mutating func add(_ keyword: String, _ script: Script?) {
    if let script { append(Statement(keyword, all: script.words)) }
  }

  /// Adds a block of free lines; nothing for none.
  mutating func add(_ keyword: String, lines: [[String]]) {
    guard !lines.isEmpty else { return }
    let block = lines.compactMap { words in
      words.first.map { Statement($0, all: [String](words.dropFirst())) }
    }
    append(Statement(keyword, block: block))
  }
}
