/// The words that a block knows, and what is done with each. It is asked for every statement, and so
/// held by reference.
package final class Vocabulary: Sendable {
  enum Meaning: Sendable {
    /// It is read into the model.
    case acted
    /// What it asks for is so anyway: nothing is said.
    case idle
    /// It has no effect here, for this reason.
    case without(String)
    /// It is left out; the text is the mend.
    case dropped(String)
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
  private let entries: [String: Entry]

  /// What is done with a word, and what may stand after it.
  struct Entry: Sendable {
    var meaning: Meaning
    /// How many words; nil: that is for its reader to say.
    var mostArguments: Int?
    var takesBlock: Bool
    let form: KeywordForm

    init(_ meaning: Meaning, _ form: KeywordForm) {
      self.meaning = meaning
      self.form = form
      switch form {
      case .flag: (mostArguments, takesBlock) = (0, false)
      case .toggle: (mostArguments, takesBlock) = (1, false)
      case .number, .time, .choice, .text, .script: (mostArguments, takesBlock) = (nil, false)
      case .block, .entries: (mostArguments, takesBlock) = (nil, true)
      }
    }

    /// False if the argument is one optional word, and this is another: `[allow_if_changes]`.
    func names(_ word: String) -> Bool {
      guard case .text(let form) = form, form.hasPrefix("["), form.hasSuffix("]"),
        form == form.lowercased(), !form.contains(" ")
      else { return true }
      return form.dropFirst().dropLast() == word
    }
  }

  init(_ name: String, _ summary: String, _ keywords: [Keyword], hasFreeLines: Bool = false) {
    self.name = name
    self.summary = summary
    self.keywords = keywords
    self.hasFreeLines = hasFreeLines
    var entries: [String: Entry] = [:]
    entries.reserveCapacity(keywords.count * 2)
    for keyword in keywords {
      let meaning = keyword.fate.meaning
      let entry = Entry(meaning, keyword.form)
      entries[keyword.name] = entry
      for word in keyword.synonyms { entries[word] = entry }
      for word in keyword.obsolete {
        entries[word] = entry
        if case .acted = meaning { entries[word]?.meaning = .obsolete("write '\(keyword.name)'") }
      }
    }
    self.entries = entries
  }

  /// In a sentence.
  package var title: String { name == "top" ? "the file's top level" : name }

  subscript(word: String) -> Meaning? { entries[word]?.meaning }

  func entry(_ word: String) -> Entry? { entries[word] }

  package var words: some Sequence<String> { entries.keys }

  /// The words of the block that `word` opens; nil if its lines are free or it opens none.
  func inner(of word: String) -> Vocabulary? {
    guard let keyword = keyword(word), case .block(let name, _) = keyword.form else {
      return nil
    }
    return Vocabulary.named(name)
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
    }
  }
}
