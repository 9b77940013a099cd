import Doctor
import Foundation
import Testing

/// `seed.md`: what became of each question, answer and point of the seed.
@Suite struct SeedTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  private struct Row {
    var seed: String
    var words: String
    var rules: [String]
    var scenarios: [String]
  }

  private func rows() throws -> [Row] {
    let text = try String(contentsOf: Self.folder.appending(path: "seed.md"), encoding: .utf8)
    return text.split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "|", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 6, cells[1] != "seed", cells[1].first?.isLetter == true else {
        return nil
      }
      return Row(
        seed: cells[1], words: cells[2],
        rules: cells[3].split(separator: " ").map(String.init),
        scenarios: cells[4].split(separator: " ").map(String.init))
    }
  }

  /// Numbers of answers by question, as the document has them.
  private static let answers = [1: 2, 2: 2, 3: 5, 4: 6]

  @Test func everyQuestionAndAnswerHasALine() throws {
    let seeds = Set(try rows().map(\.seed))
    for (question, count) in Self.answers {
      #expect(seeds.contains("Q.\(question)"))
      for answer in 1...count { #expect(seeds.contains("Q.\(question) A.\(answer)")) }
    }
    for part in [
      "FTP", "IPSec 3", "IPSec 4", "IPSec 4.1", "IPSec 4.2", "IPSec 4.3", "kernel", "cluster",
    ] {
      #expect(seeds.contains { $0.hasPrefix(part + " ") }, "nothing of \(part)")
    }
    #expect(seeds.count == (try rows().count), "a line is there twice")
  }

  @Test func everyRuleIsInTheTable() throws {
    for row in try rows() {
      guard row.rules != ["–"] else {
        #expect(row.words.contains("–"), "\(row.seed) has neither a rule nor a reason")
        continue
      }
      #expect(!row.rules.isEmpty, "\(row.seed)")
      for id in row.rules { #expect(Rule.named(id)?.id == id, "\(row.seed): no rule is \(id)") }
    }
  }

  @Test func everyScenarioIsThere() throws {
    let tests = Self.folder.deletingLastPathComponent()
    let places = ["Lab/scenarios", "Host", "Hostile"].map { tests.appending(path: $0) }
    for row in try rows() {
      #expect(!row.scenarios.isEmpty, "\(row.seed)")
      for name in row.scenarios {
        #expect(
          places.contains {
            FileManager.default.fileExists(atPath: $0.appending(path: "\(name).sh").path)
          }, "\(row.seed): no scenario is \(name)")
      }
    }
  }
}
