/// Finds the statement at which an error stands, and what the file can go on without.
struct FaultFinder {
  var texts: SourceTexts
  private var sites: [Position: FaultySite] = [:]

  init(_ texts: [String: [UInt8]]) { self.texts = SourceTexts(texts) }

  /// Gives the errors of a reading their remedies. If a brace or a quote is amiss nobody can say what
  /// belongs to what, so that there are none.
  mutating func remedied(_ diagnostics: [Diagnostic], of roots: [Node]) -> [Diagnostic] {
    let errors = diagnostics.filter { $0.severity == .error }
    let isClear = !errors.contains { $0.code == .unbalancedBraces || $0.code == .unendedQuote }
    guard isClear, !errors.isEmpty else { return diagnostics }
    sites = [:]
    find(Set(errors.map(\.position)), in: roots, of: .root, outer: "")
    return diagnostics.map { diagnostic in
      var found = diagnostic
      if diagnostic.severity == .error { found.remedy = remedy(for: diagnostic) }
      return found
    }
  }

  private mutating func find(
    _ places: Set<Position>, in nodes: [Node], of vocabulary: Vocabulary?, outer: String
  ) {
    for node in nodes {
      for (index, word) in node.words.enumerated()
      where places.contains(word.position) && sites[word.position] == nil {
        sites[word.position] = FaultySite(
          node: node, vocabulary: vocabulary, outer: outer, index: index)
      }
      guard let block = node.block else { continue }
      let inner = vocabulary?.inner(of: node.keyword).flatMap { $0.hasFreeLines ? nil : $0 }
      find(places, in: block.children, of: inner, outer: node.keyword)
    }
  }

  private func columns(of words: ArraySlice<Word>) -> Range<Int>? {
    guard let first = words.first?.position, let last = words.last, first.line == last.position.line
    else { return nil }
    return (first.column - 1)..<(last.position.column - 1 + last.length)
  }

  private mutating func remedy(for error: Diagnostic) -> Remedy? {
    guard let site = sites[error.position], let precedent = site.precedent(of: error.code),
      let first = site.node.words.first, let last = site.node.words.last
    else { return nil }
    var end = last.position
    end.column += last.length
    if let block = site.node.block {
      end = block.end
      end.column += 1
    }
    var remedy = Remedy(
      start: first.position, end: end, words: site.words, precedent: precedent)
    if let words = site.words, let columns = columns(of: site.node.words[words]) {
      remedy.columns = columns
    }
    return texts.canCut(remedy, site.node) ? remedy : nil
  }
}
