import Configuration
import Foundation
import Testing

struct ManualPageTests {
  private static let file = Files.repository.appending(path: "Packaging/directord.conf.5")

  private static let environment = ProcessInfo.processInfo.environment

  /// `RECORD_MANUAL=1 swift test --filter ManualPageTests` writes it anew. Looked at by `Tests/run`, so
  /// that a change in progress need not make it anew at each step.
  @Test(
    .enabled(
      if: environment["CHECK_GENERATED"] == "1" || environment["RECORD_MANUAL"] == "1",
      "Tests/run looks at what is generated"))
  func theManualPageIsWhatTheTableSays() throws {
    if Self.environment["RECORD_MANUAL"] == "1" {
      try manualPage.write(to: Self.file, atomically: true, encoding: .utf8)
    }
    #expect(
      manualPage == Files.text(Self.file),
      "Packaging/directord.conf.5 is stale: run RECORD_MANUAL=1 swift test --filter ManualPageTests"
    )
  }
}
