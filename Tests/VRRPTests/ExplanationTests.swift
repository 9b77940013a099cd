import Network
import Testing

@testable import VRRP

@Test func everyStateIsExplainedInOneLine() {
  var stage = Stage()
  var lines: [String] = []
  func say(_ stage: Stage) { lines.append(stage.router.explanation(at: stage.now)) }
  say(stage)
  stage.start()
  say(stage)
  stage.hears(200)
  stage.pass(seconds(0.25))
  say(stage)
  stage.pass(.seconds(4))
  say(stage)
  stage.hears(50)
  stage.pass(seconds(0.1))
  say(stage)
  stage.handle(.drainRequested())
  say(stage)
  stage.hears(50)
  stage.pass(.milliseconds(5))
  say(stage)
  stage.handle(.conditionsChanged(priority: 100, faults: [.interfaceDown("eth0")]))
  say(stage)
  #expect(
    lines == [
      "not started",
      "backup: has heard no master yet; takes over in 3.60 s unless it hears more",
      "backup of 192.0.2.252, which has priority 200 and was heard 0.25 s ago; "
        + "takes over in 3.35 s unless it hears more",
      "master for 0.64 s, priority 100",
      "master for 0.74 s, priority 100; 192.0.2.252 said so too 0.10 s ago, with priority 50",
      "leaving: holds its addresses until the next master has spoken, for 1.10 s at most",
      "drained by an operator; 192.0.2.252 has priority 50 and was heard 0.00 s ago; "
        + "takes over as the last resort in 3.99 s unless it hears more",
      "fault: interface eth0 is down; and drained by an operator",
    ])
}

@Test func everyNoticeAndEveryReasonHasItsOwnWords() {
  let address = Stage.higher
  let notices: [Router.Notice] = [
    .rejected(.checksum, router: 7, from: address, count: 3),
    .rejected(.checksum, router: 7, from: nil, count: 3),
    .addressListDiffers(from: address, theirs: [address]),
    .otherRouter(7, from: address, theirs: [address]), .intervalDiffers(from: address, .zero),
    .secondOwner(address), .rival(address, priority: 3), .neverHeardAnybody,
    .late(.seconds(1)),
  ]
  #expect(Set(notices.map(\.description)).count == notices.count)
  #expect(notices.filter(\.isWarning).count == 7)
  let reasons: [Router.TransitionReason] = [
    .started, .ownerStarted, .silence(.zero), .masterReleased(address), .masterReleased(nil),
    .preemption, .higherPriority(3, address), .tie(address), .group, .faults([.sourceMissing]),
    .recovered, .drain, .undrain, .stop, .relieved(address), .unrelieved,
    .lastResort(.zero),
  ]
  #expect(Set(reasons.map(\.description)).count == reasons.count)
}
