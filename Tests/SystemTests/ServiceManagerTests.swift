import Glibc
import Testing

@testable import System

/// A service manager's end of the notify socket.
private final class NotifySocket {
  let descriptor: CInt

  init(_ name: [UInt8]) throws {
    descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue), 0)
    guard withUnixAddress(name, { bind(descriptor, $0, $1) }) == 0 else {
      throw SystemError("bind")
    }
  }

  deinit { close(descriptor) }

  func next() -> String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &buffer, buffer.count, CInt(MSG_DONTWAIT))
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }
}

@Test func theManagerIsToldAtAPath() throws {
  let directory = try TemporaryDirectory()
  let path = directory.path + "/notify"
  let socket = try NotifySocket(Array(path.utf8))
  let manager = ServiceManager(environment: ["NOTIFY_SOCKET": path])
  #expect(manager.tell([.ready, .status("2 virtual servers\nup")]) == nil)
  #expect(socket.next() == "READY=1\nSTATUS=2 virtual servers up")
  #expect(manager.tell([.reloading(microseconds: 17)]) == nil)
  #expect(socket.next() == "RELOADING=1\nMONOTONIC_USEC=17")
  #expect(manager.tell([.stopping]) == nil)
  #expect(manager.tell([.watchdog]) == nil)
  #expect(socket.next() == "STOPPING=1")
  #expect(socket.next() == "WATCHDOG=1")
  #expect(manager.tell([.extendTimeout(microseconds: 30_000_000)]) == nil)
  #expect(socket.next() == "EXTEND_TIMEOUT_USEC=30000000")
}

@Test func theManagerIsToldAtAnAbstractName() throws {
  let name = "directord-test-\(getpid())"
  let socket = try NotifySocket([0] + Array(name.utf8))
  let manager = ServiceManager(environment: ["NOTIFY_SOCKET": "@" + name])
  #expect(manager.tell([.ready]) == nil)
  #expect(socket.next() == "READY=1")
}

@Test func withoutAManagerNothingIsToldAndAGoneOneIsAnErrorOnly() {
  #expect(ServiceManager(environment: [:]).tell([.ready]) == nil)
  #expect(ServiceManager(environment: ["NOTIFY_SOCKET": "relative"]).tell([.ready]) == nil)
  let long = "/" + String(repeating: "x", count: 200)
  #expect(ServiceManager(environment: ["NOTIFY_SOCKET": long]).tell([.ready]) == nil)
  let gone = ServiceManager(environment: ["NOTIFY_SOCKET": "/nonexistent/notify"])
  #expect(gone.tell([.ready])?.number == ENOENT)
}

@Test func theWatchdogIsToldTwiceAsOftenAsItAsks() {
  func interval(_ environment: [String: String]) -> Duration? {
    ServiceManager(environment: environment, process: 42).watchdogInterval
  }
  #expect(interval(["WATCHDOG_USEC": "30000000"]) == .seconds(15))
  #expect(interval(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "42"]) == .seconds(15))
  #expect(interval(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "43"]) == nil)
  #expect(interval(["WATCHDOG_USEC": "soon"]) == nil)
  #expect(interval([:]) == nil)
}
