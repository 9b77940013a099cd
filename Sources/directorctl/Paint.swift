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

/// Rows under one another, columns as wide as their widest cell.
enum Grid {
  private static let indent = "  "

  /// The width of each column.
  static func widths(_ rows: [Row]) -> [Int] {
    var widths: [Int] = []
    for case .cells(let cells) in rows {
      for (index, cell) in cells.enumerated() {
        if index == widths.count { widths.append(0) }
        widths[index] = max(widths[index], cell.text.count)
      }
    }
    return widths
  }

  /// Of a whole line.
  static func width(_ widths: [Int]) -> Int { widths.reduce(0) { $0 + indent.count + $1 } }

  static func line(_ cells: [Cell], widths: [Int], paint: Paint) -> String {
    var line = ""
    for (cell, width) in zip(cells, widths) {
      let blank = String(repeating: " ", count: max(0, width - cell.text.count))
      let painted = paint(cell.text, cell.colour)
      line += indent + (cell.isNumber ? blank + painted : painted + blank)
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
