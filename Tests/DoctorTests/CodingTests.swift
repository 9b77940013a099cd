import Doctor
import Foundation
import Network
import Testing

/// Documents and reports as JSON.
@Suite struct CodingTests {
  private func json(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return try encoder.encode(value)
  }

  private func facts(_ text: String) throws -> Facts {
    try JSONDecoder().decode(Facts.self, from: Data(text.utf8))
  }

  private func fault(of text: String) -> String {
    do {
      _ = try facts(text)
      return "none"
    } catch let error as DecodingError {
      return error.placeAndReason
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: Setup.all + [Setup.backup])
  func aDocumentComesBackAsItWas(setup: Setup) throws {
    for document in [setup.director] + setup.realServers + [setup.peer].compactMap({ $0 }) {
      let again = try JSONDecoder().decode(Facts.self, from: json(document))
      #expect(again == document)
    }
  }

  @Test func aReportComesBackAsItWas() throws {
    var setup = Setup.direct
    setup.realServers[0].addresses = []
    let report = setup.examination.report()
    #expect(!report.findings.isEmpty)
    let again = try JSONDecoder().decode(Report.self, from: json(report))
    #expect(again == report)
  }

  private let least = #""version": 1, "role": "real-server", "host": "rs1", "takenAt": 1.5"#

  @Test func aMissingKeyIsAPartThatWasNotRead() throws {
    let document = try facts("{\(least)}")
    #expect(document == Facts(role: .realServer, host: "rs1", takenAt: 1.5))
    #expect(Facts.Part.allCases.allSatisfy { !document.has($0) })
  }

  @Test func anUnknownKeyIsIgnored() throws {
    let document = try facts(
      #"{\#(least), "colour": {"of": ["the", 7]}, "listeners": [{"transport": "tcp", "#
        + #""address": "::", "port": 80, "backlog": 128}]}"#)
    #expect(document.listeners?.count == 1)
    #expect(document.listeners?[0].address == "::")
  }

  @Test(arguments: [
    (
      #""addresses": [{"interface": "lo", "address": "127.0.0.1", "prefixLength": "8"}]"#,
      "addresses[0].prefixLength: a value of the type Int is expected"
    ),
    (
      #""addresses": [{"interface": "lo", "address": "127.0.0.1.9", "prefixLength": 8}]"#,
      "addresses[0].address: '127.0.0.1.9' is not of the type Address"
    ),
    (
      #""addresses": [{"interface": "lo", "prefixLength": 8}]"#,
      "addresses[0].address: the key is missing"
    ),
    (
      #""settings": {"net.ipv4.ip_forward": 1}"#,
      "settings.net.ipv4.ip_forward: a value of the type String is expected"
    ),
    (
      #""listeners": [{"transport": "tcp", "address": "::", "port": 65536}]"#,
      // Foundation names no place for a number that is out of range.
      "The given data was not valid JSON."
    ),
    (#""client": 7"#, "client: a value of the type String is expected"),
    (#""neighbors": {}"#, "neighbors: a value of the type Array"),
  ])
  func aWrongValueIsNamedByItsPlace(value: String, reason: String) {
    let found = fault(of: "{\(least), \(value)}")
    #expect(found.hasPrefix(reason), "\(found)")
  }

  @Test func aLaterVersionIsRefused() {
    let later = least.replacingOccurrences(
      of: #""version": 1"#, with: #""version": \#(Facts.currentVersion + 1)"#)
    #expect(
      fault(of: "{\(later)}")
        == "version: the document is of version 2; this program reads versions up to 1")
    #expect(fault(of: "{}") == "version: the key is missing")
  }

  @Test(arguments: ["", "{", "[]", "null", "\u{0}", "{\"version\": 1e99}"])
  func whatIsNoDocumentIsAnError(text: String) {
    #expect(fault(of: text) != "none")
  }

  @Test func nullIsAPartThatWasNotRead() throws {
    let document = try facts(#"{\#(least), "addresses": null, "client": null}"#)
    #expect(document.addresses == nil)
    #expect(document.client == nil)
  }
}
