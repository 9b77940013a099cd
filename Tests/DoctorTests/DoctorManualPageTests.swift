import Doctor
import Foundation
import Testing

struct DoctorManualPageTests {
  private static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let file = repository.appending(path: "Packaging/directorctl-doctor.7")
  private static let environment = ProcessInfo.processInfo.environment

  /// `RECORD_MANUAL=1 swift test --filter ManualPageTests` writes it anew. Looked at by `Tests/run`, so
  /// that a change in progress need not make it anew at each step.
  @Test(
    .enabled(
      if: environment["CHECK_GENERATED"] == "1" || environment["RECORD_MANUAL"] == "1",
      "Tests/run looks at what is generated"))
  func theManualPageIsWhatTheTableSays() throws {
    if Self.environment["RECORD_MANUAL"] == "1" {
      try Rule.manualPage.write(to: Self.file, atomically: true, encoding: .utf8)
    }
    let page = try String(contentsOf: Self.file, encoding: .utf8)
    #expect(
      Rule.manualPage == page,
      "Packaging/directorctl-doctor.7 is stale: run RECORD_MANUAL=1 swift test --filter ManualPageTests"
    )
  }

  @Test func everyRuleIsInThePage() {
    for rule in Rule.all { #expect(Rule.manualPage.contains("\\fB\(rule.id)\\fR ")) }
  }

  @Test func everyRuleHasAFamilyAnIdOfItsOwnAndWords() {
    var seen: Set<String> = []
    let families = Rule.Family.allCases.map(\.rawValue)
    for rule in Rule.all {
      #expect(seen.insert(rule.id).inserted, "\(rule.id) is there twice")
      #expect(families.contains(String(rule.id.prefix(1))), "\(rule.id) is of no family")
      #expect(rule.id.count == 3 && Int(rule.id.dropFirst()) != nil, "\(rule.id)")
      #expect(!rule.title.hasSuffix("."), "\(rule.id): a title is a noun phrase")
      #expect(rule.explanation.hasSuffix("."), "\(rule.id)")
      #expect(rule.explanation.count >= 60, "\(rule.id) is hardly explained")
      #expect(rule.severity != .unknown, "\(rule.id)")
    }
  }
}
