extension Keyword {
  /// How it is written: `quorum NUMBER`.
  package var syntax: String {
    let arguments = form.syntax
    return arguments.isEmpty ? name : name + " " + arguments
  }

  /// An example to try; made from the form if the table has none.
  package var shownExample: String {
    guard example.isEmpty else { return example }
    switch form {
    case .flag: return name
    case .toggle: return name + " on"
    case .number(let range): return "\(name) \(range.lowerBound)"
    case .time: return name + " 1"
    case .choice(let words): return name + " " + words.prefix { $0 != "|" }
    case .text(let form): return name + " " + form
    case .script: return name + " /usr/local/bin/hook"
    case .block(_, let after), .entries(_, let after):
      return name + (after.isEmpty ? "" : " " + after.prefix { $0 != " " }) + " {\n}"
    }
  }
}

extension KeywordForm {
  fileprivate var syntax: String {
    switch self {
    case .flag: ""
    case .toggle: "[on|off]"
    case .number: "NUMBER"
    case .time: "SECONDS"
    case .choice(let words): words
    case .text(let form): form
    case .script: "\"PROGRAM ARGUMENT…\" [USER [GROUP]]"
    case .block(_, let after): after.isEmpty ? "{ … }" : after + " { … }"
    case .entries(let line, let after): (after.isEmpty ? "" : after + " ") + "{ \(line) … }"
    }
  }

  /// In words.
  package var description: String {
    switch self {
    case .flag: "nothing follows it"
    case .toggle: "on, true, yes or off, false, no; alone it is on"
    case .number(let range) where range.upperBound >= Int(UInt32.max):
      "a whole number from \(range.lowerBound)"
    case .number(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .time(let range) where range.upperBound >= 31_536_000:
      "a time, with up to six decimals"
    case .time(let range):
      "a time from \(shown(range.lowerBound)) to \(shown(range.upperBound)), with up to six decimals"
    case .choice(let words): "one of " + words.split(separator: "|").joined(separator: ", ")
    case .text(let form): form
    case .script: "a program with its arguments in quotes, and whom it runs as"
    case .block: "a block of words"
    case .entries(let line, _): "a block of lines: \(line)"
    }
  }

  /// nil if none is in question.
  fileprivate var unit: String? { if case .time = self { "seconds" } else { nil } }
}

/// `0.01`, `255`
private func shown(_ seconds: Double) -> String {
  let microseconds = Int64((seconds * 1_000_000).rounded())
  return Configuration.seconds(.microseconds(microseconds))
}

extension Fate {
  /// In words, for an operator.
  package var description: String {
    switch self {
    case .honoured: "honoured"
    case .deprecated(let advice): "honoured, deprecated: \(advice)"
    case .inherent(let reason), .without(let reason):
      "accepted, without effect here: \(reason)"
    case .dropped(let fix): "not supported, the line is ignored: \(fix)"
    }
  }
}

extension Vocabulary {
  /// What becomes of a word of this block, its block's own fate counted.
  package func fate(of keyword: Keyword) -> String {
    let openers = Vocabulary.all.flatMap(\.keywords).filter {
      if case .block(name, _) = $0.form { true } else { false }
    }
    guard let opener = openers.first, openers.allSatisfy({ $0.fate.isIdle }) else {
      return keyword.fate.description
    }
    return "as \(opener.name): \(opener.fate.description)"
  }

  /// All that is known of one of its words, in lines without a final line end.
  package func explanation(of keyword: Keyword) -> String {
    var lines = ["\(keyword.syntax)    (\(title))", "  " + keyword.meaning]
    let unit = keyword.unit.isEmpty ? keyword.form.unit : keyword.unit
    var facts = [("type", keyword.form.description)]
    if let unit { facts.append(("unit", unit)) }
    if !keyword.fallback.isEmpty { facts.append(("default", keyword.fallback)) }
    if !keyword.synonyms.isEmpty {
      facts.append(("also", keyword.synonyms.joined(separator: ", ")))
    }
    if !keyword.obsolete.isEmpty {
      facts.append(("formerly", keyword.obsolete.joined(separator: ", ")))
    }
    facts.append(("support", fate(of: keyword)))
    for (name, value) in facts.map({ ($0 + ":", $1) }) {
      lines.append("  \(name)" + String(repeating: " ", count: 10 - name.count) + value)
    }
    lines.append("  example:")
    lines += keyword.shownExample.split(separator: "\n").map { "      " + $0 }
    return lines.joined(separator: "\n")
  }

  /// What the block is for, and its words in the order of the table.
  package var overview: String {
    let width = (keywords.map(\.name.count).max() ?? 0) + 2
    let words = keywords.map { keyword in
      "  " + keyword.name + String(repeating: " ", count: width - keyword.name.count)
        + keyword.meaning
    }
    return ([name == "top" ? title : name, "  " + summary, ""] + words).joined(separator: "\n")
  }
}

extension Fate {
  fileprivate var isIdle: Bool {
    switch self {
    case .honoured, .deprecated: false
    case .inherent, .without, .dropped: true
    }
  }
}
