extension TextReader {
  /// A text whose definitions are being replaced: the line itself, or a value put into it.
  private struct Frame {
    var bytes: ArraySlice<UInt8>
    var index: Int
    /// Of the reference; nil for the line itself, whose bytes have origins of their own.
    var origin: Origin?
  }

  /// Replaces every definition in a line from `start` on; what a value brings is looked through
  /// again. Nothing before `start` is in quotes. The further lines of a definition of many lines, which must stand last, are answered
  /// apart, each to be read as a line of its own. Undefined names stay as they are.
  mutating func expand(_ line: inout LogicalLine, from start: Int) -> [LogicalLine] {
    line.expanded = true
    guard expandedBytes <= context.limits.expansion, line.bytes[start...].contains(.dollar) else {
      return []
    }
    var result = LogicalLine(line, to: start)
    result.expanded = true
    var isQuoted = false
    var further: [LogicalLine] = []
    var stack = [Frame(bytes: line.bytes, index: start, origin: nil)]
    while var top = stack.popLast() {
      guard top.index < top.bytes.endIndex else { continue }
      let byte = top.bytes[top.index]
      guard byte == .dollar, let reference = reference(in: top.bytes, at: top.index) else {
        result.append(byte, top.origin ?? line.origin(at: top.index))
        if byte == .quote { isQuoted.toggle() }
        top.index += 1
        stack.append(top)
        continue
      }
      let origin = top.origin ?? line.origin(of: reference.range)
      top.index = reference.range.upperBound
      let isLast = isBlankRest(of: top) && stack.allSatisfy(isBlankRest)
      guard let value = value(of: reference, isLast: isLast, origin: origin) else {
        if !isUnreadable(reference, isQuoted: isQuoted, at: origin) {
          for index in reference.range {
            result.append(top.bytes[index], top.origin ?? line.origin(at: index))
          }
        }
        stack.append(top)
        continue
      }
      guard isWithinBounds(stack: stack.count + 2, value: value, origin: origin) else { break }
      stack.append(top)
      result.references.insert(reference.name)
      further.insert(contentsOf: value.dropFirst().map { LogicalLine($0, from: origin) }, at: 0)
      if let first = value.first {
        stack.append(Frame(bytes: first[...], index: 0, origin: origin))
      }
    }
    line = result
    line.trimEnd()
    for index in further.indices { further[index].references = result.references }
    return further
  }

  /// Left in place, its braces would be read as a block's.
  private mutating func reportUndefined(_ reference: Reference, at origin: Origin) {
    report.add(
      Diagnostic(
        .error, code: .undefinedDefinition, "'\(reference.name)' is not defined here",
        at: position(origin),
        length: Int(origin.length), hint: "expected '$\(reference.name)=' on a line above"))
  }

  /// Says that the name is not defined. It stays as it stands, as keepalived leaves it, and in quotes
  /// it may be meant so; but braces outside quotes would be read as a block's.
  private mutating func isUnreadable(
    _ reference: Reference, isQuoted: Bool, at origin: Origin
  ) -> Bool {
    if reference.isBraced, !isQuoted {
      reportUndefined(reference, at: origin)
      return true
    }
    report.add(
      Diagnostic(
        isQuoted ? .note : .warning, code: .undefinedDefinition,
        "'$\(reference.name)' is not defined: it stays as it stands",
        at: position(origin), length: Int(origin.length),
        hint: "expected '$\(reference.name)=' on a line of its own"))
    return false
  }

  private func isBlankRest(of frame: Frame) -> Bool {
    frame.index >= frame.bytes.endIndex || frame.bytes[frame.index...].allSatisfy(isBlank)
  }

  private mutating func value(of reference: Reference, isLast: Bool, origin: Origin) -> [[UInt8]]? {
    guard let value = definitions.value(of: reference.name, directory: directory) else {
      return nil
    }
    if definitions.isDefinedBelow(reference.name) {
      report.add(
        Diagnostic(
          .note, code: .undefinedDefinition,
          "'$\(reference.name)' is defined further down: keepalived would not know it here",
          at: position(origin), length: Int(origin.length)))
    }
    if value.count > 1, !isLast {
      report.add(
        Diagnostic(
          .error, code: .undefinedDefinition,
          "'$\(reference.name)' has more than one line and is not the last on its line",
          at: position(origin), length: Int(origin.length)))
      return nil
    }
    return value
  }

  private mutating func isWithinBounds(stack: Int, value: [[UInt8]], origin: Origin) -> Bool {
    let depth = context.limits.definitionDepth
    if stack > depth + 1 {
      report.add(
        Diagnostic(
          .error, code: .limitExceeded,
          "definitions are nested more than \(depth) deep here, or name themselves",
          at: position(origin), length: Int(origin.length)))
      return false
    }
    return spend(value.reduce(16) { $0 + $1.count }, at: origin)
  }

  /// Counts bytes that definitions and sequences make; false, and an error once, past the bound.
  mutating func spend(_ bytes: Int, at origin: Origin) -> Bool {
    let bound = context.limits.expansion
    let wasWithin = expandedBytes <= bound
    expandedBytes += bytes
    guard expandedBytes > bound else { return true }
    if wasWithin {
      report.add(
        Diagnostic(
          .error, code: .limitExceeded, "definitions and sequences make more than \(bound) bytes",
          at: position(origin), length: Int(origin.length)))
    }
    return false
  }
}

extension LogicalLine {
  /// The origin of a whole range: its first place, its length on that line.
  func origin(of range: Range<Int>) -> Origin {
    let place = place(of: range, file: "")
    return Origin(
      line: UInt32(clamping: place.position.line), column: UInt32(clamping: place.position.column),
      length: UInt32(clamping: place.length))
  }
}
