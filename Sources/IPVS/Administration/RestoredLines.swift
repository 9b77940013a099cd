/// The lines that `ipvsadm -R` reads: each the options of one call, `ipvsadm` before them or not.
package struct RestoredLines: Hashable, Sendable {
  package struct Entry: Hashable, Sendable {
    /// From 1.
    package var line: Int
    package var command: Command
  }

  package private(set) var commands: [Entry] = []
  /// `line 3: -r has no meaning with -A`
  package private(set) var mistakes: [String] = []

  /// Blank lines, and those that begin with `#`, are nothing.
  package init(_ text: some Collection<UInt8>, names: NameLookUp = .none) {
    var number = 0
    for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      read(String(decoding: line, as: UTF8.self), number, names)
    }
  }

  private mutating func read(_ line: String, _ number: Int, _ names: NameLookUp) {
    var words = line.split(whereSeparator: \.isWhitespace).map { String($0) }
    guard let first = words.first, !first.hasPrefix("#") else { return }
    if first == "ipvsadm" || first.hasSuffix("/ipvsadm") { words.removeFirst() }
    guard !words.isEmpty else { return }
    do throws(IPVSMistake) {
      switch try IPVSAction(words, names: names) {
      case .change(let command): commands.append(Entry(line: number, command: command))
      case .list, .save, .restore, .help, .version:
        mistakes.append("line \(number): '\(words[0].prefix(40))' changes nothing")
      }
    } catch {
      mistakes.append("line \(number): \(error)")
    }
  }
}
