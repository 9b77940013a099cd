import Health

extension Interpretation {
  /// `notify_up "program argument…" [user [[:]group]]`. A command without quotes is one word. What
  /// begins with a redirection, such as `</dev/tcp/127.0.0.1/80`, is for a shell, as with keepalived:
  /// for the one that knows these.
  mutating func script(_ node: Node) -> Script? {
    guard let keyword = node.words.first, let words = scriptWords(of: node),
      var script = script(node, words, of: keyword)
    else { return nil }
    let rest = words.dropFirst(2).map { String(decoding: $0, as: UTF8.self) }
    if let name = rest.first {
      let user = ScriptUser(user: name, group: rest.count > 1 ? group(rest[1]) : nil)
      namedUsers.append(Stated(user, at: keyword))
      script.user = user
    }
    if rest.count > 2 {
      report.warning(code: .surplusArgument, "nothing is made of '\(rest[2])'", at: keyword)
    }
    return script
  }

  /// The program and its arguments of `script` and `misc_path`, which no user follows.
  mutating func trackedProgram(_ node: Node) -> Script? {
    guard let keyword = node.words.first, let words = scriptWords(of: node),
      let script = script(node, words, of: keyword)
    else { return nil }
    if words.count > 2 {
      report.warning(
        code: .surplusArgument,
        "'\(String(decoding: words[2], as: UTF8.self))' is no argument of the script", at: keyword,
        hint: "put quotes around the whole command: \"PROGRAM ARGUMENT...\"")
    }
    return script
  }

  private mutating func script(_ node: Node, _ words: [[UInt8]], of keyword: Word) -> Script? {
    guard let arguments = command(words, of: keyword), let program = arguments.first else {
      return nil
    }
    compareReadings(node, arguments, at: keyword)
    let text = { (bytes: [UInt8]) in String(decoding: bytes, as: UTF8.self) }
    let isRedirection = program.first.map { "<>".utf8.contains($0) } ?? false
    return Script(
      arguments: isRedirection ? ["/bin/bash", "-c", text(words[1])] : arguments.map(text),
      position: keyword.position)
  }

  /// The keyword, the command and what follows it; nil after a report. A line that cannot be cut is an
  /// error: half a command must not run.
  private mutating func scriptWords(of node: Node) -> [[UInt8]]? {
    guard let keyword = node.words.first else { return nil }
    if let words = commandWords(node.raw) { return words }
    reportUncut(keyword)
    return nil
  }

  /// The program and its arguments; nil after a report.
  private mutating func command(_ words: [[UInt8]], of keyword: Word) -> [[UInt8]]? {
    guard words.count > 1, words[1].contains(where: { !isBlank($0) }) else {
      reportMissingProgram(keyword)
      return nil
    }
    guard let arguments = commandWords(words[1]) else {
      reportUncut(keyword)
      return nil
    }
    if arguments.first?.isEmpty ?? true {
      reportMissingProgram(keyword)
      return nil
    }
    return arguments
  }

  private mutating func reportUncut(_ keyword: Word) {
    report.error(
      code: .unendedQuote,
      "a quote in the command of '\(keyword.text)' does not end, or the command ends in '\\'",
      at: keyword, hint: "expected a second quote of the same kind; \\\\ stands for one backslash")
  }

  private mutating func reportMissingProgram(_ keyword: Word) {
    report.error(
      code: .missingArgument, "'\(keyword.text)' names no program", at: keyword,
      hint: "expected \"PROGRAM ARGUMENT...\", and a user and a group if need be")
  }

  /// keepalived 2.3.2 has changed what a backslash in a command means. This director reads it as
  /// those before, which a single `\"` for a quote within a quote needs.
  private mutating func compareReadings(
    _ node: Node, _ arguments: [[UInt8]], at keyword: Word
  ) {
    guard node.raw.contains(.backslash) else { return }
    let words = wordsWithEscapes(node.raw) ?? []
    let newer = words.count > 1 ? commandWords(words[1]) : nil
    guard newer != arguments else { return }
    let shown = arguments.map { "[\(String(decoding: $0, as: UTF8.self))]" }.joined(separator: " ")
    report.warning(
      code: .doubtful,
      "the backslashes in this command mean \(shown) here and to keepalived before 2.3.2, and "
        + "something else to later ones", at: keyword,
      hint: "single quotes within the double ones group for all of them: \"/bin/sh -c 'exit 1'\"")
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
