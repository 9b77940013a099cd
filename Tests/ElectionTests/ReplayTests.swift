import Control
import Foundation
import Testing

@testable import Election

/// What running directors have recorded with --record. After a change of the election's settings:
/// `LAB_RECORDINGS=$PWD/Tests/ElectionTests/Recordings Tests/Lab/run --host record` makes new ones.
private let recordings: [String] = {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Recordings")
  return (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?.sorted().map {
    folder.path + "/" + $0
  } ?? []
}()

@Test func thereAreRecordings() { #expect(!recordings.isEmpty) }

@Test(arguments: recordings)
func whatARunningDirectorDidIsDoneAgain(_ path: String) throws {
  let lines = try Data(contentsOf: URL(filePath: path)).split(separator: UInt8(ascii: "\n"))
  let records = try lines.map { try record(Record.self, from: $0) }
  #expect(records.count > 20)
  #expect(records.contains { $0.effects.contains { $0.contains("-> master") } })
  #expect(Election.replay(records) == nil)
}

@Test func anotherOutcomeIsADifference() throws {
  let path = try #require(recordings.first)
  let lines = try Data(contentsOf: URL(filePath: path)).split(separator: UInt8(ascii: "\n"))
  var records = try lines.map { try record(Record.self, from: $0) }
  let place = try #require(records.firstIndex { !$0.effects.isEmpty })
  records[place].effects[0] += "!"
  #expect(Election.replay(records)?.place == place)
}

/// Simulated directors are recorded in the same lines.
@Test(arguments: [UInt64(1), 2, 3, 4, 5])
func whatIsSimulatedIsRecordedAndDoneAgain(_ seed: UInt64) throws {
  var story = Story(seed: seed)
  story.world.recordings = []
  _ = story.run(rounds: 2)
  let recordings = try #require(story.world.recordings)
  #expect(!recordings.isEmpty)
  for records in recordings {
    let read = try records.map { one in
      try record(Record.self, from: try #require(recordLine(one)).dropLast())
    }
    #expect(read == records)
    #expect(Election.replay(read) == nil)
  }
}
