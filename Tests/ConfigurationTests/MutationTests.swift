import Configuration
import Foundation
import Network
import Testing

struct MutationTests {
  /// Good files, cut and mixed at random: reading them must end, without a trap, in a configuration
  /// or in an error. The seed is fixed, so a failure is met again.
  @Test func anyMixtureOfGoodFilesIsReadOrRefused() throws {
    let directory = Files.tests.appending(path: "Cases")
    let samples = Files.names(in: directory, ending: ".conf").compactMap {
      Files.bytes(directory.appending(path: $0))
    }
    try #require(!samples.isEmpty)
    var random = Randomness(seed: 20)
    var context = Context(identifier: "lb1")
    context.limits.expansion = 4_096
    context.limits.services = 1_024
    for _ in 0..<3_000 {
      var text: [UInt8] = []
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let sample = samples.randomElement(using: &random) ?? []
        let start = Int.random(in: 0...sample.count, using: &random)
        let end = min(sample.count, start + Int.random(in: 0...200, using: &random))
        text += sample[start..<end]
        if Bool.random(using: &random) { text.append(.random(in: 0...255, using: &random)) }
      }
      let result = load(text: text, name: "t.conf", context: context)
      let refused = result.diagnostics.contains { $0.severity == .error }
      #expect((result.configuration == nil) == refused)
    }
  }

  @Test func deepBracesAreAnErrorAndNoOverflow() {
    let text = String(repeating: "a {\n", count: 200_000)
    #expect(loaded(text).configuration == nil)
  }

  @Test func aFileThatIncludesItselfIsAnError() {
    let reader: FileReader = { _, _ in [SourceFile(name: "a", contents: Array("include a\n".utf8))]
    }
    let result = load("a", reading: reader, context: Context())
    #expect(result.diagnostics.map(\.message) == ["'a' includes itself"])
  }

  @Test func moreDiagnosticsThanAreKeptStillRefuseTheFile() {
    var context = Context()
    context.limits.diagnostics = 2
    let result = loaded("xxxx\nyyyy\nzzzz\n}\n", context: context)
    #expect(result.configuration == nil)
    #expect(result.diagnostics.count == 3)
  }
}
