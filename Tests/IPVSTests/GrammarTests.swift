import IPVS
import Network
import Testing

struct GrammarTests {
  /// A line of `recordedLines`.
  struct Recorded: Sendable, CustomTestStringConvertible {
    var arguments: String
    var isAccepted: Bool
    /// nil: `ipvsadm -Sn` had no single line more.
    var saved: String?

    var testDescription: String { arguments }

    static let all: [Recorded] = {
      var all: [Recorded] = []
      for line in recordedLines.split(separator: "\n") {
        if line.hasPrefix("=>") {
          let saved = String(line.dropFirst(2).drop { $0 == " " })
          all[all.count - 1].saved = saved.isEmpty ? all[all.count - 1].arguments : saved
        } else {
          all.append(
            Recorded(arguments: String(line.dropFirst(2)), isAccepted: line.hasPrefix("+")))
        }
      }
      return all
    }()
  }

  private static let names = NameLookUp(
    host: { $0 == "localhost" ? .v4(0x7f00_0001) : nil },
    port: { name, _ in name == "http" ? 80 : nil })

  private static let base = RestoredLines(
    Array(
      """
      -A -t 192.0.2.1:80 -s wrr
      -a -t 192.0.2.1:80 -r 10.0.0.2:80 -m -w 1
      -A -f 5 -s rr
      """.utf8))

  private func action(_ arguments: String) throws(IPVSMistake) -> IPVSAction {
    try IPVSAction(arguments.split(separator: " ").map { String($0) }, names: Self.names)
  }

  @Test(arguments: Recorded.all)
  func whatIpvsadmAcceptsIsAcceptedAndWhatItRefusesIsRefused(recorded: Recorded) throws {
    do throws(IPVSMistake) {
      _ = try action(recorded.arguments)
      #expect(recorded.isAccepted)
    } catch {
      #expect(!recorded.isAccepted, "\(error)")
    }
  }

  @Test(arguments: Recorded.all.filter { $0.saved != nil })
  func whatIsAskedForIsSavedAsIpvsadmSavesIt(recorded: Recorded) throws {
    var table = Table()
    for entry in Self.base.commands { table.apply(entry.command) }
    let before = Set(table.savedLines(thresholds: false))
    guard case .change(let command) = try action(recorded.arguments) else {
      Issue.record("it changes nothing")
      return
    }
    table.apply(command)
    let after = table.savedLines(thresholds: false)
    #expect(after.filter { !before.contains($0) } == [recorded.saved])
  }

  @Test func anEngineWithoutPersistenceIsRefused() {
    #expect(throws: IPVSMistake.self) { try action("-A -u 192.0.2.1:81 --pe sip") }
  }

  @Test func aPrefixLengthIsNoMaskOfIPv4() {
    #expect(throws: IPVSMistake.self) { try action("-A -t 192.0.2.1:81 -p -M 24") }
  }

  @Test func aMistakeNamesTheOptionAndWhatIsExpected() {
    let sentences = [
      ("-t 192.0.2.1:80", "the first option must be a command"),
      ("-A -t 192.0.2.1:80 -w 1", "-w has no meaning with -A"),
      ("-A -t 192.0.2.1:80 -p x", "'x' is no number for -p: expected 1 to 2678400"),
      ("-a -t 192.0.2.1:80", "-a needs -r and a real server"),
      ("-A -t 192.0.2.1:80 -t 192.0.2.1:81", "-t is given twice"),
      ("-a -t 192.0.2.1:80 -r 10.0.0.2 -m -g", "-m and -g exclude each other"),
    ]
    for (arguments, sentence) in sentences {
      do throws(IPVSMistake) {
        _ = try action(arguments)
        Issue.record("\(arguments) was accepted")
      } catch {
        #expect("\(error)".contains(sentence), "\(error)")
      }
    }
  }

  @Test func wordsAreLetters() {
    #expect(IPVSWords.letters([]) == ["-L"])
    #expect(IPVSWords.letters(["add", "-t", "a"]) == ["-A", "-t", "a"])
    #expect(IPVSWords.letters(["add", "-t", "a", "-r", "b"]) == ["-a", "-t", "a", "-r", "b"])
    #expect(IPVSWords.letters(["timeout"]) == ["-L", "--timeout"])
    #expect(IPVSWords.letters(["timeout", "1", "2", "3"]) == ["--set", "1", "2", "3"])
    #expect(IPVSWords.letters(["daemon", "stop", "master"]) == ["--stop-daemon", "master"])
    #expect(IPVSWords.letters(["-A"]) == nil)
  }

  @Test func linesToRestoreAreAllReadAndMistakesHaveTheirNumber() {
    let read = RestoredLines(
      Array("# saved\n\nipvsadm -A -t 192.0.2.1:80\n-q\n/sbin/ipvsadm -C\n-L\n".utf8))
    #expect(read.commands.map(\.line) == [3, 5])
    #expect(read.mistakes == ["line 4: there is no option -q", "line 6: '-L' changes nothing"])
  }
}
