/// What reading a configuration gave.
package struct Loaded: Sendable {
  /// nil if there is an error: a file with one is refused as a whole.
  package var configuration: DirectorConfiguration?
  /// Errors and warnings, in the order of their places.
  package var diagnostics: [Diagnostic]
  /// The identities that lines with `@ID` name, in the alphabet's order.
  package var identities: [String]

  package init(
    configuration: DirectorConfiguration?, diagnostics: [Diagnostic], identities: [String] = []
  ) {
    self.configuration = configuration
    self.diagnostics = diagnostics
    self.identities = identities
  }
}

/// Reads a configuration file and all that it includes, in keepalived's language.
package func load(_ file: String, reading: @escaping FileReader, context: Context) -> Loaded {
  let own = Understanding(file, reading: reading, context: context)
  var report = own.interpretation.report
  if !own.reader.identifiers.isEmpty, !own.isBroken {
    let names = own.reader.identifiers
    let findings = Variant.findings(of: own.interpretation, names: names) { identifier in
      var context = context
      context.identifier = identifier
      let other = Understanding(file, reading: reading, context: context).interpretation
      report.secrets.formUnion(other.report.secrets)
      return other
    }
    for finding in findings { report.add(finding) }
    if let stranger = own.reader.stranger { report.add(stranger) }
  }
  for absence in own.absences { report.add(absence) }
  return Loaded(
    configuration: report.hasErrors ? nil : own.interpretation.configuration,
    diagnostics: withLines(
      report.finished(files: own.reader.files), from: own.reader.texts, hiding: report.secrets),
    identities: own.reader.identifiers.sorted())
}

extension Interpretation {
  fileprivate var configuration: DirectorConfiguration {
    DirectorConfiguration(
      global: global, virtualServers: virtualServers, canaries: canaries, routers: routers,
      syncGroups: syncGroups, scripts: scripts, processes: processes, files: files,
      sessions: sessions, election: election)
  }
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
  let found = reader.report.finished(files: reader.files)
  return (nodes, withLines(found, from: reader.texts, hiding: reader.report.secrets))
}

/// Puts each diagnostic's line of text to it, without secrets. Those of one line follow one another, and
/// a line may be long and have many: it is looked at once.
private func withLines(
  _ diagnostics: [Diagnostic], from texts: [String: [UInt8]], hiding defined: DefinedSecrets
) -> [Diagnostic] {
  var source = SourceTexts(texts)
  var last: (place: Position, line: SecretLine)?
  return diagnostics.map { diagnostic in
    let place = diagnostic.position
    if let last, last.place.line == place.line, last.place.file == place.file {
      return diagnostic.discreet(at: last.line)
    }
    guard var line = source.line(place.line, of: place.file) else { return diagnostic }
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    let secretLine = SecretLine(Array(line), defined)
    last = (place, secretLine)
    return diagnostic.discreet(at: secretLine)
  }
}
