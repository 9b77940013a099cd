import CLinux
import Glibc
import Network
import Testing

@testable import System

@Test func aPollerTellsTheTokenOfWhatIsReady() throws {
  let poller = try Poller()
  let mailbox = try Mailbox<Int>()
  try poller.add(mailbox.descriptor, for: .readable, token: 0xfeed_0000_0000_0001)
  #expect(try poller.waitingNow().isEmpty)
  mailbox.post(1)
  let ready = try poller.wait(until: nil)
  #expect(ready.map(\.token) == [0xfeed_0000_0000_0001])
  #expect(ready.first?.events == .readable)
}

@Test func aPollerWaitsUntilItsDeadline() throws {
  let poller = try Poller()
  let deadline = MonotonicClock.now + .milliseconds(3)
  #expect(try poller.wait(until: deadline).isEmpty)
  #expect(MonotonicClock.now >= deadline)
  #expect(try poller.wait(until: deadline - .seconds(9)).isEmpty)
  #expect(try poller.wait(until: Instant(nanoseconds: .min)).isEmpty)
}

@Test func anInnerPollerIsReadyWhileAnythingInItIs() throws {
  let outer = try Poller()
  let inner = try Poller()
  let mailbox = try Mailbox<Int>()
  try outer.add(inner.descriptor, for: .readable, token: 7)
  try inner.add(mailbox.descriptor, for: .readable, token: 8)
  #expect(try outer.waitingNow().isEmpty)
  mailbox.post(1)
  #expect(try outer.wait(until: nil).map(\.token) == [7])
  #expect(try inner.waitingNow().map(\.token) == [8])
}

@Test func aRemovedDescriptorIsSilent() throws {
  let poller = try Poller()
  let mailbox = try Mailbox<Int>()
  try poller.add(mailbox.descriptor, for: .readable, token: 1)
  mailbox.post(1)
  try poller.remove(mailbox.descriptor)
  #expect(try poller.waitingNow().isEmpty)
}

@Test func aRefusedWatchNamesItsCall() throws {
  let poller = try Poller()
  #expect(throws: SystemError("epoll_ctl", EBADF)) {
    try poller.add(-1, for: .readable, token: 1)
  }
}

@Test func messagesArriveInOrderFromAnotherThread() throws {
  let mailbox = try Mailbox<Int>()
  let poller = try Poller()
  try poller.add(mailbox.descriptor, for: .readable, token: 1)
  // Not a task: with a pool as small as the machine, those that wait here keep it from running.
  try startThread(named: "sender") { for number in 0..<1000 { mailbox.post(number) } }
  var received: [Int] = []
  while received.count < 1000, try !poller.wait(until: MonotonicClock.now + .seconds(10)).isEmpty {
    received += mailbox.takeAll()
  }
  #expect(received == Array(0..<1000))
  #expect(try poller.waitingNow().isEmpty)
}

@Test func aBlockedSignalIsRead() throws {
  let signals = try Signals([SIGUSR1])
  #expect(signals.next() == nil)
  pthread_kill(pthread_self(), SIGUSR1)
  #expect(signals.next()?.number == SIGUSR1)
  #expect(signals.next() == nil)
}

@Test func aDescriptorIsClosedWhenItsOwnerIsGone() throws {
  var ends: [CInt] = [-1, -1]
  #expect(pipe(&ends) == 0)
  let reading = Descriptor(owning: ends[0])
  do {
    let writing = Descriptor(owning: ends[1])
    #expect(fcntl(writing.number, F_GETFD) == 0)
  }
  var byte: UInt8 = 0
  #expect(read(reading.number, &byte, 1) == 0, "the end of the pipe, as its writer is closed")
}

@Test func aDescriptorThatCouldNotBeHadNamesItsCall() {
  #expect(throws: SystemError("open nowhere", ENOENT)) {
    _ = try Descriptor("open nowhere", open("/nonexistent", O_RDONLY))
  }
}

@Test(arguments: ["192.0.2.1", "2001:db8::5"])
func anEndpointSurvivesTheWayThroughASocketAddress(text: String) throws {
  let endpoint = Endpoint(try #require(Address(text)), port: 8080)
  let address = SocketAddress(endpoint, scope: 3)
  let back = address.withPointer { pointer, _ in SocketAddress(pointer)?.endpoint }
  #expect(address.endpoint == endpoint)
  #expect(back == endpoint)
  #expect(
    address.withPointer { $1 } == (endpoint.address.family == .ipv4 ? 16 : 28))
}

@Test func theDescriptorLimitIsNotLowered() {
  var before = rlimit()
  getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &before)
  #expect(raiseDescriptorLimit(to: 1) >= before.rlim_cur)
}
