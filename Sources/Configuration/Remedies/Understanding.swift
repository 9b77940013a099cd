/// A file and all that it includes: read, and interpreted with or without what keepalived would skip.
struct Understanding {
  let reader: TextReader
  /// What the machine lacks that the file names.
  let absences: [Diagnostic]
  private(set) var interpretation: Interpretation
  /// What was left out: as errors, each with its remedy.
  private(set) var leftOut: [Diagnostic] = []
  /// What a fault leaves behind may be a fault itself: so often it is looked at anew.
  private static let rounds = 32

  init(_ file: String, reading: @escaping FileReader, context: Context) {
    let (reader, roots) = TextReader.reading(file, context: context, from: reading)
    self.reader = reader
    absences = HereFindings(roots, context.machine)?.findings ?? []
    interpretation = Interpretation(roots, after: reader, context: context)
    guard interpretation.report.hasErrors else { return }
    guard !isBroken else {
      keepToBraces()
      return
    }
    var finder = FaultFinder(reader.texts)
    guard context.isLenient else {
      let faults = finder.remedied(interpretation.report.diagnostics, of: roots)
      interpretation.report.change { _ in faults }
      return
    }
    leaveOut(of: roots, finder: &finder, context: context)
  }

  /// A brace is amiss.
  var isBroken: Bool { reader.tree.isBroken }

  /// Of a block whose end is amiss nothing else is said, nor of names that it may have defined.
  private mutating func keepToBraces() {
    let doubtful = reader.tree.doubtful
    let own = Set(reader.report.diagnostics)
    interpretation.report.change { all in
      all.filter {
        own.contains($0)
          || !(doubtful.contains($0.position) || $0.code == .undefinedName
            || $0.code == .misplacedWord || $0.code == .emptyBlock)
      }
    }
  }

  /// Interprets the file without what has a remedy, until nothing has one. What was left out is a
  /// warning each.
  private mutating func leaveOut(of roots: [Node], finder: inout FaultFinder, context: Context) {
    var roots = roots
    for _ in 0..<Self.rounds {
      let found = finder.remedied(interpretation.report.diagnostics, of: roots)
      let faults = found.filter { $0.remedy != nil }
      guard !faults.isEmpty else { break }
      leftOut += faults
      let remedies = Dictionary(grouping: faults.compactMap(\.remedy), by: \.start)
      roots = roots.without(remedies)
      interpretation = Interpretation(roots, after: reader, context: context)
    }
    for fault in leftOut { interpretation.report.add(fault.asWarning) }
  }
}

extension Interpretation {
  fileprivate init(_ roots: [Node], after reader: TextReader, context: Context) {
    self.init(context: context, report: reader.report)
    read(roots)
  }
}

extension Diagnostic {
  fileprivate var asWarning: Diagnostic {
    var warning = self
    warning.severity = .warning
    warning.message += remedy?.words == nil ? ": left out" : ": the word is left out"
    return warning
  }
}
