import CLinux
import Glibc
import Network
import Testing

@testable import System

private func write(_ text: String, to path: String) throws {
  try SmallFile(path: path).replace(with: Array(text.utf8))
}

/// Waits until the watch tells of something.
private func changes(_ watch: FileWatch) throws -> Set<String> {
  let poller = try Poller(capacity: 1)
  try poller.add(watch.descriptor, for: .readable, token: 0)
  _ = try poller.wait(until: MonotonicClock.now + .seconds(5))
  return watch.takeChanged()
}

@Test func aFileIsSeenThatIsMadeChangedAndTakenAway() throws {
  let directory = try TemporaryDirectory()
  let path = directory.path + "/number"
  let watch = try FileWatch()
  watch.follow([path])
  #expect(!watch.hasUnwatched)
  #expect(beginning(of: path) == nil)
  try write("5", to: path)
  #expect(try changes(watch) == [path])
  #expect(beginning(of: path) == Array("5".utf8))
  try write("6", to: directory.path + "/another")
  #expect(try changes(watch).isEmpty)
  unlink(path)
  #expect(try changes(watch) == [path])
}

@Test func aDirectoryThatComesLaterIsWatchedThen() throws {
  let directory = try TemporaryDirectory()
  let inner = directory.path + "/inner"
  let watch = try FileWatch()
  watch.follow([inner + "/number"])
  #expect(watch.hasUnwatched)
  mkdir(inner, 0o700)
  defer { rmdir(inner) }
  watch.retry()
  #expect(!watch.hasUnwatched)
  try write("5", to: inner + "/number")
  #expect(try changes(watch) == [inner + "/number"])
  unlink(inner + "/number")
  rmdir(inner)
  #expect(try changes(watch) == [inner + "/number"])
  #expect(watch.hasUnwatched)
}

@Test func aPipeIsNoFileToReadANumberFrom() throws {
  let directory = try TemporaryDirectory()
  let path = directory.path + "/pipe"
  #expect(mkfifo(path, 0o600) == 0)
  #expect(beginning(of: path) == nil)
  #expect(beginning(of: directory.path) == nil)
}

@Test func aFileIsMadeOnceOrOverwrittenAndNoLinkIsFollowed() throws {
  let directory = try TemporaryDirectory()
  let path = directory.path + "/number"
  try makeFile(path, Array("1\n".utf8), overwrites: false)
  try makeFile(path, Array("2\n".utf8), overwrites: false)
  #expect(beginning(of: path) == Array("1\n".utf8))
  try makeFile(path, Array("3\n".utf8), overwrites: true)
  #expect(beginning(of: path) == Array("3\n".utf8))
  symlink("/nowhere", directory.path + "/link")
  #expect(throws: SystemError.self) {
    try makeFile(directory.path + "/link", [], overwrites: true)
  }
}

@Test func thisProcessIsInTheTable() throws {
  #expect(try ProcessTable.numbers().contains(getpid()))
  #expect(ProcessTable.name(of: getpid()) != nil)
  #expect(ProcessTable.arguments(of: getpid()).first == CommandLine.arguments.first)
  #expect(ProcessTable.name(of: Int32.max) == nil)
}

/// A message of the process connector.
private func message(_ what: UInt32, _ data: [UInt32]) -> [UInt8] {
  [UInt8](repeating: 0, count: 36)
    + ([what, 0, 0, 0] + data).flatMap { number in withUnsafeBytes(of: number) { Array($0) } }
}

@Test func whatTheKernelTellsOfProcessesIsUnderstoodAndThreadsAreNot() {
  #expect(ProcessEvents.Event(message(1, [1, 1, 8, 8])) == .changed(8))
  #expect(ProcessEvents.Event(message(1, [1, 1, 9, 8])) == nil)
  #expect(ProcessEvents.Event(message(2, [8, 8])) == .changed(8))
  #expect(ProcessEvents.Event(message(0x200, [8, 8])) == .changed(8))
  #expect(ProcessEvents.Event(message(0x8000_0000, [8, 8, 0, 0])) == .ended(8))
  #expect(ProcessEvents.Event(message(0x8000_0000, [9, 8, 0, 0])) == nil)
  #expect(ProcessEvents.Event(message(4, [8, 8])) == nil)
  #expect(ProcessEvents.Event(message(2, [8])) == nil)
  #expect(ProcessEvents.Event([]) == nil)
}
