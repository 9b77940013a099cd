import Testing

@testable import Manual

@Test func aPageIsWrittenInTheMacrosOfMan() {
  var page = ManualPage(
    "example.conf", section: 5, chapter: "File Formats", summary: "an example", origin: "a test")
  page.section("DESCRIPTION", "First.")
  page.paragraph("Second.")
  page.item("word", " NUMBER", "What it does.", notes: ["Default: 1."])
  page.example(["$ example -n", ".hidden"])
  #expect(
    page.text == #"""
      .\" Made from a test
      .TH EXAMPLE.CONF 5 "" directord "File Formats"
      .SH NAME
      example.conf \- an example
      .SH DESCRIPTION
      First.
      .PP
      Second.
      .TP
      \fBword\fR NUMBER
      What it does.
      .br
      Default: 1.
      .PP
      .RS 4
      .nf
      $ example \-n
      \&.hidden
      .fi
      .RE

      """#)
}

@Test func charactersThatRoffTakesForItsOwnArePlain() {
  #expect(ManualPage.plain(#"a\b 'c' "d" -e"#) == #"a\eb \(aqc\(aq \(dqd\(dq \-e"#)
  #expect(ManualPage.plain("'x") == #"\(aqx"#)
  #expect(ManualPage.plain(".x") == #"\&.x"#)
}
