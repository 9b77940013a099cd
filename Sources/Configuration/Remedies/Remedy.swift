/// What a file can go on without. keepalived refuses no file: it skips what it does not understand and
/// goes on with its defaults. directord does so only if it is asked (`--lenient`), and then says what
/// it leaves out; `directorctl check --fix` comments the same lines out.
package struct Remedy: Hashable, Sendable {
  /// The first byte of the statement.
  var start: Position
  /// The first byte after the statement and its block; in the same file.
  var end: Position
  /// Of the statement's words, counted from 0; nil: all of it goes, with its block.
  var words: Range<Int>?
  /// Where these words stand in their line, in bytes from 0.
  var columns = 0..<0
  /// What keepalived does: `keepalived skips it`.
  package var precedent: String
}

extension [Node] {
  /// The tree without what the remedies take out. `remedies` are those of each statement, by its first
  /// byte; a statement that a sequence repeats goes wherever it is.
  func without(_ remedies: [Position: [Remedy]]) -> [Node] {
    compactMap { node in
      var left = node
      if let start = node.words.first?.position, let found = remedies[start] {
        let words = found.compactMap(\.words)
        guard words.count == found.count else { return nil }
        for range in words.sorted(by: { $0.lowerBound > $1.lowerBound }) {
          left.words.removeSubrange(range.clamped(to: left.words.indices))
        }
      }
      if let block = node.block, !block.children.isEmpty {
        left.block?.children = block.children.without(remedies)
      }
      return left
    }
  }
}
