import Glibc
import Network
import Testing

@testable import System

@Test func aPipeOfAStrangerOrForEverybodyIsRefused() throws {
  let directory = try TemporaryDirectory()
  let path = directory.path + "/pipe"
  #expect(mkfifo(path, 0o600) == 0)
  chmod(path, 0o666)
  #expect(throws: SystemError.self) { try NamedPipe(path: path) }
  chmod(path, 0o644)
  _ = try NamedPipe(path: path)
  // Not made by us: it stays.
  #expect(access(path, F_OK) == 0)
  guard geteuid() == 0 else { return }
  chown(path, 4321, 4321)
  #expect(throws: SystemError.self) { try NamedPipe(path: path) }
  _ = try NamedPipe(path: path, owner: Credentials(user: 4321, group: 4321))
}

@Test func aPipeThatTookOursPlaceIsSeenAndLeft() throws {
  let directory = try TemporaryDirectory()
  let path = directory.path + "/pipe"
  do {
    let pipe = try NamedPipe(path: path)
    #expect(pipe.stands)
    unlink(path)
    #expect(!pipe.stands)
    #expect(mkfifo(path, 0o600) == 0)
    #expect(!pipe.stands)
  }
  #expect(access(path, F_OK) == 0)
  unlink(path)
  do { _ = try NamedPipe(path: path) }
  #expect(access(path, F_OK) != 0)
}

@Test func aPipeIsGivenToItsOwner() throws {
  guard geteuid() == 0 else { return }
  let directory = try TemporaryDirectory()
  let path = directory.path + "/pipe"
  let pipe = try NamedPipe(path: path, owner: Credentials(user: 4321, group: 4322))
  #expect(pipe.refusal == nil)
  var status = stat()
  #expect(lstat(path, &status) == 0 && status.st_uid == 4321 && status.st_gid == 4322)
}
