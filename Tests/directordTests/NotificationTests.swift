import Configuration
import Election
import Foundation
import IPVS
import Network
import Operations
import Service
import System
import Testing
import VRRP

@testable import directord

private let start = MonotonicClock.now

@Test func linesAreKeepaliveds() {
  #expect(
    NotificationLine(.instance("VI 1"), "MASTER", priority: 100).text
      == "INSTANCE \"VI 1\" MASTER 100")
  #expect(NotificationLine(.group("G1"), "BACKUP", priority: 0).text == "GROUP \"G1\" BACKUP 0")
}

@Test func serversAreToldAsKeepalivedTellsThem() {
  let web = ServiceKey.endpoint(.tcp, Endpoint(.v4(0x0a00_0001), port: 80))
  let server = Endpoint(.v4(0x0102_0304), port: 8080)
  func line(_ name: VirtualServerName, _ server: Endpoint?, _ isUp: Bool) -> String {
    NotificationLine(
      Notice(virtualServer: name, realServer: server, isUp: isUp, words: "")
    ).text
  }
  #expect(line(.service(web), nil, true) == "VS [10.0.0.1]:tcp:80 UP")
  #expect(
    line(.service(web), server, false) == "RS [1.2.3.4]:tcp:8080 [10.0.0.1]:tcp:80 DOWN")
  #expect(line(.group("web", .udp), server, true) == "RS [1.2.3.4]:udp:8080 [web]:0 UP")
  #expect(line(.service(.firewallMark(5, .ipv4)), nil, false) == "VS FWM 5 DOWN")
}

@Test func keepalivedsStatesAreTold() {
  var hooks = TransitionHooks()
  #expect(HookState(.drained, isRemoved: false, hooks) == .backup)
  #expect(HookState(.leaving, isRemoved: false, hooks) == nil)
  #expect(HookState(.initialize, isRemoved: false, hooks) == .stop)
  #expect(HookState(.initialize, isRemoved: true, hooks) == .fault)
  hooks.tellsDeletion = true
  #expect(HookState(.initialize, isRemoved: true, hooks) == .deleted)
}

@Test func aDrainIsKeptWithItsReason() throws {
  let directory = try Folder()
  let record = DrainRecord(directory: directory.path)
  #expect(try record.read() == .inService)
  let drain = Drain(
    since: 1.5, by: "root, with directorctl", reason: "a disk is changed", isForced: true)
  try record.write(drain)
  #expect(try record.read() == .drained(drain))
  #expect(drain.words == "by root, with directorctl: a disk is changed")
  try record.write(nil)
  #expect(try record.read() == .inService)
}

@Test(arguments: [
  ("drained\n", DrainRecord.Contents.drained(Drain())),
  ("drained\nsince inf\nsince x\nnonsense\n", .drained(Drain())),
])
func whatADrainsRecordCannotMeanIsLeftOut(
  _ text: String, _ contents: DrainRecord.Contents
) throws {
  let directory = try Folder()
  try Data(text.utf8).write(to: URL(filePath: directory.path + "/drained"))
  #expect(try DrainRecord(directory: directory.path).read() == contents)
}

@Test(arguments: ["", "x", "\n", "in servic"])
func aDrainsRecordOfNonsenseIsNotInService(_ text: String) throws {
  let directory = try Folder()
  let path = directory.path + "/drained"
  try Data(text.utf8).write(to: URL(filePath: path))
  #expect(try DrainRecord(directory: directory.path).read() == .unreadable(path))
}

@Test func maintenanceWithoutAReasonIsKeptAndNonsenseIsTold() throws {
  let directory = try Folder()
  let record = MaintenanceRecord(directory: directory.path)
  let target = MaintenanceTarget(address: .v4(0x0a00_0002), port: 80)
  typealias Wish = MaintenanceRecord.Wish
  for wish in [
    Wish(reason: ""), Wish(reason: "", since: 1_764_108_225.5), Wish(reason: "a  b", since: 7),
    Wish(reason: "@home"),
  ] {
    try record.write([target: wish])
    #expect(try record.read().targets == [target: wish])
  }
  try Data("10.0.0.2:80 new disk\nnonsense\n".utf8).write(
    to: URL(filePath: directory.path + "/maintenance"))
  #expect(try record.read().targets == [target: Wish(reason: "new disk")])
  #expect(try record.read().strangers == ["nonsense"])
}

/// A directory of a test's own.
private final class Folder {
  let path = FileManager.default.temporaryDirectory.path + "/directord-\(UUID())"

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

private func pipes() throws -> NotificationPipes {
  try NotificationPipes(
    journal: Journal(try Log(to: -1, style: .journal), least: .error), openFiles: 0)
}

private func follow(_ pipes: NotificationPipes, _ definitions: [FIFODefinition]) {
  pipes.follow(
    definitions, owner: { _ in nil }, mustBeSafe: false, credentials: { _ in .own }, at: start)
}

private func text(_ path: String) -> String {
  (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
}

/// Until something is so, or ten seconds are over.
private func becomes(_ pipes: NotificationPipes, _ isSo: () -> Bool) -> Bool {
  for _ in 0..<1000 {
    pipes.advance(at: MonotonicClock.now)
    if isSo() { return true }
    usleep(10_000)
  }
  return false
}

@Test func aReaderIsStartedWithThePathAndGetsItsLinesAndIsEndedAtTheEnd() throws {
  let directory = try Folder()
  let path = directory.path + "/pipe"
  let script = directory.path + "/reader"
  try "#!/bin/sh\necho \"$@\" > \(path).arguments\ncat \"$2\" > \(path).lines\n"
    .write(toFile: script, atomically: true, encoding: .utf8)
  chmod(script, 0o755)
  let pipes = try pipes()
  let reader = Script(
    arguments: [script, "one"], position: Position(file: "a", line: 1, column: 1))
  follow(pipes, [FIFODefinition(scope: .routers, path: path, script: reader)])
  pipes.write(NotificationLine(.instance("a"), "BACKUP", priority: 7))
  #expect(becomes(pipes) { text(path + ".lines") == "INSTANCE \"a\" BACKUP 7\n" })
  #expect(text(path + ".arguments") == "one \(path)\n")
  pipes.end(at: MonotonicClock.now)
  #expect(becomes(pipes) { pipes.isIdle })
  #expect(!FileManager.default.fileExists(atPath: path))
}

@Test func aPipeThatNobodyReadsHoldsNobodyUp() throws {
  let directory = try Folder()
  let path = directory.path + "/pipe"
  let pipes = try pipes()
  follow(pipes, [FIFODefinition(scope: .everything, path: path)])
  for priority in 0..<10_000 {
    pipes.write(
      NotificationLine(.instance("a"), "MASTER", priority: UInt8(truncatingIfNeeded: priority)))
  }
  #expect(pipes.lost(at: path) > 0)
  let reading = open(path, O_RDONLY | O_NONBLOCK)
  var buffer = [UInt8](repeating: 0, count: 1 << 20)
  while read(reading, &buffer, buffer.count) > 0 {}
  close(reading)
  pipes.write(NotificationLine(.instance("a"), "MASTER", priority: 1))
  #expect(pipes.lost(at: path) == 0)
}

@Test func somethingElseAtThePathIsLeftAlone() throws {
  let directory = try Folder()
  let path = directory.path + "/pipe"
  try "mine".write(toFile: path, atomically: true, encoding: .utf8)
  let pipes = try pipes()
  follow(pipes, [FIFODefinition(scope: .everything, path: path)])
  pipes.write(NotificationLine(.instance("a"), "MASTER", priority: 1))
  #expect(text(path) == "mine")
}
