import Configuration
import Foundation
import Network
import System
import Testing
import VRRP

@testable import directord

private let start = MonotonicClock.now

extension [Trackers.News] {
  fileprivate var statuses: [TrackedStatus] {
    compactMap { if case .status(_, let status, _) = $0 { status } else { nil } }
  }
}

private func definition(_ block: String) throws -> DirectorConfiguration {
  try #require(load(text: Array(block.utf8), name: "a").configuration)
}

@Test func aTrackedFilesNumberIsTold() throws {
  let directory = FileManager.default.temporaryDirectory.appending(path: "directord-\(UUID())")
  try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: directory) }
  let path = directory.path + "/number"
  let file = try definition("track_file f {\n file \(path)\n init_file 7\n}\n").files
  let files = try TrackedFiles()
  #expect(files.follow(file, isStart: true, at: start).statuses == [.value(7)])
  try "0x10".write(toFile: path, atomically: true, encoding: .utf8)
  #expect(files.advance(isTold: true, at: start).statuses == [.value(16)])
  #expect(files.advance(isTold: true, at: start).isEmpty)
  try FileManager.default.removeItem(atPath: path)
  #expect(files.advance(isTold: true, at: start).statuses == [.value(0)])
  #expect(files.follow(file, isStart: false, at: start).statuses == [.value(0)])
  #expect(!FileManager.default.fileExists(atPath: path))
}

@Test func processesAreCountedAsTheyComeAndGo() throws {
  let mark = "3\(UInt32.random(in: 100_000...999_999))"
  let wanted = try definition("vrrp_track_process p {\n process sleep \(mark)\n}\n").processes
  let processes = TrackedProcesses()
  _ = processes.follow(wanted, at: start)
  #expect(processes.advance(at: start).statuses == [.down])
  let child = Process()
  child.executableURL = URL(filePath: "/bin/sleep")
  child.arguments = [mark]
  try child.run()
  #expect(status(processes) == .up)
  // What it was started from may block other signals.
  kill(child.processIdentifier, SIGKILL)
  child.waitUntilExit()
  #expect(status(processes) == .down)
}

/// The next status, whichever way it is learnt.
private func status(_ processes: TrackedProcesses) -> TrackedStatus? {
  for _ in 0..<600 {
    if let status = processes.advance(at: MonotonicClock.now).statuses.last { return status }
    usleep(10_000)
  }
  return nil
}
