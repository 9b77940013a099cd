/// A page for man(1), written with the macros of groff_man(7).
package struct ManualPage: Sendable {
  private var lines: [String]

  /// - Parameters:
  ///   - name: `directord.conf`
  ///   - section: 1 commands, 5 files, 7 overviews, 8 daemons.
  ///   - chapter: `File Formats`
  ///   - summary: What follows the name in the listing of apropos(1).
  ///   - origin: Where the page is made from and by which command, for who opens the file.
  package init(
    _ name: String, section: Int, chapter: String, summary: String, origin: String
  ) {
    lines = [
      #".\" Made from "# + origin,
      #".TH \#(name.uppercased()) \#(section) "" directord "\#(chapter)""#,
      ".SH NAME",
      Self.plain(name) + #" \- "# + Self.plain(summary),
    ]
  }

  /// The heading of a section, with its first paragraph.
  package mutating func section(_ heading: String, _ text: String? = nil) {
    lines.append(".SH " + Self.plain(heading))
    if let text { lines.append(Self.plain(text)) }
  }

  /// The heading within a section, with its first paragraph.
  package mutating func subsection(_ heading: String, _ text: String? = nil) {
    lines.append(".SS " + Self.plain(heading))
    if let text { lines.append(Self.plain(text)) }
  }

  package mutating func paragraph(_ text: String) { lines += [".PP", Self.plain(text)] }

  /// A term, the part of it that is in bold first, and what is said of it; each note begins a line.
  package mutating func item(
    _ term: String, _ rest: String, _ text: String, notes: [String] = []
  ) {
    lines += [".TP", #"\fB"# + Self.plain(term) + #"\fR"# + Self.plain(rest), Self.plain(text)]
    for note in notes { lines += [".br", Self.plain(note)] }
  }

  /// Lines that stand as they are.
  package mutating func example(_ text: [String]) {
    lines += [".PP", ".RS 4", ".nf"] + text.map(Self.plain) + [".fi", ".RE"]
  }

  package var text: String { lines.joined(separator: "\n") + "\n" }

  /// The characters that roff takes for its own are made plain; a line must not begin with one.
  static func plain(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += #"\e"#
      case "-", "−": result += #"\-"#
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
}
