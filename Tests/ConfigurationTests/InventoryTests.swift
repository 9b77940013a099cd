import Configuration
import Foundation
import Testing

/// Every keyword of keepalived's has a fate here.
struct InventoryTests {
  @Test func everyKeywordOfKeepalivedHasAFate() {
    for (block, word) in KeywordInventory.pairs {
      let vocabulary = Vocabulary.named(block)
      #expect(vocabulary?.keyword(word) != nil, "'\(word)' of \(block) has no fate")
    }
    #expect(KeywordInventory.pairs.count > 500)
  }

  @Test func explainAnswersForEveryKeyword() {
    for (block, word) in KeywordInventory.pairs {
      guard case .found(let entries) = LookUp(word) else {
        Issue.record("explain does not know '\(word)'")
        continue
      }
      #expect(entries.contains { $0.block.name == block })
    }
  }

  @Test func explainNamesTheNearestOfAnUnknownWord() {
    guard case .unknown(let near) = LookUp("lb_agli") else {
      Issue.record("'lb_agli' is known")
      return
    }
    #expect(near.first == "lb_algo")
  }

  private static let reference = Files.repository.deletingLastPathComponent()
    .appending(path: "shared/reference/keepalived.md")

  /// The names in the tables of the reference, if it is beside the repository.
  @Test(.enabled(if: Files.bytes(reference) != nil, "no reference is here"))
  func everyKeywordOfTheReferenceHasAFate() throws {
    let text = try #require(Files.text(Self.reference))
    let known = Set(
      Vocabulary.all.flatMap(\.keywords).flatMap { [$0.name] + $0.synonyms + $0.obsolete })
    var found = 0
    for cell in firstCells(of: text) {
      for names in names(in: cell) {
        found += 1
        #expect(!known.isDisjoint(with: names), "'\(names[0])' of the reference has no fate")
      }
    }
    #expect(found > 150)
  }

  /// The first cells of the tables of its first chapter.
  private func firstCells(of text: String) -> [Substring] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let start = lines.firstIndex { $0.hasPrefix("## 1.1 ") } ?? 0
    let end = lines.firstIndex { $0.hasPrefix("## 1.17") } ?? 0
    let tables = lines[start..<max(start, end)].filter {
      $0.hasPrefix("| `") && !$0.hasPrefix("| keyword")
    }
    return tables.compactMap { $0.dropFirst(2).components(separatedBy: " | ").first?[...] }
  }

  /// The keywords of a cell, each with the spellings that it may stand for: ``a_b|c`` names `a_b` and
  /// `a_c`.
  private func names(in cell: Substring) -> [[String]] {
    let spans = cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map(\.element)
    return spans.flatMap { span -> [[String]] in
      let words = span.split(separator: " ").first ?? ""
      let parts = words.split(separator: "|").map { $0.filter { $0 != "\\" } }
        .map { $0.components(separatedBy: "..").first ?? $0 }
      guard let first = parts.first else { return [] }
      let stem = first.split(separator: "_").dropLast().joined(separator: "_")
      return parts.map { [$0, "\(stem)_\($0)"] }
    }
  }
}
