/// What words that are secret have got from definitions (`auth_pass $PASSWORD`): neither the line of the
/// word nor that of the definition looks secret by itself.
struct DefinedSecrets: Hashable, Sendable {
  private(set) var values: Set<String> = []
  /// The definitions that they were put together from.
  private(set) var names: Set<String> = []

  /// Looks at a statement whose definitions are replaced. `value` is a definition's own text.
  mutating func note(
    _ statement: ArraySlice<UInt8>, of references: Set<String>, value: (String) -> [[UInt8]]?
  ) {
    let hidden = Secrets.values(in: Array(statement))
    guard !hidden.isEmpty else { return }
    values.formUnion(hidden)
    for name in references {
      // One that is made of others is taken for secret: which of them was hidden is not known.
      let isHidden = (value(name) ?? []).contains { line in
        let text = String(decoding: line, as: UTF8.self).filter { $0 != "\"" }
        return line.contains(.dollar) || hidden.contains { !text.isEmpty && $0.contains(text) }
      }
      if isHidden { names.insert(name) }
    }
  }

  mutating func formUnion(_ other: DefinedSecrets) {
    values.formUnion(other.values)
    names.formUnion(other.names)
  }

  /// Where a line defines one of them, `$NAME=value`, with or without conditions before it: the value.
  func range(in line: [UInt8]) -> Range<Int>? {
    guard !names.isEmpty else { return nil }
    var start = line.startIndex
    while let next = line[start...].firstIndex(where: { !isBlank($0) }) {
      if line[next] == .dollar {
        let whole = LogicalLine(line, from: Origin(line: 1, column: 1, length: 1))
        guard let found = definition(in: whole, at: next), names.contains(found.name) else {
          return nil
        }
        return found.valueStart..<line.endIndex
      }
      guard line[next] == UInt8(ascii: "@") else { return nil }
      start = line[next...].firstIndex(where: isBlank) ?? line.endIndex
    }
    return nil
  }
}
