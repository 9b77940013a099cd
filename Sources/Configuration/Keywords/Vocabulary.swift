/// The words that a block knows, and what is done with each.
package struct Vocabulary: Sendable {
  enum Meaning: Sendable {
    /// It is read into the model.
    case acted
    /// keepalived's word that is not acted on: a warning at each place.
    case later
    /// What it asks for is so anyway: nothing is said.
    case idle
    /// It has no effect here, for this reason.
    case without(String)
    /// It is left out, or the file refused for it; the text is the mend.
    case dropped(String)
    case refused(String)
    /// It is acted on, or was of old; the text says what to write today.
    case obsolete(String)
  }

  /// The block's name as the file has it; `top` for what stands outside any block.
  package let name: String
  /// What the block is for.
  package let summary: String
  package let keywords: [Keyword]
  /// Its lines begin with an address or a name, and the keywords stand within.
  package let hasFreeLines: Bool
  private let meanings: [String: Meaning]

  init(_ name: String, _ summary: String, _ keywords: [Keyword], hasFreeLines: Bool = false) {
    self.name = name
    self.summary = summary
    self.keywords = keywords
    self.hasFreeLines = hasFreeLines
    var meanings: [String: Meaning] = [:]
    meanings.reserveCapacity(keywords.count * 2)
    for keyword in keywords {
      let meaning = keyword.fate.meaning
      meanings[keyword.name] = meaning
      for word in keyword.synonyms { meanings[word] = meaning }
      for word in keyword.obsolete {
        meanings[word] =
          if case .acted = meaning { .obsolete("write '\(keyword.name)'") } else { meaning }
      }
    }
    self.meanings = meanings
  }

  /// In a sentence.
  package var title: String { name == "top" ? "the file's top level" : name }

  subscript(word: String) -> Meaning? { meanings[word] }

  package var words: some Sequence<String> { meanings.keys }

  /// The words of the block that `word` opens; nil where its lines are free or it opens none.
  func inner(of word: String) -> Vocabulary? {
    guard let keyword = keyword(word), case .block(let name, _) = keyword.form else {
      return nil
    }
    return Vocabulary.named(name)
  }

  /// Whether it opens a block that is not acted on yet.
  func opensLater(_ word: String) -> Bool {
    if case .later? = meanings[word] { inner(of: word) != nil } else { false }
  }

  /// The entry of a word, in whichever of its spellings.
  package func keyword(_ word: String) -> Keyword? {
    keywords.first { $0.name == word || $0.synonyms.contains(word) || $0.obsolete.contains(word) }
  }
}

extension Fate {
  fileprivate var meaning: Vocabulary.Meaning {
    switch self {
    case .honoured: .acted
    case .deprecated(let advice): .obsolete(advice)
    case .inherent: .idle
    case .without(let reason): .without(reason)
    case .dropped(let mend): .dropped(mend)
    case .refused(let mend): .refused(mend)
    case .later: .later
    }
  }
}
