import FoundationEssentials

/// What `directorctl check --json` writes. Later versions only add to it.
package struct CheckReport: Codable, Hashable, Sendable {
  package var version = 1
  package var files: [File]

  package init(files: [File]) { self.files = files }

  /// One of the files that were to be checked, with what it includes.
  package struct File: Codable, Hashable, Sendable {
    package var file: String
    /// False: directord would refuse it.
    package var isAccepted: Bool
    package var virtualServers: Int
    package var realServers: Int
    package var virtualRouters: Int
    package var diagnostics: [Finding]

    package init(
      file: String, isAccepted: Bool, virtualServers: Int, realServers: Int, virtualRouters: Int,
      diagnostics: [Finding]
    ) {
      self.file = file
      self.isAccepted = isAccepted
      self.virtualServers = virtualServers
      self.realServers = realServers
      self.virtualRouters = virtualRouters
      self.diagnostics = diagnostics
    }
  }

  /// Line and column are counted from 1, columns and length in bytes.
  package struct Finding: Codable, Hashable, Sendable {
    /// `error`, `warning` or `note`.
    package var severity: String
    /// `unknown-word`; it stays over versions, and 'directorctl explain CODE' tells of it.
    package var code: String
    package var file: String
    package var line: Int
    package var column: Int
    package var length: Int
    package var message: String
    /// What was expected, or what to do; empty if the message says it all.
    package var hint: String
    /// The line of the file.
    package var text: String

    package init(
      severity: String, code: String, file: String, line: Int, column: Int, length: Int,
      message: String, hint: String, text: String
    ) {
      self.severity = severity
      self.code = code
      self.file = file
      self.line = line
      self.column = column
      self.length = length
      self.message = message
      self.hint = hint
      self.text = text
    }
  }

  /// Indented, its keys in order.
  package var json: [UInt8] { encoded(self, formatting: [.prettyPrinted]) }
}

/// What `directorctl check --sarif` writes: SARIF 2.1.0, as far as it is needed
/// (OASIS, Static Analysis Results Interchange Format, §3).
package struct SARIFLog: Codable, Hashable, Sendable {
  package struct Text: Codable, Hashable, Sendable {
    var text: String
  }

  package struct Rule: Codable, Hashable, Sendable {
    var id: String
    var fullDescription: Text

    package init(id: String, meaning: String) {
      self.id = id
      fullDescription = Text(text: meaning)
    }
  }

  package struct Driver: Codable, Hashable, Sendable {
    var name = "directorctl"
    var version: String
    var rules: [Rule]
  }

  package struct Tool: Codable, Hashable, Sendable {
    var driver: Driver
  }

  package struct Region: Codable, Hashable, Sendable {
    var startLine: Int
    var startColumn: Int
    var endColumn: Int
  }

  package struct Artifact: Codable, Hashable, Sendable {
    var uri: String
  }

  package struct PhysicalLocation: Codable, Hashable, Sendable {
    var artifactLocation: Artifact
    var region: Region
  }

  package struct Location: Codable, Hashable, Sendable {
    var physicalLocation: PhysicalLocation
  }

  package struct Result: Codable, Hashable, Sendable {
    var ruleId: String
    var level: String
    var message: Text
    var locations: [Location]
  }

  package struct Run: Codable, Hashable, Sendable {
    var tool: Tool
    /// Columns count characters (§3.14.17).
    var columnKind = "unicodeCodePoints"
    var results: [Result]
  }

  private enum CodingKeys: String, CodingKey {
    case schema = "$schema"
    case version
    case runs
  }

  var schema = "https://json.schemastore.org/sarif-2.1.0.json"
  var version = "2.1.0"
  package var runs: [Run]

  package init(_ report: CheckReport, rules: [Rule]) {
    let results = report.files.flatMap(\.diagnostics).map(Result.init)
    let driver = Driver(version: directordVersion, rules: rules)
    runs = [Run(tool: Tool(driver: driver), results: results)]
  }

  /// Indented, its keys in order.
  package var json: [UInt8] { encoded(self, formatting: [.prettyPrinted]) }
}

extension SARIFLog.Result {
  init(_ finding: CheckReport.Finding) {
    let bytes = Array(finding.text.utf8)
    let count = { (bytes: ArraySlice<UInt8>) in
      String(decoding: bytes, as: UTF8.self).unicodeScalars.count
    }
    let start = min(max(finding.column - 1, 0), bytes.count)
    let end = min(start + max(finding.length, 1), bytes.count)
    let column = count(bytes[..<start]) + 1
    let region = SARIFLog.Region(
      startLine: finding.line, startColumn: column,
      endColumn: column + max(1, count(bytes[start..<end])))
    let message = finding.hint.isEmpty ? finding.message : "\(finding.message): \(finding.hint)"
    self.init(
      ruleId: finding.code, level: finding.severity, message: SARIFLog.Text(text: message),
      locations: [
        SARIFLog.Location(
          physicalLocation: SARIFLog.PhysicalLocation(
            artifactLocation: SARIFLog.Artifact(uri: reference(to: finding.file)), region: region))
      ])
  }
}

/// A file's name as a reference of RFC 3986: what has no place in one is escaped.
private func reference(to file: String) -> String {
  let digits = Array("0123456789ABCDEF".utf8)
  var bytes: [UInt8] = []
  for byte in file.utf8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
      UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"):
      bytes.append(byte)
    case _: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
  let text = String(decoding: bytes, as: UTF8.self)
  return text.hasPrefix("/") ? "file://" + text : text
}
