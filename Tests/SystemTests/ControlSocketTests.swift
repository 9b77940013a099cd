import Glibc
import Network
import Testing

@testable import System

func connected(to path: String) throws -> Descriptor {
  let client = try Descriptor("socket", socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0))
  guard withUnixAddress(Array(path.utf8), { connect(client.number, $0, $1) }) == 0 else {
    throw SystemError("connect")
  }
  return client
}

func write(_ text: String, to client: borrowing Descriptor) {
  let bytes = Array(text.utf8)
  _ = send(client.number, bytes, bytes.count, CInt(MSG_NOSIGNAL))
}

/// Turns until `count` lines have come, or nothing waits: what a test has sent is there at once.
func lines(_ count: Int, from socket: ControlSocket) throws -> [ControlSocket.Line] {
  var lines: [ControlSocket.Line] = []
  let poller = try Poller()
  try poller.add(socket.descriptor, for: .readable, token: 0)
  while lines.count < count, try !poller.waitingNow().isEmpty {
    lines += socket.advance(at: MonotonicClock.now)
  }
  return lines
}

func text(_ lines: [ControlSocket.Line]) -> [String] {
  lines.map { String(decoding: $0.bytes, as: UTF8.self) }
}

@Test func aLineIsHeardAndAnswered() throws {
  let directory = try TemporaryDirectory()
  let socket = try ControlSocket(directory: directory.path)
  let client = try connected(to: socket.path)
  write("first\nsec", to: client)
  let first = try lines(1, from: socket)
  #expect(text(first) == ["first"])
  write("ond\nthird\n", to: client)
  #expect(text(try lines(2, from: socket)) == ["second", "third"])
  let identifier = try #require(first.first?.client)
  socket.send(Array("answer\n".utf8), to: identifier, at: MonotonicClock.now)
  var buffer = [UInt8](repeating: 0, count: 100)
  let count = recv(client.number, &buffer, buffer.count, 0)
  #expect(Array(buffer.prefix(max(0, count))) == Array("answer\n".utf8))
}

@Test func onlyRootMayOpenTheSocket() throws {
  let directory = try TemporaryDirectory()
  let socket = try ControlSocket(directory: directory.path)
  var status = stat()
  #expect(stat(socket.path, &status) == 0)
  #expect(status.st_mode & 0o777 == 0o600)
}

@Test func aSecondDaemonIsRefusedAndAStaleSocketReplaced() throws {
  let directory = try TemporaryDirectory()
  let path = directory.path + "/control.sock"
  do {
    let stale = try Descriptor("socket", Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0))
    #expect(withUnixAddress(Array(path.utf8)) { bind(stale.number, $0, $1) } == 0)
  }
  let first = try ControlSocket(directory: directory.path)
  #expect(throws: ControlSocketError.inUse(path)) {
    try ControlSocket(directory: directory.path)
  }
  // Without its lock file it still answers.
  unlink(directory.path + "/control.lock")
  #expect(throws: ControlSocketError.inUse(path)) {
    try ControlSocket(directory: directory.path)
  }
  #expect(access(first.path, F_OK) == 0)
  let long = directory.path + "/" + String(repeating: "x", count: 100)
  #expect(throws: ControlSocketError.nameTooLong(long + "/control.sock")) {
    try ControlSocket(directory: long)
  }
}

@Test func aLineWithoutAnEndDropsItsClientAlone() throws {
  let directory = try TemporaryDirectory()
  var bounds = ControlSocket.Bounds()
  bounds.line = 100
  let socket = try ControlSocket(directory: directory.path, bounds: bounds)
  let loud = try connected(to: socket.path)
  let quiet = try connected(to: socket.path)
  write(String(repeating: "x", count: 101), to: loud)
  write("hello\n", to: quiet)
  #expect(text(try lines(1, from: socket)) == ["hello"])
  #expect(text(try lines(1, from: socket)) == [])
  var byte: UInt8 = 0
  #expect(recv(loud.number, &byte, 1, CInt(MSG_DONTWAIT)) == 0)
}

@Test func aClientThatDoesNotReadIsDroppedWhenPatienceEnds() throws {
  let directory = try TemporaryDirectory()
  let socket = try ControlSocket(directory: directory.path)
  let client = try connected(to: socket.path)
  write("status\nstatus\n", to: client)
  let line = try #require(try lines(1, from: socket).first)
  let now = MonotonicClock.now
  socket.send([UInt8](repeating: 65, count: 8 << 20), to: line.client, at: now)
  // It has asked again, but is not heard before it has read.
  #expect(socket.advance(at: now).isEmpty)
  #expect(socket.deadline == now + .seconds(10))
  #expect(socket.advance(at: now + .seconds(11)).isEmpty)
  #expect(socket.deadline == nil)
}

@Test func aClientThatClosesItsSideStillGetsItsAnswer() throws {
  let directory = try TemporaryDirectory()
  let socket = try ControlSocket(directory: directory.path)
  let client = try connected(to: socket.path)
  write("status\n", to: client)
  shutdown(client.number, CInt(SHUT_WR))
  let line = try #require(try lines(1, from: socket).first)
  #expect(try lines(1, from: socket).isEmpty)
  socket.send(Array("answer\n".utf8), to: line.client, at: MonotonicClock.now)
  var buffer = [UInt8](repeating: 0, count: 100)
  #expect(recv(client.number, &buffer, buffer.count, 0) == 7)
  #expect(recv(client.number, &buffer, buffer.count, 0) == 0)
}

@Test func moreClientsThanTheBoundAreTurnedAway() throws {
  let directory = try TemporaryDirectory()
  var bounds = ControlSocket.Bounds()
  bounds.clients = 1
  let socket = try ControlSocket(directory: directory.path, bounds: bounds)
  let first = try connected(to: socket.path)
  let second = try connected(to: socket.path)
  write("one\n", to: first)
  #expect(text(try lines(1, from: socket)) == ["one"])
  var byte: UInt8 = 0
  #expect(recv(second.number, &byte, 1, 0) == 0)
}
