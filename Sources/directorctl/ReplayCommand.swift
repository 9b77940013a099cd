import ArgumentParser
import Configuration
import Control
import Election
import Files

struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Feeds a recording of directord --record to an election, and compares.",
    discussion: """
      Nothing is sent or changed.

      Exit status: 0 if everything comes out as it was recorded; 1 at the first difference.

      Example:
        directorctl replay /var/tmp/election.record
      """)

  @Argument(help: "The recording.", completion: .file()) var file: String

  func run() throws {
    guard let source = readFiles(matching: file, including: nil).first,
      let contents = source.contents
    else { throw refusal("\(file): there is no such file, or it cannot be read") }
    var records: [Record] = []
    for (index, line) in contents.split(separator: UInt8(ascii: "\n")).enumerated() {
      do throws(ProtocolError) {
        records.append(try record(Record.self, from: line))
      } catch {
        print("\(file):\(index + 1): no event of a recording, or events were lost before it")
        break
      }
    }
    guard let difference = Election.replay(records) else {
      print("\(file): \(counted(records.count, "event")), each with the effects that it had")
      return
    }
    print("\(file):\(difference.place + 1): \(records[difference.place].event)")
    print("recorded: " + difference.recorded.joined(separator: "\n          "))
    print("replayed: " + difference.replayed.joined(separator: "\n          "))
    throw ExitCode(1)
  }
}
