extension Diagnostic {
  /// The diagnostic as an operator reads it, without a final line end:
  ///
  ///     directord.conf:12:5: error: 'lb_agli' is not a word of virtual_server
  ///         lb_agli rr
  ///         ^~~~~~~
  ///         did you mean 'lb_algo'?
  ///
  /// With `code`, that stands in brackets behind the message, for `directorctl explain`.
  /// Control characters of the file are shown as `?`, so that a file cannot steer a terminal.
  package func rendered(colour: Bool = false, code isShown: Bool = false) -> String {
    let paint = { (code: String, text: String) in
      colour ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }
    let kind = paint(severity.colour, severity.rawValue)
    let mark = isShown ? paint("2", " [\(code.rawValue)]") : ""
    var lines = [
      paint("1", "\(shown(position.description)):") + " \(kind): \(shown(message))" + mark
    ]
    var margin = "    "
    if !line.isEmpty {
      let excerpt = excerpt()
      lines.append("    " + excerpt.text)
      lines.append("    " + excerpt.blank + paint("1;32", excerpt.caret))
      margin += excerpt.blank
    }
    if !advice.isEmpty { lines.append(margin + shown(advice)) }
    return lines.joined(separator: "\n")
  }

  /// The line about the place, at most so many bytes of it; tabs stay tabs so that the caret stands
  /// under its word.
  private func excerpt() -> (text: String, blank: String, caret: String) {
    let at = min(max(position.column - 1, 0), line.count)
    let start = at > 100 ? at - 60 : 0
    let end = min(line.count, start + 160)
    let before = String(decoding: line[start..<at], as: UTF8.self)
    let blank = String(before.map { $0 == "\t" ? "\t" : " " })
    let faulty = line[at..<min(end, at + max(length, 1))]
    let width = max(1, String(decoding: faulty, as: UTF8.self).count)
    let caret = "^" + String(repeating: "~", count: width - 1)
    return (shown(String(decoding: line[start..<end], as: UTF8.self)), blank, caret)
  }
}

extension Diagnostic.Severity {
  fileprivate var colour: String {
    switch self {
    case .error: "1;31"
    case .warning: "1;35"
    case .note: "1;36"
    }
  }
}

private func shown(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: isControl) else { return text }
  var clean = String.UnicodeScalarView()
  for scalar in text.unicodeScalars { clean.append(isControl(scalar) ? "?" : scalar) }
  return String(clean)
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 9: false
  case 0..<32, 127..<160, 0x200e...0x200f, 0x2028...0x202e, 0x2066...0x2069: true
  default: false
  }
}
