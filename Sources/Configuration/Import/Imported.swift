import IPVS
import Network

/// What another program's table or file says, as a directord.conf.
package struct Imported: Sendable {
  /// What has no counterpart, or another meaning.
  package struct Remark: Hashable, Sendable {
    /// Of the file that was read, from 1.
    package var line: Int
    /// What stands there, and why it is not taken over.
    package var text: String
  }

  /// The configuration with the remarks as comments.
  package var text: String
  /// In the order of the lines.
  package var remarks: [Remark]
  /// nil: what was made of the file is refused, and `text` says why.
  package var configuration: DirectorConfiguration?
}

/// A configuration while a file is read.
struct ImportDraft {
  struct Server {
    var key: ServiceKey
    var statement: Statement
    var remarks: [Imported.Remark] = []
  }

  var global: [Statement] = []
  var servers: [Server] = []
  /// What belongs to no virtual server.
  var remarks: [Imported.Remark] = []

  mutating func remark(_ line: Int, _ text: String) {
    remarks.append(Imported.Remark(line: line, text: text))
  }

  /// Reads the draft as any configuration, and prints it in the normal form: what is printed reads
  /// without a complaint.
  func imported(from name: String) -> Imported {
    let globals = global.isEmpty ? [] : [Statement("global_defs", block: global)]
    let draft = (globals + servers.map(\.statement)).map { $0.text() }.joined()
    let loaded = load(text: Array(draft.utf8), name: "imported")
    let own = remarks + servers.flatMap(\.remarks)
    let all = own.sorted { $0.line < $1.line }
    guard let configuration = loaded.configuration else {
      let reasons = loaded.diagnostics.map { "# \(commented($0.message))\n" }.joined()
      return Imported(
        text: "# What was made of \(commented(name)) is refused:\n\(reasons)\n\(draft)",
        remarks: all, configuration: nil)
    }
    var text = "# Made from \(commented(name)) by 'directorctl import'.\n"
    text += remarks.sorted { $0.line < $1.line }.map(\.comment).joined()
    for diagnostic in loaded.diagnostics { text += "# \(commented(diagnostic.message))\n" }
    let ofServers = Dictionary(
      servers.map { ($0.key, $0.remarks) }, uniquingKeysWith: { $0 + $1 })
    var printed = configuration.virtualServers[...]
    for statement in configuration.statements {
      text += "\n"
      if statement.keyword == "virtual_server", let server = printed.popFirst(),
        let key = server.services.first
      {
        text += (ofServers[key] ?? []).map(\.comment).joined()
      }
      text += statement.text()
    }
    return Imported(text: text, remarks: all, configuration: configuration)
  }
}

extension Imported.Remark {
  fileprivate var comment: String { "# line \(line): \(commented(text))\n" }
}

/// On one line, without what a terminal would obey.
private func commented(_ text: String) -> String {
  String(
    String.UnicodeScalarView(
      text.unicodeScalars.prefix(400).map { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: "?"
        case _: scalar
        }
      }))
}
