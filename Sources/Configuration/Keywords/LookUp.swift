/// What `directorctl explain WORD` finds.
package enum LookUp: Sendable {
  case found([(block: Vocabulary, keyword: Keyword)])
  case block(Vocabulary)
  case code(Diagnostic.Code)
  /// The nearest words, at most five, the nearest first.
  case unknown(near: [String])

  /// A word in each block that has it, or in one; a block; or the code of a diagnostic.
  package init(_ word: String, block: Vocabulary? = nil) {
    let blocks = block.map { [$0] } ?? Vocabulary.all
    let found = blocks.compactMap { block in block.keyword(word).map { (block, $0) } }
    if !found.isEmpty {
      self = .found(found)
    } else if block == nil, let named = Vocabulary.named(word) {
      self = .block(named)
    } else if block == nil, let code = Diagnostic.Code(rawValue: word) {
      self = .code(code)
    } else {
      var known = Set(blocks.flatMap(\.words))
      if block == nil { known.formUnion(Diagnostic.Code.allCases.map(\.rawValue)) }
      self = .unknown(near: Array(nearWords(to: word, among: known).prefix(5)))
    }
  }
}

/// The names of blocks that `name` may be meant to be, the nearest first.
package func nearBlocks(to name: String) -> [String] {
  Array(nearWords(to: name, among: Vocabulary.all.map(\.name)).prefix(5))
}
