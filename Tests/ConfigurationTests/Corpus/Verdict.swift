import Foundation

/// What `keepalived --config-test` says of a file, as it is kept beside it.
struct Verdict {
  struct Complaint: Hashable {
    /// nil if keepalived names none.
    var line: Int?
    var message: String
  }

  var exit: Int
  /// Each once: keepalived reads a file once a process, and says the same up to four times.
  var complaints: [Complaint]

  /// The text is `# exit=N`, then a complaint a line.
  init?(_ text: String) {
    var lines = text.split(separator: "\n").map(String.init)
    guard let first = lines.first, first.hasPrefix("# exit="), let exit = Int(first.dropFirst(7))
    else { return nil }
    lines.removeFirst()
    self.exit = exit
    var seen: Set<Complaint> = []
    complaints = lines.map(Complaint.init).filter { seen.insert($0).inserted }
  }
}

extension Verdict.Complaint {
  /// `(Line 3) text`, `(FILE: Line 3) text`, or a text alone.
  init(_ text: String) {
    message = text
    guard text.hasPrefix("("), let close = text.firstIndex(of: ")"),
      let place = text[..<close].range(of: "Line "),
      let number = Int(text[place.upperBound..<close])
    else { return }
    line = number
    message = text[text.index(after: close)...].trimmingCharacters(in: .whitespaces)
  }

  /// Said of a line of which keepalived knows nothing.
  var isOfUnknownWord: Bool {
    ["Unknown keyword ", "Unexpected '{'", "Missing '{'", "Extra '}'"].contains {
      message.hasPrefix($0)
    }
  }
}

/// A line of `differences.md`: complaints that are met otherwise than by one of ours at their line.
struct Difference: Sendable {
  /// A file's number, or `*`.
  var file: String
  /// What keepalived says; `*` stands for any text.
  var says: String
  /// A part of a message of ours that must then be said of the file; empty if nothing need be.
  var ours: String
  var why: String

  func covers(_ complaint: Verdict.Complaint, of name: String) -> Bool {
    guard file == "*" || name.hasPrefix(file) else { return false }
    let parts = says.components(separatedBy: "*")
    var rest = complaint.message[...]
    for (index, part) in parts.enumerated() where !part.isEmpty {
      guard let found = rest.range(of: part), index > 0 || found.lowerBound == rest.startIndex
      else { return false }
      rest = rest[found.upperBound...]
    }
    return rest.isEmpty || parts.last == ""
  }

  /// The rows of the table `| file | keepalived says | ours | why |`.
  static func table(_ text: String) -> [Difference] {
    text.split(separator: "\n").compactMap { line in
      let cells = line.components(separatedBy: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 6, cells[1] != "file", !cells[1].hasPrefix("-") else { return nil }
      return Difference(file: cells[1], says: cells[2], ours: cells[3], why: cells[4])
    }
  }
}
