internal import Manual

/// directord.conf(5), made from the table of keywords.
package var manualPage: String {
  var page = ManualPage(
    "directord.conf", section: 5, chapter: "File Formats", summary: "configuration of directord",
    origin: "Sources/Configuration/Keywords: RECORD_MANUAL=1 swift test --filter ManualPageTests")
  page.section(
    "DESCRIPTION",
    "directord reads keepalived's configuration file as it is. A statement is a keyword and what it "
      + "takes, on a line; a block is a keyword and statements in braces. A '#' or '!' outside "
      + "double quotes begins a comment.")
  page.paragraph(
    "Below is each block with its keywords. A keyword without a line 'Support' is honoured. "
      + "'directorctl explain KEYWORD' shows the same with an example, and 'directorctl check FILE' "
      + "says what is wrong with a file.")
  for block in Vocabulary.all {
    page.section(block.name == "top" ? "TOP LEVEL" : block.name, block.summary)
    for keyword in block.keywords { keyword.write(to: &page, of: block) }
  }
  page.section("DIAGNOSTICS", "Each problem that 'directorctl check' reports has a code.")
  for code in Diagnostic.Code.allCases { page.item(code.rawValue, "", code.meaning) }
  page.section("FILES", "/etc/directord/directord.conf")
  page.section("SEE ALSO", "directord(8), directorctl(1), directorctl-doctor(7), ipvsadm(8)")
  return page.text
}

extension Keyword {
  fileprivate func write(to page: inout ManualPage, of block: Vocabulary) {
    var text = [meaning]
    if !unit.isEmpty { text.append("In \(unit).") }
    if case .number(let range) = form, range.upperBound < Int(UInt32.max) {
      text.append("From \(range.lowerBound) to \(range.upperBound).")
    }
    if !fallback.isEmpty { text.append("Default: \(fallback).") }
    let spellings = synonyms.map { $0 } + obsolete.map { "\($0) (deprecated)" }
    if !spellings.isEmpty { text.append("Also \(spellings.joined(separator: ", ")).") }
    let fate = block.fate(of: self)
    page.item(
      name, String(syntax.dropFirst(name.count)), text.joined(separator: " "),
      notes: fate == Fate.honoured.description ? [] : ["Support: \(fate)."])
  }
}
