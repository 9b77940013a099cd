/// An ldirectord.cf (ldirectord(8)) cut into its settings; nothing is understood yet.
struct LdirectordFile {
  /// `checktype = negotiate`
  struct Setting {
    var line: Int
    /// In small letters.
    var name: String
    /// Without the quotes around the whole of it.
    var value: String
  }

  /// `virtual = …` and the indented lines under it.
  struct Virtual {
    var line: Int
    /// `virtual`, or `virtual6`.
    var name: String
    var target: String
    var settings: [Setting] = []

    /// The last one of a name counts.
    func last(_ name: String) -> Setting? { settings.last { $0.name == name } }
  }

  var global: [Setting] = []
  var virtuals: [Virtual] = []
  /// Lines that are no settings.
  var strange: [Int] = []

  init(_ text: some Collection<UInt8>) {
    var number = 0
    for bytes in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      read(String(decoding: bytes, as: UTF8.self), number)
    }
  }

  /// The last one of a name counts.
  func last(_ name: String) -> Setting? { global.last { $0.name == name } }

  private mutating func read(_ text: String, _ number: Int) {
    let line = Self.withoutComment(text)
    guard let first = line.first(where: { !$0.isWhitespace }), let start = line.first else {
      return
    }
    let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts[0].filter { !$0.isWhitespace }.lowercased()
    guard parts.count == 2, first != "=",
      name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" })
    else {
      strange.append(number)
      return
    }
    let setting = Setting(line: number, name: name, value: Self.unquoted(trimmed(parts[1])))
    if name == "virtual" || name == "virtual6" {
      virtuals.append(Virtual(line: number, name: name, target: setting.value))
    } else if start.isWhitespace, !virtuals.isEmpty {
      virtuals[virtuals.count - 1].settings.append(setting)
    } else {
      global.append(setting)
    }
  }

  /// A comment begins at `#` outside of quotes, at the line's start or after a blank.
  private static func withoutComment(_ line: String) -> Substring {
    var isQuoted = false
    var previous: Character = " "
    for index in line.indices {
      let character = line[index]
      if character == "\"", previous != "\\" { isQuoted.toggle() }
      if character == "#", !isQuoted, previous.isWhitespace { return line[..<index] }
      previous = character
    }
    return line[...]
  }

  /// Quotes around the whole, and no others.
  private static func unquoted(_ text: Substring) -> String {
    guard text.count > 1, text.hasPrefix("\""), text.hasSuffix("\"") else { return String(text) }
    let inner = text.dropFirst().dropLast()
    return inner.contains("\"") ? String(text) : String(inner)
  }
}

func trimmed(_ text: some StringProtocol) -> Substring {
  var text = Substring(text).drop { $0.isWhitespace }
  while text.last?.isWhitespace ?? false { text.removeLast() }
  return text
}
