/// Statements and braces, in their order, made a tree. It holds its own stack, so nesting costs no
/// stack of the machine's; the tree's depth is bounded, as those who walk it recurse.
struct TreeBuilder {
  private struct Frame {
    var node: Node
    var block: Block
  }

  private let nesting: Int
  private var frames: [Frame] = []
  private var roots: [Node] = []
  /// How many blocks too deep the place is; what stands there is left out.
  private var excess = 0
  /// The last statement may still take a block.
  private var takesBlock = false
  private var lastClosed: (word: Word?, line: Int)?

  init(nesting: Int) { self.nesting = nesting }

  mutating func add(_ node: Node) {
    guard excess == 0 else { return }
    append(node)
    takesBlock = true
  }

  mutating func open(at brace: Word, report: inout Report) {
    guard excess == 0, frames.count < nesting else {
      if excess == 0 {
        report.error(code: .limitExceeded, "blocks are nested more than \(nesting) deep", at: brace)
      }
      excess += 1
      return
    }
    var node = Node(words: [])
    if takesBlock, let last = removeLast() {
      node = last
    } else {
      report.error(
        code: .unbalancedBraces, "a block begins here, but no word names it", at: brace,
        hint: "expected a word before '{'")
    }
    frames.append(Frame(node: node, block: Block(position: brace.position)))
    takesBlock = false
  }

  mutating func close(at brace: Word, report: inout Report) {
    takesBlock = false
    guard excess == 0 else {
      excess -= 1
      return
    }
    guard var frame = frames.popLast() else {
      let last = lastClosed.map { "; the last block closed was \(name($0, else: $1))" } ?? ""
      report.error(
        code: .unbalancedBraces, "this '}' closes nothing", at: brace,
        hint: "no block is open here" + last)
      return
    }
    lastClosed = (frame.node.words.first, frame.block.position.line)
    frame.block.end = brace.position
    frame.node.block = frame.block
    append(frame.node)
  }

  /// The tree, when all is read: blocks that are still open are errors, and are closed at the end.
  mutating func finish(at end: Position, report: inout Report) -> [Node] {
    while var frame = frames.popLast() {
      let start = Word("{", position: frame.block.position, length: 1)
      let name = name(frame.node.words.first, else: frame.block.position.line)
      report.error(
        code: .unbalancedBraces, "the block \(name), is never closed",
        at: frame.node.words.first ?? start,
        hint: "expected a '}' for the '{' of line \(frame.block.position.line)")
      frame.block.end = end
      frame.node.block = frame.block
      append(frame.node)
    }
    return roots
  }

  private mutating func append(_ node: Node) {
    if frames.isEmpty {
      roots.append(node)
    } else {
      frames[frames.count - 1].block.children.append(node)
    }
  }

  private mutating func removeLast() -> Node? {
    frames.isEmpty ? roots.popLast() : frames[frames.count - 1].block.children.popLast()
  }

  private func name(_ word: Word?, else line: Int) -> String {
    let text = word.map { "'\($0.text)'" } ?? "without a name"
    return "\(text), begun at line \(word?.position.line ?? line)"
  }
}
