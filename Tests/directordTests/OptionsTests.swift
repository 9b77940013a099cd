import Service
import Testing

@testable import directord

private func parsed(_ line: String) -> Options? {
  guard case .run(let options) = Options.Parsed(line.split(separator: " ").map(String.init)) else {
    return nil
  }
  return options
}

@Test func withoutOptionsTheStandardFileIsFollowed() throws {
  let options = try #require(parsed(""))
  #expect(options.configurationFile == "/etc/directord/directord.conf")
  #expect(!options.isShadow)
  #expect(options.logLevel == .info)
}

@Test func optionsTakeTheirValueEitherWay() throws {
  let apart = try #require(parsed("--config a.conf --log-level debug --shadow"))
  let joined = try #require(parsed("--config=a.conf --log-level=debug --shadow"))
  for options in [apart, joined] {
    #expect(options.configurationFile == "a.conf")
    #expect(options.logLevel == .debug)
    #expect(options.isShadow)
  }
}

@Test func aDirectorMayBeTakenForAnother() throws {
  #expect(try #require(parsed("")).identifier == nil)
  #expect(try #require(parsed("-i lb2")).identifier == "lb2")
  #expect(try #require(parsed("--config-id=lb2")).identifier == "lb2")
}

@Test(arguments: ["--config", "--config=", "--bogus", "file", "--log-level loud", "--shadow=no"])
func aWrongCommandLineIsRefusedWithAReason(line: String) {
  guard case .wrong(let reason) = Options.Parsed(line.split(separator: " ").map(String.init)) else {
    Issue.record("it was taken")
    return
  }
  #expect(!reason.isEmpty)
}

@Test func aShadowKeepsItsHandsOffWhatOutlivesIt() throws {
  let shadow = try #require(parsed("--shadow --state-directory /var/lib/x"))
  #expect(Directories(shadow, environment: [:]).state == nil)
  #expect(Directories(shadow, environment: [:]).runtime != "/run/directord")
  let real = Directories(Options(), environment: ["RUNTIME_DIRECTORY": "/run/a:/run/b"])
  #expect(real.runtime == "/run/a")
  #expect(real.state == "/var/lib/directord")
}

@Test func whatKeepalivedSkipsIsLeftOutOnlyIfItIsAskedFor() throws {
  #expect(try #require(parsed("")).isLenient == false)
  #expect(try #require(parsed("--lenient")).isLenient)
}
