/// The text of a file in which each statement that has a remedy is commented out; all else stays as it
/// is, byte for byte.
package struct Repair: Sendable {
  package var file: String
  package var text: [UInt8]
  /// How many statements are commented out, or lose a word.
  package var count: Int
}

/// Every file of a configuration that has faults with a remedy, and the main file in any case, in the
/// order of reading; and what reading it gives when the faults are left out.
package func repaired(
  _ file: String, reading: @escaping FileReader, context: Context
) -> (files: [Repair], loaded: Loaded) {
  var context = context
  context.isLenient = true
  let found = Understanding(file, reading: reading, context: context)
  let faults = Dictionary(
    grouping: found.leftOut, by: \.position.file)
  var source = SourceTexts(found.reader.texts)
  let files = found.reader.files.compactMap { name -> Repair? in
    let faults = faults[name] ?? []
    guard !faults.isEmpty || name == file else { return nil }
    return source.repair(name, faults)
  }
  return (files, load(file, reading: reading, context: context))
}

extension SourceTexts {
  /// A statement with all that is wrong with it.
  private struct Cut {
    var remedy: Remedy
    var faults: [Diagnostic]
  }

  fileprivate mutating func repair(_ name: String, _ faults: [Diagnostic]) -> Repair {
    let text = texts[name] ?? []
    var result: [UInt8] = []
    var copied = 0
    let cuts = cuts(faults)
    for cut in cuts {
      let (range, replacement) = replacement(for: cut)
      guard range.lowerBound >= copied else { continue }
      result += text[copied..<range.lowerBound] + replacement
      copied = range.upperBound
    }
    return Repair(file: name, text: result + text[copied...], count: cuts.count)
  }

  /// In the order of the file; those within a block that goes as a whole are gone with it.
  private func cuts(_ faults: [Diagnostic]) -> [Cut] {
    let groups = Dictionary(grouping: faults) { $0.remedy?.start }
    var cuts = groups.values.compactMap { group -> Cut? in
      let ordered = group.sorted { before($0.position, $1.position) }
      guard let remedy = (ordered.first { $0.remedy?.words == nil } ?? ordered.first)?.remedy
      else { return nil }
      return Cut(remedy: remedy, faults: ordered)
    }
    cuts.sort { before($0.remedy.start, $1.remedy.start) }
    var kept: [Cut] = []
    for cut in cuts {
      if let last = kept.last, !before(last.remedy.end, cut.remedy.start),
        last.remedy.end != cut.remedy.start
      {
        continue
      }
      kept.append(cut)
    }
    return kept
  }

  private func before(_ a: Position, _ b: Position) -> Bool {
    (a.line, a.column) < (b.line, b.column)
  }

  /// What of the text goes, and what comes in its place.
  private mutating func replacement(for cut: Cut) -> (Range<Int>, [UInt8]) {
    let remedy = cut.remedy
    guard let text = texts[remedy.start.file], let (before, after) = surroundings(of: remedy),
      let first = line(remedy.start.line, of: remedy.start.file)
    else { return (0..<0, []) }
    let indent = Array(first.prefix(while: isBlank))
    let ending: [UInt8] = first.last == UInt8(ascii: "\r") ? [0x0d, 0x0a] : [0x0a]
    let why = cut.faults.flatMap { indent + Array("# directorctl: \($0.explained)".utf8) + ending }
    let head = before.drop(while: isBlank)
    let isAlone = isRestOfLine(after) && !(head.contains(.open) || head.contains(.close))
    guard !isAlone else {
      let range = first.startIndex..<after.endIndex
      return (range, why + comment(text[range]) + rest(of: remedy, cut.faults, first, ending))
    }
    // The statement shares its line: it gets lines of its own.
    let range = (head.isEmpty ? first.startIndex : before.endIndex)..<after.startIndex
    let statement = text[before.endIndex..<after.startIndex]
    let opening = head.isEmpty ? [] : ending
    let tail = after.allSatisfy(isBlank) ? [] : ending + indent
    return (range, opening + why + indent + comment(statement) + tail)
  }

  /// Each line behind a `#`.
  private func comment(_ text: ArraySlice<UInt8>) -> [UInt8] {
    text.reduce(into: [.hash]) { comment, byte in
      comment.append(byte)
      if byte == .lineFeed { comment.append(.hash) }
    }
  }

  /// The line without the words that are left out; nothing if all of it is.
  private func rest(
    of remedy: Remedy, _ faults: [Diagnostic], _ line: ArraySlice<UInt8>, _ ending: [UInt8]
  ) -> [UInt8] {
    guard remedy.words != nil else { return [] }
    var rest = Array(line)
    let columns = Set(faults.compactMap(\.remedy?.columns))
    for range in columns.sorted(by: { $0.lowerBound > $1.lowerBound }) {
      let end = min(range.upperBound, rest.count)
      let start = (rest[..<end].prefix(range.lowerBound).lastIndex { !isBlank($0) } ?? -1) + 1
      rest.removeSubrange(start..<max(start, end))
    }
    return ending + rest
  }
}

extension Diagnostic {
  /// `'lb_agli' is not a word of virtual_server (keepalived skips it): did you mean 'lb_algo'?`
  fileprivate var explained: String {
    let aside = remedy.map { " (\($0.precedent))" } ?? ""
    let text = message + aside + (hint.isEmpty ? "" : ": \(hint)")
    return String(text.unicodeScalars.map { $0.value < 32 ? "?" : Character($0) })
  }
}
