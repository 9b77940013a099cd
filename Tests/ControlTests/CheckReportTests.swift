import Foundation
import Testing

@testable import Control

struct CheckReportTests {
  private let finding = CheckReport.Finding(
    severity: "error", code: "unknown-word", file: "/etc/ä b.conf", line: 3, column: 5, length: 2,
    message: "what is it", hint: "did you mean 'x'?", text: "  éé yy")

  private func report() -> CheckReport {
    CheckReport(files: [
      CheckReport.File(
        file: "/etc/ä b.conf", isAccepted: false, virtualServers: 0, realServers: 0,
        virtualRouters: 0, diagnostics: [finding])
    ])
  }

  @Test func aReportComesBackWhole() throws {
    let bytes = report().json
    #expect(try JSONDecoder().decode(CheckReport.self, from: Data(bytes)) == report())
    #expect(bytes.last == UInt8(ascii: "\n"))
  }

  @Test func aSARIFLogHasWhatTheStandardAsks() throws {
    let log = SARIFLog(report(), rules: [SARIFLog.Rule(id: "unknown-word", meaning: "It is none.")])
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(log.json)) as? [String: Any])
    #expect(object["version"] as? String == "2.1.0")
    #expect(object["$schema"] != nil)
    let run = try #require((object["runs"] as? [[String: Any]])?.first)
    let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
    #expect(driver["name"] as? String == "directorctl")
    #expect((driver["rules"] as? [[String: Any]])?.first?["id"] as? String == "unknown-word")
    #expect(run["columnKind"] as? String == "unicodeCodePoints")
    let result = try #require((run["results"] as? [[String: Any]])?.first)
    #expect(result["ruleId"] as? String == "unknown-word")
    #expect(result["level"] as? String == "error")
  }

  /// The fifth byte is the fourth character: two blanks and an é stand before it.
  @Test func columnsOfSARIFCountCharacters() throws {
    let location = try #require(
      SARIFLog(report(), rules: []).runs.first?.results.first?.locations.first)
    let place = location.physicalLocation
    #expect(place.region.startLine == 3)
    #expect(place.region.startColumn == 4)
    #expect(place.artifactLocation.uri == "file:///etc/%C3%A4%20b.conf")
  }
}
