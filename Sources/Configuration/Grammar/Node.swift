/// A word of the file, as the ordinary tokenizer cuts it: quotes taken off, definitions replaced.
package struct Word: Hashable, Sendable {
  /// Bytes that are not UTF-8 have become U+FFFD.
  package var text: String
  /// Where it begins; a word that a definition made stands where the definition is used.
  package var position: Position
  private var span: UInt32
  package var quoted: Bool

  package init(_ text: String, position: Position, length: Int, quoted: Bool = false) {
    self.text = text
    self.position = position
    span = UInt32(clamping: length)
    self.quoted = quoted
  }

  /// In bytes of the file, for a caret's tail.
  package var length: Int {
    get { Int(span) }
    set { span = UInt32(clamping: newValue) }
  }
}

/// A statement: the words of a line, and the block that follows it, if one does.
package struct Node: Hashable, Sendable {
  /// Empty only for a block without a name, which is reported where it is read.
  package var words: [Word]
  private var body: Body
  /// The statement's text before it was cut into words, for words that cut it in their own way
  /// (scripts, `regex`); empty for all others.
  package var raw: [UInt8]

  package init(words: [Word], block: Block? = nil, raw: [UInt8] = []) {
    self.words = words
    body = block.map { .block($0) } ?? .none
    self.raw = raw
  }

  /// Most statements have no block: one costs memory only where it is.
  private indirect enum Body: Hashable, Sendable {
    case none
    case block(Block)
  }

  package var hasBlock: Bool { if case .block = body { true } else { false } }

  package var block: Block? {
    get { if case .block(let block) = body { block } else { nil } }
    set { body = newValue.map { .block($0) } ?? .none }
  }

  /// The first word's text.
  package var keyword: String { words.first?.text ?? "" }
}

/// What stands between `{` and `}`.
package struct Block: Hashable, Sendable {
  package var children: [Node]
  /// The `{`.
  package var position: Position
  /// The `}`, or the file's last line if there is none.
  package var end: Position

  package init(children: [Node] = [], position: Position) {
    self.children = children
    self.position = position
    end = position
  }
}
