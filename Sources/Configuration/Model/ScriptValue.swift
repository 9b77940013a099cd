import Health

extension Interpretation {
  /// `notify_up "program argument…" [user [[:]group]]`. A command without quotes is one word. What
  /// begins with a redirection, such as `</dev/tcp/127.0.0.1/80`, is for a shell, as with keepalived:
  /// for the one that knows these.
  mutating func script(_ node: Node) -> Script? {
    guard let keyword = node.words.first else { return nil }
    guard let words = scriptWords(node.raw) else {
      report.error(code: .unendedQuote, "a quote on this line does not end", at: keyword)
      return nil
    }
    guard words.count > 1, let arguments = commandWords(words[1]), let program = arguments.first,
      !program.isEmpty
    else {
      report.error(
        code: .missingArgument, "'\(keyword.text)' names no program", at: keyword,
        hint: "expected \"PROGRAM ARGUMENT...\", and a user and a group where need be")
      return nil
    }
    let text = { (bytes: [UInt8]) in String(decoding: bytes, as: UTF8.self) }
    let isRedirection = program.first.map { "<>".utf8.contains($0) } ?? false
    var user: ScriptUser?
    if words.count > 2 {
      let group = words.count > 3 ? group(text(words[3])) : nil
      let found = ScriptUser(user: text(words[2]), group: group)
      namedUsers.append(Stated(found, at: keyword))
      user = found
    }
    if words.count > 4 {
      report.warning(code: .surplusArgument, "nothing is made of '\(text(words[4]))'", at: keyword)
    }
    return Script(
      arguments: isRedirection
        ? ["/bin/bash", "-c", text(words[1])] : arguments.map(text), user: user,
      position: keyword.position)
  }

  /// A script that may stand once: a second one is left out, as keepalived leaves it out.
  mutating func readScript(_ node: Node, into script: inout Script?) {
    if let first = script, let word = node.words.first {
      report.warning(
        code: .definedTwice,
        "a second '\(word.text)' is ignored: the first stands at line \(first.position.line)",
        at: word)
      return
    }
    script = self.script(node)
  }

  /// A group's name, which may have a colon before it.
  func group(_ text: String) -> String { text.first == ":" ? String(text.dropFirst()) : text }
}
