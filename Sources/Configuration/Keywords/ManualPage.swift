/// directord.conf(5), made from the table: `directorctl explain --manual`.
package var manualPage: String {
  var page = [
    #".\" Made from Sources/Configuration/Keywords: directorctl explain --manual"#,
    #".TH DIRECTORD.CONF 5 "" directord "File Formats""#,
    ".SH NAME", #"directord.conf \- configuration of directord"#,
    ".SH DESCRIPTION",
    roff(
      "directord reads keepalived's configuration file as it is. A statement is a keyword and what it "
        + "takes, on a line; a block is a keyword and statements in braces. A '#' or '!' outside "
        + "double quotes begins a comment."),
    ".PP",
    roff(
      "Below is each block with its keywords. A keyword without a line 'Support' is honoured. 'directorctl explain KEYWORD' shows the same with an example, and 'directorctl "
        + "check FILE' says what is wrong with a file."),
  ]
  for block in Vocabulary.all { page += section(block) }
  page += [".SH DIAGNOSTICS", roff("Each problem that 'directorctl check' reports has a code.")]
  for code in Diagnostic.Code.allCases {
    page += [".TP", #"\fB"# + roff(code.rawValue) + #"\fR"#, roff(code.meaning)]
  }
  page += [
    ".SH FILES", roff("/etc/directord/directord.conf"), ".SH SEE ALSO",
    roff("directorctl --help, ipvsadm(8)"),
  ]
  return page.joined(separator: "\n") + "\n"
}

private func section(_ block: Vocabulary) -> [String] {
  [".SH " + roff(block.name == "top" ? "TOP LEVEL" : block.name), roff(block.summary)]
    + block.keywords.flatMap { entry($0, of: block) }
}

private func entry(_ keyword: Keyword, of block: Vocabulary) -> [String] {
  let rest = keyword.syntax.dropFirst(keyword.name.count)
  var text = [keyword.meaning]
  if !keyword.unit.isEmpty { text.append("In \(keyword.unit).") }
  if case .number(let range) = keyword.form, range.upperBound < Int(UInt32.max) {
    text.append("From \(range.lowerBound) to \(range.upperBound).")
  }
  if !keyword.fallback.isEmpty { text.append("Default: \(keyword.fallback).") }
  let spellings = keyword.synonyms.map { $0 } + keyword.obsolete.map { "\($0) (deprecated)" }
  if !spellings.isEmpty { text.append("Also \(spellings.joined(separator: ", ")).") }
  let fate = block.fate(of: keyword)
  var lines = [
    ".TP", #"\fB"# + roff(keyword.name) + #"\fR"# + roff(String(rest)),
    roff(text.joined(separator: " ")),
  ]
  if fate != Fate.honoured.description { lines += [".br", roff("Support: \(fate).")] }
  return lines
}

/// The characters that roff takes for its own are made plain; a line must not begin with one.
private func roff(_ text: String) -> String {
  var result = ""
  for character in text {
    switch character {
    case "\\": result += #"\e"#
    case "-": result += #"\-"#
    case "'": result += #"\(aq"#
    case "`": result += #"\(ga"#
    case "^": result += #"\(ha"#
    case "~": result += #"\(ti"#
    case "\"": result += #"\(dq"#
    case "…": result += "..."
    case "§": result += #"\(sc"#
    case _: result.append(character)
    }
  }
  return result.hasPrefix(".") ? #"\&"# + result : result
}
