import Glibc
import Network
import Testing

@testable import System

private func isClosed(_ client: borrowing Descriptor) -> Bool {
  var byte: UInt8 = 0
  return recv(client.number, &byte, 1, CInt(MSG_DONTWAIT)) == 0
}

@Test func aDirectoryThatOthersMayWriteToIsRefusedBeforeAnythingIsMadeInIt() throws {
  let directory = try TemporaryDirectory()
  for mode: mode_t in [0o777, 0o1777, 0o775] {
    chmod(directory.path, mode)
    #expect(throws: ControlSocketError.self) { try ControlSocket(directory: directory.path) }
    #expect(access(directory.path + "/control.lock", F_OK) != 0)
  }
  chmod(directory.path, 0o755)
  guard geteuid() == 0 else { return }
  chown(directory.path, 4321, 4321)
  let how = "mode 755, owner 4321"
  #expect(throws: ControlSocketError.foreignDirectory(directory.path, how: how)) {
    try ControlSocket(directory: directory.path)
  }
  #expect(access(directory.path + "/control.lock", F_OK) != 0)
}

@Test func noLinkIsFollowedOnTheWayToTheLock() throws {
  let directory = try TemporaryDirectory()
  let inner = directory.path + "/inner"
  mkdir(inner, 0o755)
  let target = directory.path + "/made"
  symlink(target, inner + "/control.lock")
  #expect(throws: ControlSocketError.self) { try ControlSocket(directory: inner) }
  #expect(access(target, F_OK) != 0)
  unlink(inner + "/control.lock")
  symlink(inner, directory.path + "/link")
  #expect(throws: ControlSocketError.self) {
    try ControlSocket(directory: directory.path + "/link")
  }
  #expect(access(inner + "/control.lock", F_OK) != 0)
  rmdir(inner)
}

@Test func aClientThatSaysNothingIsDroppedAndOneThatHasAskedIsNot() throws {
  let directory = try TemporaryDirectory()
  let socket = try ControlSocket(directory: directory.path)
  let silent = try connected(to: socket.path)
  let slow = try connected(to: socket.path)
  let asking = try connected(to: socket.path)
  write("status", to: slow)
  write("status\n", to: asking)
  let line = try #require(try lines(1, from: socket).first)
  let deadline = try #require(socket.deadline)
  _ = socket.advance(at: deadline)
  #expect(isClosed(silent) && isClosed(slow) && !isClosed(asking))
  socket.send(Array("x\n".utf8), to: line.client, at: deadline)
  #expect(socket.deadline == nil)
}

@Test func whenAllPlacesAreTakenWhoeverIsIdleForLongestGoes() throws {
  let directory = try TemporaryDirectory()
  var bounds = ControlSocket.Bounds()
  bounds.clients = 2
  let socket = try ControlSocket(directory: directory.path, bounds: bounds)
  let waiting = try connected(to: socket.path)
  write("one\n", to: waiting)
  #expect(text(try lines(1, from: socket)) == ["one"])
  let idle = try connected(to: socket.path)
  _ = socket.advance(at: MonotonicClock.now)
  let next = try connected(to: socket.path)
  write("two\n", to: next)
  let later = MonotonicClock.now + bounds.pause
  #expect(socket.advance(at: later).isEmpty)
  #expect(text(socket.advance(at: later)) == ["two"])
  #expect(isClosed(idle) && !isClosed(waiting))
}
