import Control
import Doctor
import Network
import Testing

@Suite struct FactsDocumentTests {
  private var facts: Facts {
    var facts = Facts(role: .realServer, host: "rs1", takenAt: 1_800_000_000)
    facts.links = [LinkFacts(name: "lo", index: 1, mtu: 65536)]
    facts.listeners = [ListenerFacts(transport: "tcp", address: .v4(0), port: 80)]
    return facts
  }

  @Test func aDocumentComesBackAsItWas() throws {
    #expect(try FactsDocument.facts(FactsDocument.text(facts)) == facts)
  }

  @Test func whatAScriptPrintsIsADocument() throws {
    let text = #"{"version":1,"role":"real-server","host":"rs1","takenAt":1796123175,"links":[]}"#
    let found = try FactsDocument.facts(Array(text.utf8))
    #expect(found.links == [])
    #expect(found.addresses == nil)
  }

  @Test(arguments: [
    (#"{"version":1}"#, "role: it is missing"),
    (
      #"{"version":1,"role":"real-server","host":"a","takenAt":1,"links":[{"name":"lo","index":1,"isUp":true,"hasCarrier":true,"mtu":"x"}]}"#,
      "links[0].mtu: it is not of the type Int"
    ),
    (
      #"{"version":1,"role":"real-server","host":"a","takenAt":1,"addresses":[{"interface":"lo","address":"x","prefixLength":1}]}"#,
      "addresses[0].address: 'x' is not of the type Address"
    ),
    (
      #"{"version":2,"role":"real-server","host":"a","takenAt":1}"#,
      "it has version 2, and this program knows versions up to 1"
    ),
  ]) func anErrorNamesTheKey(text: String, reason: String) {
    do throws(FactsDocument.Failure) {
      _ = try FactsDocument.facts(Array(text.utf8))
      Issue.record("it was taken")
    } catch {
      #expect(error.description == reason)
    }
  }

  @Test func aTextThatIsCutIsRefused() {
    let text = FactsDocument.text(facts)
    for end in stride(from: 0, to: text.count - 2, by: 13) {
      #expect(throws: FactsDocument.Failure.self) { try FactsDocument.facts(Array(text[..<end])) }
    }
  }

  @Test func depthAndLengthAreBounded() {
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1000)
    #expect(throws: FactsDocument.Failure.tooDeep) { try FactsDocument.facts(deep) }
    let long = [UInt8](repeating: 32, count: FactsDocument.longest + 1)
    #expect(throws: FactsDocument.Failure.tooLong) { try FactsDocument.facts(long) }
  }

  @Test func severalDocumentsMayFollowOneAnother() {
    let text = Array(#" {"a":"}{"} [{"b":{"c":1}},{"d":"\""}] "#.utf8)
    let pieces = FactsDocument.pieces(of: text).map { String(decoding: $0, as: UTF8.self) }
    #expect(pieces == [#"{"a":"}{"}"#, #"{"b":{"c":1}}"#, #"{"d":"\""}"#])
    #expect(FactsDocument.pieces(of: Array(" \n".utf8)).isEmpty)
    #expect(FactsDocument.pieces(of: Array("x".utf8)).count == 1)
    #expect(FactsDocument.pieces(of: Array(#"{"a":1"#.utf8)).count == 1)
  }
}
