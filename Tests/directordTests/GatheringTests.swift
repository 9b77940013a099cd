import Network
import Testing

@testable import directord

private func at(_ microseconds: Int64) -> Instant { Instant(nanoseconds: microseconds * 1000) }

struct GatheringTests {
  @Test func whatComesAloneIsReadAtOnce() {
    var gathering = Gathering()
    for moment in stride(from: Int64(0), to: 50_000, by: 10_000) {
      gathering.heard(at: at(moment))
      let pause = gathering.pause(before: nil, at: at(moment + 20))
      #expect(pause == nil)
    }
  }

  @Test func whatFollowsCloselyGathers() {
    var gathering = Gathering()
    gathering.heard(at: at(0))
    gathering.heard(at: at(30))
    let pause = gathering.pause(before: nil, at: at(40))
    #expect(pause == Gathering.pause)
  }

  @Test func aBurstGoesOnWhileEachPauseFindsMore() {
    var gathering = Gathering()
    gathering.heard(at: at(0))
    gathering.heard(at: at(30))
    _ = gathering.pause(before: nil, at: at(40))
    gathering.heard(at: at(300))
    let pause = gathering.pause(before: nil, at: at(340))
    #expect(pause == Gathering.pause)
  }

  @Test func aTurnThatHearsNothingIsFollowedByNoPause() {
    var gathering = Gathering()
    gathering.heard(at: at(0))
    gathering.heard(at: at(30))
    _ = gathering.pause(before: nil, at: at(40))
    let pause = gathering.pause(before: nil, at: at(300))
    #expect(pause == nil)
  }

  @Test func aDeadlineThatIsNearerIsKept() {
    var gathering = Gathering()
    gathering.heard(at: at(0))
    gathering.heard(at: at(30))
    let pause = gathering.pause(before: at(200), at: at(40))
    #expect(pause == nil)
  }
}
