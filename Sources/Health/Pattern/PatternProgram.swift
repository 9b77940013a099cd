/// A pattern as a machine of places (Thompson 1968): what is looked for stands in many places at once,
/// and each byte moves them all.
struct PatternProgram: Sendable {
  enum Instruction: Hashable, Sendable {
    case set(ByteSet)
    /// Goes on at both; `other` besides the one that follows.
    case split(Int, Int)
    case jump(Int)
    case assertion(PatternAssertion)
    case match
  }

  private(set) var instructions: [Instruction] = []
  /// Which bytes the program cannot tell apart: a class for each byte.
  let classes: [UInt8]
  /// A byte of each class.
  let representatives: [UInt8]

  /// Places; what a byte costs at most is in proportion.
  static let sizeLimit = 2000

  init(_ node: PatternNode, length: Int) throws(Pattern.Refusal) {
    var instructions: [Instruction] = []
    try Self.emit(node, &instructions, end: length)
    instructions.append(.match)
    self.instructions = instructions
    (classes, representatives) = Self.classify(instructions)
  }

  private static func emit(
    _ node: PatternNode, _ code: inout [Instruction], end: Int
  ) throws(Pattern.Refusal) {
    guard code.count < sizeLimit else {
      throw Pattern.Refusal(reason: "the pattern is too large when repeated so often", offset: end)
    }
    switch node {
    case .empty: break
    case .set(let set): code.append(.set(set))
    case .assertion(let assertion): code.append(.assertion(assertion))
    case .sequence(let parts): for part in parts { try emit(part, &code, end: end) }
    case .alternatives(let choices):
      var jumps: [Int] = []
      for (index, choice) in choices.enumerated() {
        guard index + 1 < choices.count else {
          try emit(choice, &code, end: end)
          continue
        }
        let split = code.count
        code.append(.jump(0))
        try emit(choice, &code, end: end)
        jumps.append(code.count)
        code.append(.jump(0))
        code[split] = .split(split + 1, code.count)
      }
      for jump in jumps { code[jump] = .jump(code.count) }
    case .repeated(let part, let least, let most):
      for _ in 0..<least { try emit(part, &code, end: end) }
      guard let most else { return try emitLoop(part, &code, end: end) }
      var splits: [Int] = []
      for _ in least..<max(least, most) {
        splits.append(code.count)
        code.append(.jump(0))
        try emit(part, &code, end: end)
      }
      for split in splits { code[split] = .split(split + 1, code.count) }
    }
  }

  private static func emitLoop(
    _ part: PatternNode, _ code: inout [Instruction], end: Int
  ) throws(Pattern.Refusal) {
    let split = code.count
    code.append(.jump(0))
    try emit(part, &code, end: end)
    code.append(.jump(split))
    code[split] = .split(split + 1, code.count)
  }

  private static func classify(_ code: [Instruction]) -> ([UInt8], [UInt8]) {
    var sets: Set<ByteSet> = [.newline, .words]
    for case .set(let set) in code { sets.insert(set) }
    let ordered = Array(sets)
    var known: [[Bool]: UInt8] = [:]
    var representatives: [UInt8] = []
    let classes = (0...255).map { value -> UInt8 in
      let byte = UInt8(truncatingIfNeeded: value)
      let signature = ordered.map { $0.contains(byte) }
      if let found = known[signature] { return found }
      let new = UInt8(truncatingIfNeeded: representatives.count)
      known[signature] = new
      representatives.append(byte)
      return new
    }
    return (classes, representatives)
  }
}
