import Glibc
import Network
import Testing

@testable import System

@Test func aSmallFileIsReplacedWholeAndLeavesNothingBehind() throws {
  let directory = try TemporaryDirectory()
  let file = SmallFile(path: directory.path + "/state")
  #expect(try file.contents() == nil)
  // What a run left that was killed while it wrote; a link there is not followed.
  symlink(directory.path + "/elsewhere", file.path + ".new")
  try file.replace(with: Array("one\n".utf8))
  try file.replace(with: Array("two\n".utf8))
  #expect(try file.contents() == Array("two\n".utf8))
  #expect(access(file.path + ".new", F_OK) != 0)
  #expect(access(directory.path + "/elsewhere", F_OK) != 0)
}

@Test func aSmallFileThatCannotBeReplacedStaysAsItWas() throws {
  let directory = try TemporaryDirectory()
  let file = SmallFile(path: directory.path + "/state")
  mkdir(file.path, 0o700)
  defer { rmdir(file.path) }
  #expect(throws: SystemError.self) { try file.replace(with: Array("one\n".utf8)) }
  #expect(access(file.path + ".new", F_OK) != 0)
}

@Test func aDirectoryThatTakesNoFileIsNamed() throws {
  let directory = try TemporaryDirectory()
  #expect(SmallFile(path: directory.path + "/state").directoryTrouble == nil)
  let missing = SmallFile(path: directory.path + "/none/state").directoryTrouble
  #expect(missing?.contains(directory.path + "/none: No such file or directory") == true)
}

@Test func aPipeInPlaceOfAStateFileIsRefusedAtOnce() throws {
  let directory = try TemporaryDirectory()
  let file = SmallFile(path: directory.path + "/state")
  #expect(mkfifo(file.path, 0o600) == 0)
  #expect(throws: SystemError.self) { try file.contents() }
  #expect(throws: SystemError.self) { try SmallFile(path: "/dev/zero").contents() }
}

@Test func aFileIsNotMadeOutOfAPipe() throws {
  let directory = try TemporaryDirectory()
  let path = directory.path + "/number"
  #expect(mkfifo(path, 0o600) == 0)
  // Without a reader, which would keep a writer waiting, and with one.
  #expect(throws: SystemError.self) { try makeFile(path, Array("1\n".utf8), overwrites: true) }
  let reader = try Descriptor("open", open(path, O_RDONLY | O_NONBLOCK))
  #expect(throws: SystemError.self) { try makeFile(path, Array("1\n".utf8), overwrites: true) }
  var byte: UInt8 = 0
  #expect(read(reader.number, &byte, 1) <= 0)
}
