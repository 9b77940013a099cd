extension TextReader {
  /// Lines begin with `@ID`, and none of them is for this director: it would be read as all others.
  var stranger: Diagnostic? {
    let identifier = context.identifier
    guard !identifier.isEmpty, !hasNegations, named[identifier] == nil,
      let first = named.min(by: { ($0.value.line, $0.key) < ($1.value.line, $1.key) })
    else { return nil }
    let known = named.keys.sorted()
    let shown = known.prefix(8).joined(separator: ", ") + (known.count > 8 ? ", …" : "")
    return Diagnostic(
      .warning, code: .unknownDirector,
      "no line is for this host '\(identifier)'; the file knows \(shown)", at: first.value,
      length: first.key.utf8.count + 1, hint: "say which it is read as with -i (--config-id)")
  }
}
