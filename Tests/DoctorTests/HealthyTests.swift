import Doctor
import Foundation
import Network
import Testing

/// A machine that works gives no finding above a note.
@Suite struct HealthyTests {
  @Test(arguments: Setup.all + [Setup.backup])
  func nothingIsWrong(setup: Setup) {
    let complaints = setup.complaints.map { "\($0.id) \($0.object): \($0.sentence)" }
    #expect(complaints == [])
  }

  /// `Healthy/NAME/` holds a recorded set-up: `director.json`, perhaps `peer.json`, and one document
  /// for each real server under any other name.
  @Test(arguments: try recorded())
  func nothingIsWrongWithARecordedOne(setup: Setup) {
    let complaints = setup.complaints.map { "\($0.id) \($0.object): \($0.sentence)" }
    #expect(complaints == [])
  }

  private static func recorded() throws -> [Setup] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "Healthy")
    let files = FileManager.default
    guard files.fileExists(atPath: folder.path) else { return [] }
    return try files.contentsOfDirectory(atPath: folder.path).sorted().compactMap { name in
      let place = folder.appending(path: name)
      let documents = try? files.contentsOfDirectory(atPath: place.path).sorted()
      guard let documents, documents.contains("director.json") else { return nil }
      func document(_ name: String) throws -> Facts {
        try JSONDecoder().decode(Facts.self, from: Data(contentsOf: place.appending(path: name)))
      }
      var setup = Setup(name: name, director: try document("director.json"))
      for file in documents where file.hasSuffix(".json") && file != "director.json" {
        if file == "peer.json" {
          setup.peer = try document(file)
        } else {
          setup.realServers.append(try document(file))
        }
      }
      return setup
    }
  }
}
