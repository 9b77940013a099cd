import Testing

@testable import Configuration

/// The table of every keyword.
struct KeywordTests {
  private let entries = Vocabulary.all.flatMap { block in block.keywords.map { (block, $0) } }

  @Test func everyBlockHasOneName() {
    let names = Vocabulary.all.map(\.name)
    #expect(Set(names).count == names.count)
  }

  @Test func everyWordOfABlockStandsThereOnce() {
    for block in Vocabulary.all {
      let words = block.keywords.flatMap { [$0.name] + $0.synonyms + $0.obsolete }
      for (word, all) in Dictionary(grouping: words, by: { $0 }) {
        #expect(all.count == 1, "'\(word)' stands twice in \(block.name)")
      }
    }
  }

  @Test func everyWordHasAMeaningAndAReasonForItsFate() {
    for (block, keyword) in entries {
      let title = "\(keyword.name) of \(block.name)"
      #expect(keyword.meaning.hasSuffix(".") || keyword.meaning.hasSuffix(")."), "\(title)")
      switch keyword.fate {
      case .deprecated(let text), .inherent(let text), .without(let text), .refused(let text):
        #expect(!text.isEmpty && !text.hasSuffix("."), "\(title)")
      case .honoured, .read, .later: break
      }
    }
  }

  @Test func everyBlockThatAWordOpensIsInTheTable() {
    for (_, keyword) in entries {
      if case .block(let name, _) = keyword.form {
        #expect(Vocabulary.named(name) != nil, "\(keyword.name) opens \(name)")
      }
    }
  }
}
