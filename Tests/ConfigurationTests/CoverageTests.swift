import Configuration
import Foundation
import Testing

/// What `Tests/HealthTests/coverage.md` says of one checker.
private struct Coverage {
  var check: String
  var carriers: String
  var server: String
  var tests: [String]
  var scenarios: [String]
  var targets: [String]

  init?(_ line: Substring) {
    let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
      .map { $0.trimmingCharacters(in: .whitespaces) }
    guard cells.count == 6, cells[0].hasSuffix("_CHECK") || cells[0].hasSuffix("_GET") else {
      return nil
    }
    func names(_ cell: String) -> [String] {
      cell.split(separator: "`").enumerated().filter { $0.offset % 2 == 0 }.map {
        String($0.element)
      }
    }
    (check, carriers, server) = (cells[0], cells[1], cells[2])
    (tests, scenarios, targets) = (names(cells[3]), names(cells[4]), names(cells[5]))
  }
}

struct CoverageTests {
  private static let table = Files.text(
    Files.repository.appending(path: "Tests/HealthTests/coverage.md"))
  private static let readme = Files.repository.appending(path: "README.md")
  private static let environment = ProcessInfo.processInfo.environment

  private static var rows: [Coverage] {
    (table ?? "").split(separator: "\n").compactMap(Coverage.init)
  }

  private static var checkers: [Keyword] {
    Vocabulary.named("real_server")?.keywords.filter {
      if case .block = $0.form { true } else { false }
    } ?? []
  }

  private static func text(of folder: String, _ suffix: String) -> String {
    let url = Files.repository.appending(path: folder)
    return Files.names(in: url, ending: suffix).compactMap { Files.text(url.appending(path: $0)) }
      .joined()
  }

  @Test func everyCheckerHasItsRow() {
    #expect(Set(Self.rows.map(\.check)) == Set(Self.checkers.map(\.name)))
    #expect(Self.rows.count == Self.checkers.count)
  }

  @Test func everyTestAndScenarioThatTheTableNamesIsThere() {
    let tests = Self.text(of: "Tests/HealthTests", ".swift")
    let targets = Self.text(of: "Tests/Fuzz", ".swift")
    for row in Self.rows {
      for name in row.tests { #expect(tests.contains("func \(name)("), "\(row.check): \(name)") }
      for name in row.scenarios {
        let scenario = Files.text(Files.repository.appending(path: "Tests/\(name).sh"))
        #expect(scenario?.contains(row.check) == true, "\(row.check): \(name)")
      }
      for name in row.targets { #expect(targets.contains("\"\(name)\""), "\(row.check): \(name)") }
    }
  }

  @Test func everyCheckerIsExplained() {
    let page = manualPage
    for checker in Self.checkers {
      let vocabulary = Vocabulary.named(checker.name)
      #expect(vocabulary?.summary.isEmpty == false, "\(checker.name)")
      #expect(page.contains(".SH \(checker.name)"), "\(checker.name)")
    }
  }

  // MARK: README.md

  /// `RECORD_MANUAL=1 swift test --filter CoverageTests` writes it anew.
  @Test(
    .enabled(
      if: environment["CHECK_GENERATED"] == "1" || environment["RECORD_MANUAL"] == "1",
      "Tests/run looks at what is generated"))
  func theReadmesTableIsWhatTheTablesSay() throws {
    let text = try #require(Files.text(Self.readme))
    let (start, end) = (
      "| check | what is asked | over | retries | tried against |\n", "\n\n"
    )
    let first = try #require(text.range(of: start))
    let last = try #require(text.range(of: end, range: first.upperBound..<text.endIndex))
    let renewed =
      text[..<first.lowerBound] + start + Self.lines.joined(separator: "\n")
      + text[last.lowerBound...]
    if Self.environment["RECORD_MANUAL"] == "1" {
      try String(renewed).write(to: Self.readme, atomically: true, encoding: .utf8)
    }
    #expect(
      String(renewed) == Files.text(Self.readme),
      "README.md is stale: run RECORD_MANUAL=1 swift test --filter CoverageTests")
  }

  private static var lines: [String] {
    ["|---|---|---|---|---|"]
      + rows.map { row in
        let vocabulary = Vocabulary.named(row.check)
        let retries = vocabulary?.keywords.first { $0.name == "retry" }?.fallback
        let number = retries?.split(separator: " ").last ?? ""
        return "| `\(row.check)` | \(summary(vocabulary)) | \(row.carriers) | \(number) | "
          + "\(row.server) |"
      }
  }

  /// `must answer PING, or be of a role`, `a program must succeed`
  private static func summary(_ vocabulary: Vocabulary?) -> String {
    var text = vocabulary?.summary ?? ""
    for (ending, word) in [(" Not keepalived's.", ""), (".", "")] where text.hasSuffix(ending) {
      text = text.dropLast(ending.count) + word
    }
    let lead = "The real server "
    if text.hasPrefix(lead) { return String(text.dropFirst(lead.count)) }
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
