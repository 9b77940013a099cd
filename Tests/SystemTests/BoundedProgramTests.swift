import Testing

@testable import System

@Suite struct BoundedProgramTests {
  @Test func itsTextAndItsCodeAreTold() throws {
    let output = try BoundedProgram(arguments: ["sh", "-c", "echo a; echo b >&2; exit 3"]).run()
    #expect(output.text == "a\nb\n")
    #expect(output.code == 3)
    #expect(!output.isCut)
  }

  @Test func oneThatIsMissingIsAnError() {
    #expect(throws: SystemError.self) {
      try BoundedProgram(arguments: ["no-such-program-here"]).run()
    }
  }

  @Test func tooMuchIsCut() throws {
    let output = try BoundedProgram(arguments: ["yes"], seconds: 30, limit: 1000).run()
    #expect(output.text.utf8.count == 1000)
    #expect(output.isCut)
    #expect(output.code == nil)
  }

  @Test func oneThatTakesTooLongIsEnded() throws {
    let output = try BoundedProgram(arguments: ["sh", "-c", "echo a; sleep 1000"], seconds: 1).run()
    #expect(output.isCut)
    #expect(output.text == "a\n")
  }

  @Test func outputThatIsClosedEarlyLosesNoCode() throws {
    let output = try BoundedProgram(
      arguments: ["sh", "-c", "exec >&- 2>&-; sleep 0.1; exit 4"]
    ).run()
    #expect(output.code == 4)
  }
}
