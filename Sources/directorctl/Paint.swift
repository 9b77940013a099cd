/// Text for a terminal, in colours or plain.
struct Paint {
  var isColoured: Bool

  enum Colour: String {
    case green = "32"
    case yellow = "33"
    case red = "31"
    case alarm = "1;37;41"
    case bold = "1"
    case faint = "2"
  }

  func callAsFunction(_ text: String, _ colour: Colour?) -> String {
    guard isColoured, let colour, !text.isEmpty else { return text }
    return "\u{1b}[\(colour.rawValue)m\(text)\u{1b}[0m"
  }
}

/// What stands in one place of a table.
struct Cell {
  var text: String
  var colour: Paint.Colour?
  var isNumber = false

  init(_ text: String, _ colour: Paint.Colour? = nil, isNumber: Bool = false) {
    self.text = printable(text)
    self.colour = colour
    self.isNumber = isNumber
  }
}

/// Rows under one another, columns as wide as their widest cell; the last is not padded, and cut
/// where the terminal ends.
struct Grid {
  var rows: [[Cell]]

  /// The width of each column.
  var widths: [Int] {
    var widths: [Int] = []
    for row in rows {
      for (index, cell) in row.enumerated() {
        if index == widths.count { widths.append(0) }
        widths[index] = max(widths[index], cell.text.count)
      }
    }
    return widths
  }

  static func line(
    _ row: [Cell], widths: [Int], indent: String, limit: Int?, paint: Paint
  ) -> String {
    var line = indent
    var column = indent.count
    for (index, cell) in row.enumerated() {
      let isLast = index == row.count - 1
      var text = cell.text
      let width = index < widths.count ? widths[index] : 0
      let blank = String(repeating: " ", count: max(0, width - text.count))
      if isLast, let limit, column + text.count > limit, limit - column > 1 {
        text = text.prefix(limit - column - 1) + "…"
      }
      let painted = paint(text, cell.colour)
      line += cell.isNumber ? blank + painted : isLast ? painted : painted + blank
      if !isLast { line += "  " }
      column += width + 2
    }
    while line.last == " " { line.removeLast() }
    return line
  }
}

/// Words of others may hold anything; a terminal must not obey them.
func printable(_ text: String) -> String {
  String(
    String.UnicodeScalarView(
      text.unicodeScalars.map { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: "?"
        case _: scalar
        }
      }))
}
