import Configuration
import Foundation
import Testing

/// Each `Cases/NAME.conf` is read, and gives the tree and the diagnostics of `NAME.expected`.
struct CaseTests {
  private static let directory = Files.tests.appending(path: "Cases")
  private static let names = Files.names(in: directory, ending: ".conf")

  @Test(arguments: names) func aCaseGivesItsTreeAndDiagnostics(_ name: String) throws {
    let bytes = try #require(Files.bytes(Self.directory.appending(path: name)))
    let expected = Self.directory.appending(path: name.dropLast(5) + ".expected")
    let found = described(bytes, name: name)
    if ProcessInfo.processInfo.environment["RECORD_CASES"] == "1" {
      try found.write(to: expected, atomically: true, encoding: .utf8)
    }
    #expect(found == Files.text(expected))
  }

  @Test func thereAreCases() { #expect(Self.names.count > 10) }

  private func described(_ bytes: [UInt8], name: String) -> String {
    var context = Context(identifier: "lb1")
    context.limits.expansion = 4_096
    let reader: FileReader = { _, including in
      including == nil ? [SourceFile(name: name, contents: bytes)] : []
    }
    let tree = tree(of: name, reading: reader, context: context).nodes
    let result = load(name, reading: reader, context: context)
    var lines = tree.prefix(40).flatMap { described($0, indent: "") }
    lines.append(result.configuration == nil ? "-- refused" : "-- loaded")
    lines += result.diagnostics.map { $0.rendered() }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A statement as `[word|word]`, what is in its block indented.
  private func described(_ node: Node, indent: String) -> [String] {
    let words = node.words.map(\.text).joined(separator: "|")
    let brace = node.block == nil ? "" : " {"
    let inner = node.block?.children.flatMap { described($0, indent: indent + "  ") } ?? []
    return ["\(indent)[\(words)]\(brace)"] + inner
  }
}
