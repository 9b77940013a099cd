import Configuration
import Foundation
import Testing

/// Files that people run, and what keepalived says of each.
@Suite(.enabled(if: !Files.names(in: Files.corpus, ending: ".conf").isEmpty, "no corpus is here"))
struct CorpusTests {
  private let readings: [Reading]

  init() throws {
    readings = try Files.names(in: Files.corpus, ending: ".conf").map(Reading.init)
  }

  @Test func whatKeepalivedTakesWithoutAWordIsTakenWithoutAComplaint() throws {
    let clean = readings.filter { $0.verdict.exit == 0 }
    #expect(clean.count == 21)
    for reading in clean {
      let said = Set(reading.verdict.complaints.compactMap(\.line))
      let more = reading.complaints.filter { !said.contains($0.position.line) && !$0.isOfVersion }
      #expect(more.map { $0.rendered() } == [], "\(reading.name)")
      let configuration = try #require(reading.configuration, "\(reading.name)")
      if reading.text.contains("\nvirtual_server ") {
        #expect(!configuration.virtualServers.isEmpty, "\(reading.name) serves nothing")
      }
    }
  }

  @Test func whereKeepalivedComplainsSoDoWeOrTheTableSaysWhyNot() throws {
    let table = Difference.table(
      try #require(Files.text(Files.tests.appending(path: "Corpus/differences.md"))))
    var used: Set<String> = []
    var count = Count()
    var open: [String] = []
    for reading in readings {
      for complaint in reading.verdict.complaints {
        if let difference = table.first(where: { $0.covers(complaint, of: reading.name) }) {
          used.insert(difference.file + difference.says)
          count.explained += 1
          let found = difference.ours.isEmpty || reading.says(difference.ours)
          #expect(found, "\(reading.name): '\(difference.ours)' is not said; \(complaint)")
        } else if let line = complaint.line, reading.complains(at: line) {
          count.atLine += 1
        } else if complaint.isOfUnknownWord, let line = complaint.line, reading.skips(line) {
          count.skipped += 1
        } else if reading.hasBraceAmiss {
          count.afterBrace += 1
        } else {
          let place = complaint.line.map { "\($0)" } ?? "-"
          open.append("\(reading.name):\(place): \(complaint.message)")
        }
      }
    }
    let idle = table.map { $0.file + $0.says }.filter { !used.contains($0) }
    #expect(idle == [], "rows of the table that nothing needs")
    #expect(open.isEmpty, "\(open.joined(separator: "\n"))")
    print(summary(count, open: open.count))
  }

  private struct Count {
    var atLine = 0
    var skipped = 0
    var explained = 0
    var afterBrace = 0
  }

  private func summary(_ count: Count, open: Int) -> String {
    let total =
      count.atLine + count.skipped + count.explained + count.afterBrace + open
    let kinds: [(String, (Reading) -> Bool)] = [
      ("files", { _ in true }), ("keepalived has no complaint", { $0.verdict.exit == 0 }),
      ("keepalived complains", { $0.verdict.exit != 0 }),
    ]
    let rows = kinds.map { title, isIn in
      let some = readings.filter(isIn)
      let refused = some.count { $0.configuration == nil }
      let warned = some.count { $0.configuration != nil && !$0.complaints.isEmpty }
      return
        "| \(title) | \(some.count) | \(some.count - refused - warned) | \(warned) | \(refused) |"
    }
    return """
      | corpus | files | nothing said | warned of | refused |
      |---|---|---|---|---|
      \(rows.joined(separator: "\n"))

      | keepalived's complaints | \(total) |
      |---|---|
      | ours stands at the same line | \(count.atLine) |
      | within a block that is skipped whole, of which ours is at the head | \(count.skipped) |
      | in the table of differences | \(count.explained) |
      | of a file in which ours is the brace that is amiss | \(count.afterBrace) |
      | open | \(open) |
      """
  }
}

/// A file of the corpus, read.
private struct Reading {
  var name: String
  var text: String
  var verdict: Verdict
  var configuration: DirectorConfiguration?
  /// Errors and warnings.
  var complaints: [Diagnostic]
  /// What follows from a brace is not told.
  var hasBraceAmiss: Bool { complaints.contains { $0.code == .unbalancedBraces } }
  /// From the first to the last line of each block that is left out with a word at its head.
  private var left: [ClosedRange<Int>] = []

  init(_ name: String) throws {
    self.name = name
    let bytes = try #require(Files.bytes(Files.corpus.appending(path: name)))
    let said = Files.text(Files.corpus.appending(path: name.dropLast(5) + ".keepalived.txt"))
    verdict = try #require(said.flatMap(Verdict.init), "\(name)")
    text = String(decoding: bytes, as: UTF8.self)
    let loaded = load(text: bytes, name: name, context: Context(machine: .testBed))
    configuration = loaded.configuration
    complaints = loaded.diagnostics.filter { $0.severity != .note }
    let reader: FileReader = { _, including in
      including == nil ? [SourceFile(name: name, contents: bytes)] : []
    }
    for node in tree(of: name, reading: reader, context: Context()).nodes { leave(node) }
  }

  private mutating func leave(_ node: Node) {
    guard let word = node.words.first, let block = node.block else { return }
    let isLeft = complaints.contains { complaint in
      complaint.position == word.position
        && ["is not a word of", "stands within"].contains { complaint.message.contains($0) }
    }
    if isLeft { left.append(word.position.line...max(word.position.line, block.end.line)) }
    for child in block.children { leave(child) }
  }

  func complains(at line: Int) -> Bool { complaints.contains { $0.position.line == line } }
  func skips(_ line: Int) -> Bool { left.contains { $0.contains(line) } }
  func says(_ part: String) -> Bool { complaints.contains { $0.message.contains(part) } }
}

extension Machine {
  /// Where keepalived was asked: what the shell comes with is there, nobody's scripts are.
  fileprivate static let testBed = Machine(
    hasUser: { $0 == "root" }, hasGroup: { $0 == "root" },
    program: { path in
      let places = ["/bin/", "/usr/bin/killall", "/usr/bin/nc", "/usr/bin/python3", "/sbin/"]
      return !path.hasPrefix("/") || places.contains { path.hasPrefix($0) } ? .safe : .missing
    })
}

extension Diagnostic {
  /// Said of a word that this version does not act on: no fault of the file's.
  fileprivate var isOfVersion: Bool { message.contains("not acted on") }
}
