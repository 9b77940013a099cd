import Configuration
import Foundation
import Testing

/// Files that people run, and what keepalived says of each.
@Suite(.enabled(if: !Files.names(in: Files.corpus, ending: ".conf").isEmpty, "no corpus is here"))
struct CorpusTests {
  @Test func everyFileIsReadWithoutATrapAndWhatKeepalivedTakesLoads() throws {
    var accepted = 0
    for name in Files.names(in: Files.corpus, ending: ".conf") {
      let bytes = try #require(Files.bytes(Files.corpus.appending(path: name)))
      let result = load(text: bytes, name: name)
      let verdict = Files.text(
        Files.corpus.appending(path: name.dropLast(5) + ".keepalived.txt"))
      guard let verdict, verdict.hasPrefix("# exit=0\n") else { continue }
      accepted += 1
      let problems = result.diagnostics.filter { $0.severity == .error }.map { $0.rendered() }
      let configuration = try #require(
        result.configuration, "\(name): \(problems.joined(separator: "\n"))")
      if String(decoding: bytes, as: UTF8.self).contains("\nvirtual_server ") {
        #expect(!configuration.virtualServers.isEmpty, "\(name) serves nothing")
      }
    }
    #expect(accepted == 21)
  }
}
