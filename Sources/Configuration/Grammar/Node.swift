/// A word of the file, as the ordinary tokenizer cuts it: quotes taken off, definitions replaced.
package struct Word: Hashable, Sendable {
  /// Bytes that are not UTF-8 have become U+FFFD.
  package var text: String
  /// Where it begins; a word that a definition made stands where the definition is used.
  package var position: Position
  /// In bytes of the file, for a caret's tail.
  package var length: Int
  package var quoted: Bool

  package init(_ text: String, position: Position, length: Int, quoted: Bool = false) {
    self.text = text
    self.position = position
    self.length = length
    self.quoted = quoted
  }
}

/// A statement: the words of a line, and the block that follows it, where one does.
package struct Node: Hashable, Sendable {
  /// Empty only for a block without a name, which is reported where it is read.
  package var words: [Word]
  package var block: Block?
  /// The statement's text before it was cut into words, for words that cut it in their own way
  /// (scripts, `regex`); empty for all others.
  package var raw: [UInt8]

  package init(words: [Word], block: Block? = nil, raw: [UInt8] = []) {
    self.words = words
    self.block = block
    self.raw = raw
  }

  /// The first word's text.
  package var keyword: String { words.first?.text ?? "" }
}

/// What stands between `{` and `}`.
package struct Block: Hashable, Sendable {
  package var children: [Node]
  /// The `{`.
  package var position: Position
  /// The `}`, or the file's last line where there is none.
  package var end: Position

  package init(children: [Node] = [], position: Position) {
    self.children = children
    self.position = position
    end = position
  }
}
