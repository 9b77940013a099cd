/// Text to tree: reads files line by line as keepalived does, one logical line after the other:
/// conditionals, definitions, sequences, replacement, includes, and then the braces, which cut a line
/// into statements.
struct TextReader {
  /// A file that is being read.
  struct Source {
    let name: String
    let bytes: [UInt8]
    var offset = 0
    var line: UInt32 = 0
    /// What is to be read before the file's next line, last first.
    var pending: [Pending] = []
    /// What `include_check` asks for here: an included file begins with it, and cannot change it for
    /// the file that includes it.
    var checks: IncludeChecks = []
    /// How many blocks were open where it was included.
    var base = 0
  }

  enum Pending {
    case line(LogicalLine)
    case sequence(LineSequence)
  }

  let context: Context
  let reading: FileReader
  var report: Report
  var definitions: Definitions
  var sources: [Source] = []
  /// Every file read, for the lines that diagnostics show.
  var texts: [String: [UInt8]] = [:]
  /// Their names in the order of reading.
  var files: [String] = []
  var filesRead = 0
  var expandedBytes = 0
  /// What `@id` and `@^id` name.
  var identifiers: Set<String> = []
  /// Those that `@id` names, with the first line that does; and whether there is an `@^id`.
  var named: [String: Position] = [:]
  var hasNegations = false
  private(set) var tree: TreeBuilder

  init(
    context: Context, reading: @escaping FileReader, below: [String: [[UInt8]]] = [:],
    recovers: Bool = false
  ) {
    self.context = context
    self.reading = reading
    report = Report(limit: context.limits.diagnostics)
    definitions = Definitions(context: context, below: below)
    tree = TreeBuilder(nesting: context.limits.nesting, recovers: recovers)
  }

  /// Reads a file and all that it includes. What it uses above its definition is known in a second
  /// reading: the order of a file does not matter.
  static func reading(
    _ file: String, context: Context, from reading: @escaping FileReader
  ) -> (reader: TextReader, roots: [Node]) {
    var reader = TextReader(context: context, reading: reading)
    var roots = reader.read(file)
    let below = reader.definitions.usedAbove
    if !below.isEmpty {
      reader = TextReader(context: context, reading: reading, below: below)
      roots = reader.read(file)
    }
    guard reader.tree.isBroken else { return (reader, roots) }
    var recovered = TextReader(context: context, reading: reading, below: below, recovers: true)
    let again = recovered.read(file)
    let hasFound = recovered.report.diagnostics.contains { $0.code == .unbalancedBraces }
    return hasFound ? (recovered, again) : (reader, roots)
  }

  /// The tree of a file and of all that it includes.
  private mutating func read(_ file: String) -> [Node] {
    readMain(file)
    var end = Position(file: file, line: 1, column: 1)
    while let top = sources.indices.last {
      if let pending = sources[top].pending.popLast() {
        resume(pending, in: top)
      } else if let line = nextLine(in: top) {
        process(line)
      } else {
        end = position(lineStart)
        if sources.count > 1 { tree.endFile(at: end, base: sources[top].base, report: &report) }
        sources.removeLast()
      }
    }
    return tree.finish(at: end, report: &report)
  }

  /// The name and directory of the file that is being read.
  var file: String { sources.indices.last.map { sources[$0].name } ?? "" }
  var directory: String {
    guard let slash = file.lastIndex(of: "/") else { return "." }
    return slash == file.startIndex ? "/" : String(file[..<slash])
  }

  func position(_ origin: Origin) -> Position {
    Position(file: file, line: Int(origin.line), column: Int(origin.column))
  }

  private mutating func resume(_ pending: Pending, in source: Int) {
    switch pending {
    case .line(let line): process(line)
    case .sequence(var sequence):
      guard sequence.index < sequence.rows.count,
        spend(sequence.body.bytes.count + 16, at: sequence.body.firstOrigin ?? lineStart)
      else {
        for (name, value) in zip(sequence.names, sequence.outer) { definitions[name] = value }
        return
      }
      let row = sequence.rows[sequence.index]
      if sequence.index == 0 { sequence.outer = sequence.names.map { definitions[$0] } }
      for (name, value) in zip(sequence.names, row) { definitions[name] = [value] }
      sequence.index += 1
      sources[source].pending.append(.sequence(sequence))
      process(sequence.body)
    }
  }

  private var lineStart: Origin { Origin(line: sources.last?.line ?? 1, column: 1, length: 1) }

  /// A line is worked through from its start; what a brace cuts off is looked at anew.
  mutating func process(_ whole: LogicalLine) {
    var line = whole
    var start = line.bytes.startIndex
    var afterBrace = false
    while start < line.bytes.endIndex {
      let byte = line.bytes[start]
      if isBlank(byte) {
        start += 1
      } else if byte == UInt8(ascii: "@"), let next = condition(in: line, at: start) {
        start = next
      } else if byte == .dollar, let found = definition(in: line, at: start) {
        define(found.name, line, from: found.valueStart)
        return
      } else if byte == UInt8(ascii: "~"), begin(sequenceAt: start, of: &line) {
        return
      } else if !line.expanded {
        let further = expand(&line, from: start)
        pend(further)
      } else if !afterBrace, include(line, at: start) {
        return
      } else {
        start = emit(line, from: start)
        afterBrace = true
      }
    }
  }

  private mutating func pend(_ lines: [LogicalLine]) {
    guard let top = sources.indices.last else { return }
    sources[top].pending += lines.reversed().map { .line($0) }
  }

