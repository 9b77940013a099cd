/// Lines of text from /proc, whose form the kernel's own functions give (`net/ipv4/proc.c` and others).
/// A line of another form is left out: a kernel may print more than is known here.
extension StringProtocol {
  /// Lines without their ends.
  var textLines: [Substring] { split(whereSeparator: \.isNewline).map { Substring($0) } }

  /// What stands between blanks and tabs.
  var fields: [Substring] {
    split { $0 == " " || $0 == "\t" }.map { Substring($0) }
  }

  /// Without blanks at both ends.
  var trimmed: Substring {
    var text = Substring(self)
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return text
  }
}
