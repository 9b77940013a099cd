/// Looks for a pattern in a text that comes in pieces, of which nothing is kept.
///
/// The sets of places that the text leads to are found once and remembered with what each kind of
/// byte makes of them, so that a byte costs a look into a table; the table is bounded, and begun anew
/// when it is full.
package struct PatternSearch: Sendable {
  /// Places before the bytes that lead on from them, and what stood before.
  private struct State: Hashable {
    var places: [Int]
    var before: Before
  }

  private enum Before: UInt8 { case nothing, newline, word, other }

  private enum Following {
    case byte(UInt8)
    case end
  }

  private static let stateLimit = 64
  private static let unknown: Int32 = -1
  private static let found: Int32 = -2

  private let program: PatternProgram
  private let starts: ClosedRange<Int>
  private let isFirstLineOnly: Bool
  private var states: [State] = []
  private var numbers: [State: Int32] = [:]
  /// For each state, without and with a new beginning, for each class of bytes.
  private var moves: [Int32] = []
  private var current: Int32 = 0
  private var position = 0
  private var isInFirstLine = true
  package private(set) var isFound = false

  /// `starts`: how many bytes may stand before it.
  package init(_ pattern: Pattern, starts: ClosedRange<Int> = 0...Int.max) {
    program = pattern.program
    isFirstLineOnly = pattern.options.contains(.firstLine)
    self.starts = starts
    current = number(of: State(places: [], before: .nothing))
  }

  /// True as soon as it has been found.
  package mutating func receive(_ bytes: some Sequence<UInt8>) -> Bool {
    if isFound { return true }
    let width = program.representatives.count
    for byte in bytes {
      let begins = mayBegin
      if !begins, states[Int(current)].places.isEmpty, position > starts.upperBound { return false }
      let kind = Int(program.classes[Int(byte)])
      let entry = (Int(current) * 2 + (begins ? 1 : 0)) * width + kind
      var next = moves[entry]
      if next == Self.unknown { next = move(begins: begins, kind: kind, entry: entry) }
      if next == Self.found {
        isFound = true
        return true
      }
      current = next
      position += 1
      if byte == UInt8(ascii: "\n") { isInFirstLine = false }
    }
    return false
  }

  /// The text is over: whether it has been found.
  package mutating func finish() -> Bool {
    if !isFound {
      isFound = closure(of: states[Int(current)], begins: mayBegin, before: .end) == nil
    }
    return isFound
  }

  private var mayBegin: Bool {
    starts.contains(position) && (!isFirstLineOnly || isInFirstLine)
  }

  private mutating func move(begins: Bool, kind: Int, entry: Int) -> Int32 {
    let byte = program.representatives[kind]
    guard let places = closure(of: states[Int(current)], begins: begins, before: .byte(byte)) else {
      moves[entry] = Self.found
      return Self.found
    }
    let before: Before =
      byte == UInt8(ascii: "\n") ? .newline : ByteSet.words.contains(byte) ? .word : .other
    let count = states.count
    let next = number(of: State(places: places, before: before))
    // Fewer than before: the table was begun anew, and has no such entry.
    if states.count >= count { moves[entry] = next }
    return next
  }

  private mutating func number(of state: State) -> Int32 {
    if let number = numbers[state] { return number }
    if states.count >= Self.stateLimit {
      states.removeAll(keepingCapacity: true)
      numbers.removeAll(keepingCapacity: true)
      moves.removeAll(keepingCapacity: true)
    }
    let number = Int32(truncatingIfNeeded: states.count)
    states.append(state)
    numbers[state] = number
    moves += repeatElement(Self.unknown, count: 2 * program.representatives.count)
    return number
  }

  /// The places after the byte that follows; nil where the pattern ends before it.
  private func closure(of state: State, begins: Bool, before following: Following) -> [Int]? {
    var seen = [Bool](repeating: false, count: program.instructions.count)
    var open = state.places
    if begins { open.append(0) }
    var result: [Int] = []
    while let place = open.popLast() {
      guard !seen[place] else { continue }
      seen[place] = true
      switch program.instructions[place] {
      case .match: return nil
      case .jump(let target): open.append(target)
      case .split(let one, let other):
        open.append(one)
        open.append(other)
      case .assertion(let assertion):
        if holds(assertion, after: state.before, before: following) { open.append(place + 1) }
      case .set(let set):
        if case .byte(let byte) = following, set.contains(byte) { result.append(place + 1) }
      }
    }
    return Array(Set(result)).sorted()
  }

  private func holds(
    _ assertion: PatternAssertion, after before: Before, before following: Following
  ) -> Bool {
    let isEnd: Bool
    let next: UInt8
    switch following {
    case .end: (isEnd, next) = (true, 0)
    case .byte(let byte): (isEnd, next) = (false, byte)
    }
    let isBoundary = (before == .word) != (!isEnd && ByteSet.words.contains(next))
    switch assertion {
    case .textStart: return before == .nothing
    // PCRE2: not after a newline that ends the text.
    case .lineStart: return before == .nothing || (before == .newline && !isEnd)
    case .textEnd: return isEnd
    case .lineEnd: return isEnd || next == UInt8(ascii: "\n")
    case .wordBoundary: return isBoundary
    case .noWordBoundary: return !isBoundary
    }
  }
}
