import Foundation
import Testing

/// The literal text of every reason with which a conversation fails, between what is filled in, the
/// longest piece of each.
private func reasons(in code: String) -> [String] {
  let pattern = /\.(?:fail|broken|astray)\(\s*"((?:[^"\\]|\\\((?:[^()]|\([^()]*\))*\)|\\.)*)"/
  let filled = /\\\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/
  return code.matches(of: pattern).compactMap { match in
    match.1.split(separator: filled).max { $0.count < $1.count }.map {
      $0.replacing("\\\"", with: "\"").trimmingCharacters(in: .whitespaces)
    }
  }
}

private let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent()

private func text(below folder: URL, _ suffix: String) throws -> String {
  try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(suffix) }
    .sorted().map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
    .joined(separator: "\n")
}

@Test func everyReasonToFailIsProducedByATest() throws {
  let code = try text(
    below: tests.deletingLastPathComponent().appending(path: "Sources/Health"), ".swift")
  let seen =
    try text(below: tests.appending(path: "HealthTests"), ".swift")
    + text(below: tests.appending(path: "SystemTests"), ".swift")
    + text(below: tests.appending(path: "Host"), ".sh")
  let reasons = reasons(in: code)
  #expect(reasons.count > 60)
  for reason in reasons {
    let isSeen =
      seen.contains(reason) || seen.contains(reason.replacing("\"", with: "\\\""))
    #expect(isSeen, "no test sees '\(reason)'")
  }
}