  /// `@id` and `@^id`: where the line goes on, which is its end if the condition does not hold.
  mutating func condition(in line: LogicalLine, at start: Int) -> Int? {
    let end = line.bytes[start...].firstIndex(where: isBlank) ?? line.bytes.endIndex
    var name = line.bytes[(start + 1)..<end]
    let isNegated = name.first == UInt8(ascii: "^")
    if isNegated { name = name.dropFirst() }
    guard !name.isEmpty else { return nil }
    let text = String(decoding: name, as: UTF8.self)
    identifiers.insert(text)
    if isNegated {
      hasNegations = true
    } else if named[text] == nil {
      named[text] = position(line.origin(at: start))
    }
    let matches = name.elementsEqual(context.identifier.utf8)
    if matches != isNegated { return end }
    skipContinuation(of: line)
    return line.bytes.endIndex
  }

  /// A sequence takes the rest of its line; false if none begins here.
  private mutating func begin(sequenceAt start: Int, of line: inout LogicalLine) -> Bool {
    guard let top = sources.indices.last, let found = sequenceRange(in: line.bytes, at: start)
    else { return false }
    var inside = LogicalLine()
    for index in found.inside { inside.append(line.bytes[index], line.origin(at: index)) }
    _ = expand(&inside, from: inside.bytes.startIndex)
    let limit = context.limits.sequence
    let sequence =
      found.word == "~LST"
      ? listedSequence(Array(inside.bytes), limit: limit)
      : countedSequence(Array(inside.bytes), hexadecimal: found.word == "~SEQx", limit: limit)
    guard var sequence, found.inside.upperBound < line.bytes.endIndex else {
      let place = line.place(of: start..<found.inside.upperBound, file: file)
      report.add(
        Diagnostic(
          .error, code: .brokenSequence, "this is no sequence, or one of more than \(limit) values",
          at: place.position,
          length: place.length,
          hint: "expected ~SEQ(name, start, step, end) or ~LST(name, value, ...)"))
      return true
    }
    sequence.body = LogicalLine(line, from: found.inside.upperBound + 1)
    sources[top].pending.append(.sequence(sequence))
    return true
  }

  /// One statement or one brace goes to the tree; answers where the line goes on.
  private mutating func emit(_ line: LogicalLine, from start: Int) -> Int {
    let byte = line.bytes[start]
    if byte == .open || byte == .close {
      let place = line.place(of: start..<(start + 1), file: file)
      let brace = Word(byte == .open ? "{" : "}", position: place.position, length: 1)
      if byte == .open {
        tree.open(at: brace, report: &report)
      } else {
        tree.close(
          at: brace, isFirst: start == line.bytes.startIndex, base: sources.last?.base ?? 0,
          report: &report)
      }
      return start + 1
    }
    let (end, hasOpenQuote) = statementEnd(of: line.bytes, from: start)
    let words = words(of: line, in: start..<end, file: file)
    if end == line.bytes.endIndex, let cut = line.cut { tellCut(words, at: cut) }
    let keepsText = words.first.map { wordsWithScripts.contains($0.text) } ?? false
    if hasOpenQuote, !keepsText, let last = words.last { reportOpenQuote(last) }
    if words.first?.text == "include_check" { check(words) }
    if !line.references.isEmpty {
      report.secrets.note(line.bytes[start..<end], of: line.references) { definitions[$0] }
    }
    tree.add(
      Node(words: words, raw: keepsText ? Array(line.bytes[start..<end]) : []),
      isFirst: start == line.bytes.startIndex)
    return end
  }

  /// Where a statement ends: at a brace outside quotes. `\"` is no quote to keywords that take a script.
  /// An odd number of quotes leaves one open.
  private func statementEnd(
    of bytes: ArraySlice<UInt8>, from start: Int
  ) -> (end: Int, hasOpenQuote: Bool) {
    var end = start
    var isQuoted = false
    var honoursEscapes: Bool?
    while end < bytes.endIndex {
      let next = bytes[end]
      if next == .backslash, honoursEscapes ?? takesScript(bytes[start...]) {
        honoursEscapes = true
        end += 1
      } else if next == .backslash {
        honoursEscapes = false
      } else if next == .quote {
        isQuoted.toggle()
      }
      if !isQuoted, next == .open || next == .close { break }
      end += 1
    }
    return (min(end, bytes.endIndex), isQuoted && honoursEscapes == false)
  }

  private func takesScript(_ statement: ArraySlice<UInt8>) -> Bool {
    wordsWithScripts.contains(
      String(decoding: statement.prefix { !isBlank($0) && $0 != .quote }, as: UTF8.self))
  }

  private mutating func reportOpenQuote(_ word: Word) {
    report.error(
      code: .unendedQuote, "a quote on this line does not end", at: word,
      hint: "a backslash does not take a quote's meaning away here")
  }

  /// Silently half a password.
  private mutating func tellCut(_ words: [Word], at cut: Origin) {
    guard let keyword = words.first?.text, wordsWithSecrets.contains(keyword) else { return }
    let place = position(cut)
    report.add(
      Diagnostic(
        .warning, code: .cutSecret,
        "an unquoted '!' or '#' begins a comment: '\(keyword)' ends before it", at: place,
        hint: "put quotes round the whole: \(keyword) \"...\"; or a blank before a comment"))
  }
}

/// Keywords whose value may well hold a `!` or a `#`.
private let wordsWithSecrets: Set<String> = ["auth_pass", "password", "key"]

/// Keywords whose line is cut in another way than at blanks and double quotes.
private let wordsWithScripts: Set<String> = [
  "script", "misc_path", "notify", "notify_up", "notify_down", "notify_master", "notify_backup",
  "notify_fault", "notify_stop", "notify_deleted", "notify_master_rx_lower_pri", "quorum_up",
  "quorum_down", "startup_script", "shutdown_script", "notify_fifo_script",
  "vrrp_notify_fifo_script", "lvs_notify_fifo_script", "notify_suspect", "regex",
]
