/// The words that a block knows, and what is done with each.
struct Vocabulary: Sendable {
  enum Meaning: Sendable {
    /// It is read into the model.
    case acted
    /// keepalived's word that is not acted on: a warning at each place.
    case later
    /// What it asks for is so anyway, or has no meaning here: nothing is said.
    case idle
    /// It is acted on, or was of old; the text says what to write today.
    case obsolete(String)
  }

  /// The block's name as the file has it.
  let name: String
  private let meanings: [String: Meaning]
  /// Blocks within that are not read into the model but whose words are looked at; a name alone for
  /// those whose entries are free.
  let inner: [String: String]

  init(
    _ name: String, acted: String = "", later: String = "", idle: String = "",
    obsolete: [String: String] = [:], inner: [String: String] = [:]
  ) {
    self.name = name
    self.inner = inner
    var meanings: [String: Meaning] = [:]
    for word in acted.split(separator: " ") { meanings[String(word)] = .acted }
    for word in later.split(separator: " ") { meanings[String(word)] = .later }
    for word in idle.split(separator: " ") { meanings[String(word)] = .idle }
    for (word, advice) in obsolete { meanings[word] = .obsolete(advice) }
    self.meanings = meanings
  }

  subscript(word: String) -> Meaning? { meanings[word] }

  var words: some Sequence<String> { meanings.keys }
}
