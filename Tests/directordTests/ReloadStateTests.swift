import Network
import Testing

@testable import directord

private let start = Instant(nanoseconds: 0)

private func expectAnswer(
  _ reload: inout ReloadState, at now: Instant, _ expected: ReloadState.Answer
) {
  let answer = reload.request(for: nil, at: now)
  #expect(answer == expected)
}

@Test func aReloadThatIsAskedForWhileOneIsUnderWayComesAfterIt() {
  var reload = ReloadState()
  expectAnswer(&reload, at: start, .begin(generation: 1))
  expectAnswer(&reload, at: start, .wait)
  let (_, isWanted) = reload.end()
  #expect(isWanted)
  #expect(!reload.isUnderWay && reload.deadline == nil)
  expectAnswer(&reload, at: start, .begin(generation: 2))
  let (_, isWantedStill) = reload.end()
  #expect(!isWantedStill)
}

@Test func aReloadThatHangsIsSaidOnceAndAnotherTakesItsPlace() {
  var reload = ReloadState()
  _ = reload.request(for: nil, at: start)
  #expect(reload.deadline == start + ReloadState.patience)
  let isWanted = reload.stick()
  #expect(!isWanted)
  #expect(reload.deadline == nil && reload.isUnderWay)
  let later = start + .seconds(60)
  expectAnswer(&reload, at: later, .begin(generation: 2))
  #expect(reload.deadline == later + ReloadState.patience)
}

@Test func aReloadThatWaitedForOneThatHangsTakesItsPlace() {
  var reload = ReloadState()
  _ = reload.request(for: nil, at: start)
  expectAnswer(&reload, at: start, .wait)
  let isWanted = reload.stick()
  #expect(isWanted)
  expectAnswer(&reload, at: start, .begin(generation: 2))
}
