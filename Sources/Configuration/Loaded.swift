/// What reading a configuration gave.
package struct Loaded: Sendable {
  /// nil where there is an error: a file with one is refused as a whole.
  package var configuration: DirectorConfiguration?
  /// Errors and warnings, in the order of their places.
  package var diagnostics: [Diagnostic]

  package init(configuration: DirectorConfiguration?, diagnostics: [Diagnostic]) {
    self.configuration = configuration
    self.diagnostics = diagnostics
  }
}

/// Reads a configuration file and all that it includes, in keepalived's language.
package func load(_ file: String, reading: @escaping FileReader, context: Context) -> Loaded {
  let (reader, interpretation) = interpreted(file, reading: reading, context: context)
  var report = interpretation.report
  if !reader.identifiers.isEmpty {
    let findings = Variant.findings(of: interpretation, names: reader.identifiers) { identifier in
      var context = context
      context.identifier = identifier
      return interpreted(file, reading: reading, context: context).interpretation
    }
    for finding in findings { report.add(finding) }
  }
  let configuration = DirectorConfiguration(
    global: interpretation.global, virtualServers: interpretation.virtualServers,
    canaries: interpretation.canaries,
    routers: interpretation.routers, syncGroups: interpretation.syncGroups,
    scripts: interpretation.scripts, processes: interpretation.processes,
    files: interpretation.files, sessions: interpretation.sessions,
    election: interpretation.election)
  return Loaded(
    configuration: report.hasErrors ? nil : configuration,
    diagnostics: withLines(report.finished(files: reader.files), from: reader.texts))
}

private func interpreted(
  _ file: String, reading: @escaping FileReader, context: Context
) -> (reader: TextReader, interpretation: Interpretation) {
  let (reader, roots) = TextReader.reading(file, context: context, from: reading)
  var interpretation = Interpretation(context: context, report: reader.report)
  interpretation.read(roots)
  return (reader, interpretation)
}

/// Reads a configuration whose only file is in memory; `include` finds nothing.
package func load(text: [UInt8], name: String, context: Context = Context()) -> Loaded {
  let reader: FileReader = { pattern, including in
    including == nil && pattern == name ? [SourceFile(name: name, contents: text)] : []
  }
  return load(name, reading: reader, context: context)
}

/// The tree alone, for tools that look at the language and not at its meaning.
package func tree(
  of file: String, reading: @escaping FileReader, context: Context
) -> (nodes: [Node], diagnostics: [Diagnostic]) {
  let (reader, nodes) = TextReader.reading(file, context: context, from: reading)
  return (nodes, withLines(reader.report.finished(files: reader.files), from: reader.texts))
}

/// Puts each diagnostic's line of text to it.
private func withLines(_ diagnostics: [Diagnostic], from texts: [String: [UInt8]]) -> [Diagnostic] {
  var starts: [String: [Int]] = [:]
  return diagnostics.map { diagnostic in
    let file = diagnostic.position.file
    guard let text = texts[file] else { return diagnostic }
    let lines = starts[file] ?? lineStarts(text)
    starts[file] = lines
    let index = diagnostic.position.line - 1
    guard lines.indices.contains(index) else { return diagnostic }
    let start = lines[index]
    let end = index + 1 < lines.count ? lines[index + 1] - 1 : text.count
    var line = text[start..<max(start, end)]
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    if index == 0, line.starts(with: byteOrderMark) { line.removeFirst(byteOrderMark.count) }
    var complete = diagnostic
    complete.line = Array(line)
    return complete
  }
}

private func lineStarts(_ text: [UInt8]) -> [Int] {
  var starts = [0]
  for (index, byte) in text.enumerated() where byte == .lineFeed { starts.append(index + 1) }
  return starts
}
