import Configuration
import System
import Testing

@testable import directord

private typealias Wish = ThreadDefinition.Wish

@Test func theElectionIsRealTimeWherePermittedThoughNobodyAsks() {
  #expect(
    ThreadDefinition().wishes == [Wish(setting: .roundRobin(priority: 1), isAsked: false)])
}

@Test func whatTheFileSaysOfTheThreadIsAskedFor() {
  var thread = ThreadDefinition()
  thread.realTimePriority = 50
  thread.locksMemory = true
  #expect(
    thread.wishes == [
      Wish(setting: .roundRobin(priority: 50), isAsked: true),
      Wish(setting: .lockedMemory, isAsked: true),
    ])
}

@Test func anOrdinaryPriorityMakesAnOrdinaryThread() {
  var thread = ThreadDefinition()
  thread.nice = -10
  #expect(thread.wishes == [Wish(setting: .nice(-10), isAsked: true)])
}
