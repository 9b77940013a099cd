import Foundation
import Testing

struct CommandManualPageTests {
  private static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let environment = ProcessInfo.processInfo.environment

  /// `RECORD_MANUAL=1 swift test --filter ManualPageTests` writes it anew. Looked at by `Tests/run`, so
  /// that a change in progress need not make it anew at each step.
  @Test(
    .enabled(
      if: environment["CHECK_GENERATED"] == "1" || environment["RECORD_MANUAL"] == "1",
      "Tests/run looks at what is generated"))
  func theManualPageIsWhatTheCommandLineSays() throws {
    let file = Self.repository.appending(path: "Packaging/directorctl.1")
    let help = try Programs.run("directorctl", ["--experimental-dump-help"]).output
    let page = try JSONDecoder().decode(DumpedHelp.self, from: Data(help.utf8)).manualPage
    if Self.environment["RECORD_MANUAL"] == "1" {
      try page.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(
      try page == String(contentsOf: file, encoding: .utf8),
      "Packaging/directorctl.1 is stale: run RECORD_MANUAL=1 swift test --filter ManualPageTests")
  }

  @Test func everyOptionOfTheDaemonIsInItsManualPage() throws {
    let page = try String(
      contentsOf: Self.repository.appending(path: "Packaging/directord.8"), encoding: .utf8)
    let help = try Programs.run("directord", ["--help"]).output
    let options = help.matches(of: /--[a-z-]+/).map { String($0.output) }
    #expect(options.count >= 8)
    for option in options {
      #expect(
        page.contains(option.replacing("-", with: #"\-"#)), "\(option) is not in directord(8)")
    }
  }
}
