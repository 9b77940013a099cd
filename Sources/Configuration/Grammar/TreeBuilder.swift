/// Statements and braces, in their order, made a tree. It holds its own stack, so nesting costs no
/// stack of the machine's; the tree's depth is bounded, as those who walk it recurse.
///
/// If a brace is amiss the file is read once more with `recovers`: blocks then end where their
/// indentation or the next word of the top level shows it, so that one slip gives one error.
struct TreeBuilder {
  private struct Frame {
    var node: Node
    var block: Block
    /// The statement's column if it is the first of its line.
    var indent: Int?
  }

  let recovers: Bool
  private let nesting: Int
  private var frames: [Frame] = []
  private var roots: [Node] = []
  /// How many blocks too deep the place is; what stands there is left out.
  private var excess = 0
  /// The last statement may still take a block.
  private var takesBlock = false
  private var lastIndent: Int?
  private var lastClosed: (word: Word?, line: Int, indent: Int?)?
  /// A brace is amiss, or a block stands where none of its kind can.
  private(set) var isBroken = false
  /// The block of the top level that is being read is not as it was meant.
  private var isDamaged = false
  private var damaged: Set<Int> = []

  init(nesting: Int, recovers: Bool = false) {
    self.nesting = nesting
    self.recovers = recovers
  }

  /// How many blocks are open.
  var depth: Int { frames.count }

  /// `isFirst`: on its line.
  mutating func add(_ node: Node, isFirst: Bool) {
    guard excess == 0 else { return }
    append(node)
    takesBlock = true
    lastIndent = isFirst ? node.words.first?.position.column : nil
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
      lastIndent = nil
      report.error(
        code: .unbalancedBraces, "a block begins here, but no word names it", at: brace,
        hint: "expected a word before '{'")
    }
    if let word = node.words.first, isMisplaced(word.text) {
      isBroken = true
      if recovers {
        closeAll(
          above: 0, at: word.position, report: &report,
          because: "expected a '}' before '\(word.text)' of line \(word.position.line)")
      }
    }
    frames.append(
      Frame(node: node, block: Block(position: brace.position), indent: lastIndent))
    takesBlock = false
  }

  /// `isFirst`: on its line. `base`: so many blocks are another file's.
  mutating func close(at brace: Word, isFirst: Bool, base: Int, report: inout Report) {
    takesBlock = false
    guard excess == 0 else {
      excess -= 1
      return
    }
    guard frames.count > (recovers ? base : 0) else {
      reportSurplus(brace, report: &report)
      return
    }
    if recovers, isFirst, let indent = frames.last?.indent, indent != brace.position.column {
      if indent < brace.position.column {
        if lastClosed?.indent == brace.position.column {
          return reportSurplus(brace, report: &report)
        }
      } else if let own = frames.lastIndex(where: { $0.indent == brace.position.column }),
        own >= base
      {
        closeAll(
          above: own + 1, at: brace.position, report: &report,
          because: "expected a '}' before the one of line \(brace.position.line), "
            + "which is indented as that of \(name(frames[own]))")
      }
    }
    closeLast(at: brace.position)
  }

  /// In an included file that has ended: its blocks end with it.
  mutating func endFile(at end: Position, base: Int, report: inout Report) {
    guard recovers, frames.count > base else { return }
    closeAll(above: base, at: end, report: &report, because: "the file ends without its '}'")
  }

  /// The tree, when all is read: blocks that are still open are errors, and are closed at the end.
  mutating func finish(at end: Position, report: inout Report) -> [Node] {
    closeAll(above: 0, at: end, report: &report, because: nil)
    return roots
  }

  /// Where the words of the blocks stand that are not as they were meant: more would be said of them
  /// than is wrong.
  var doubtful: Set<Position> {
    var found: Set<Position> = []
    for index in damaged where roots.indices.contains(index) { roots[index].addPlaces(to: &found) }
    return found
  }

  /// Reports each block from the `least` on that is open, and closes it.
  private mutating func closeAll(
    above least: Int, at end: Position, report: inout Report, because reason: String?
  ) {
    while frames.count > least, let frame = frames.last {
      isBroken = true
      isDamaged = true
      let start = Word("{", position: frame.block.position, length: 1)
      report.error(
        code: .unbalancedBraces, "the block \(name(frame)), is never closed",
        at: frame.node.words.first ?? start,
        hint: reason ?? "expected a '}' for the '{' of line \(frame.block.position.line)")
      closeLast(at: end)
    }
  }

  private mutating func closeLast(at end: Position) {
    guard var frame = frames.popLast() else { return }
    lastClosed = (frame.node.words.first, frame.block.position.line, frame.indent)
    frame.block.end = end
    frame.node.block = frame.block
    append(frame.node)
    guard frames.isEmpty else { return }
    if isDamaged { damaged.insert(roots.count - 1) }
    isDamaged = false
  }

  private mutating func reportSurplus(_ brace: Word, report: inout Report) {
    isBroken = true
    let last =
      lastClosed.map { "; the last block closed was \(name($0.word, else: $0.line))" } ?? ""
    report.error(
      code: .unbalancedBraces, "this '}' closes nothing", at: brace,
      hint: "no block is open here" + last)
  }

  /// A block of the top level, in one that knows no such word.
  private func isMisplaced(_ keyword: String) -> Bool {
    guard let first = frames.first, Vocabulary.root.entry(keyword)?.takesBlock == true,
      var vocabulary = Vocabulary.root.inner(of: first.node.keyword)
    else { return false }
    for frame in frames.dropFirst() {
      guard let inner = vocabulary.inner(of: frame.node.keyword) else { return false }
      vocabulary = inner
    }
    return vocabulary[keyword] == nil
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

  private func name(_ frame: Frame) -> String {
    name(frame.node.words.first, else: frame.block.position.line)
  }

  private func name(_ word: Word?, else line: Int) -> String {
    let text = word.map { "'\($0.text)'" } ?? "without a name"
    return "\(text), begun at line \(word?.position.line ?? line)"
  }
}

extension Node {
  fileprivate func addPlaces(to found: inout Set<Position>) {
    for word in words { found.insert(word.position) }
    for child in block?.children ?? [] { child.addPlaces(to: &found) }
  }
}
