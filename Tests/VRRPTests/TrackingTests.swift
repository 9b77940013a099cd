import Testing

@testable import VRRP

private func verdict(_ base: UInt8, _ tracks: [Track], _ status: TrackedStatus) -> Verdict {
  Verdict(base: base, tracks: tracks) { _ in status }
}

struct Weighed: Sendable {
  var weight: Int
  var isReversed = false
  var status: TrackedStatus
  var priority: UInt8
}

@Test(arguments: [
  Weighed(weight: 10, status: .up, priority: 110),
  Weighed(weight: 10, status: .down, priority: 100),
  Weighed(weight: -10, status: .up, priority: 100),
  Weighed(weight: -10, status: .down, priority: 90),
  Weighed(weight: 10, isReversed: true, status: .up, priority: 90),
  Weighed(weight: -10, isReversed: true, status: .down, priority: 110),
  Weighed(weight: 10, status: .pending, priority: 100),
  Weighed(weight: 254, status: .up, priority: 254),
  Weighed(weight: -254, status: .down, priority: 1),
])
func weightsMoveThePriorityWithinBounds(_ given: Weighed) {
  let track = Track(.interface("a"), weight: given.weight, isReversed: given.isReversed)
  let verdict = verdict(100, [track], given.status)
  #expect(verdict.priority == given.priority)
  #expect(verdict.faults.isEmpty)
}

@Test func weightZeroMakesAFailureAFault() {
  #expect(
    verdict(100, [Track(.script("a"))], .down).faults == [.scriptFailed("a")])
  #expect(verdict(100, [Track(.script("a"))], .pending).faults == [.pending("script a")])
  #expect(verdict(100, [Track(.script("a"))], .up).faults == [])
  #expect(
    verdict(100, [Track(.process("p"), isReversed: true)], .up).faults == [.processMissing("p")])
  #expect(verdict(100, [Track(.process("p"), isReversed: true)], .down).faults == [])
}

@Test func anOwnersPriorityStays() {
  #expect(verdict(255, [Track(.interface("a"), weight: -50)], .down).priority == 255)
}

@Test func aFilesNumberIsTimesItsWeight() {
  #expect(verdict(100, [Track(.file("f"), weight: 2)], .value(7)).priority == 114)
  #expect(verdict(100, [Track(.file("f"), weight: -2)], .value(7)).priority == 86)
  #expect(verdict(100, [Track(.file("f"), weight: 1)], .value(-254)).faults == [.file("f")])
  #expect(verdict(100, [Track(.file("f"), weight: 1)], .value(-253)).priority == 1)
  #expect(verdict(100, [Track(.file("f"), weight: 254)], .value(.max)).priority == 254)
  #expect(verdict(100, [Track(.file("f"), weight: 254)], .value(.min)).faults == [.file("f")])
  #expect(verdict(100, [Track(.file("f"))], .value(1)).faults == [.file("f")])
  #expect(verdict(100, [Track(.file("f"))], .value(0)).faults == [])
}

@Test func aVerdictIsExplainedInOneLine() {
  let tracks = [Track(.script("web"), weight: -20), Track(.interface("eth1"), weight: 5)]
  let status: (TrackedObject) -> TrackedStatus = { $0 == .script("web") ? .down : .up }
  #expect(
    Verdict(base: 100, tracks: tracks, status: status).explanation
      == "priority 85: -20 script web, +5 interface eth1")
  #expect(
    verdict(100, [Track(.script("web")), Track(.interface("eth1"))], .down).explanation
      == "fault: interface eth1 is down, script web fails")
}

@Test func aStatusRisesAndFallsWithItsCounts() {
  var script = Hysteresis(rise: 2, fall: 3)
  script.record(success: true)
  #expect(script.status == .up)
  for (success, expected) in [
    (false, TrackedStatus.up), (false, .up), (true, .up), (false, .up), (false, .up),
    (false, .down), (true, .down), (false, .down), (true, .down), (true, .up),
  ] {
    script.record(success: success)
    #expect(script.status == expected)
  }
}

@Test func aScriptMayFailAtFirst() {
  var script = Hysteresis(rise: 2, failsAtFirst: true)
  #expect(script.status == .down)
  script.record(success: true)
  #expect(script.status == .down)
}

@Test func aGroupIgnoresWeightsUnlessTold() {
  let own = [
    Track(.script("a"), weight: 5), Track(.file("f"), weight: 5), Track(.interface("i")),
  ]
  var group = SyncGroup(name: "g", members: [], tracks: [Track(.script("b"))])
  #expect(
    group.tracks(with: own) == [
      Track(.file("f")), Track(.interface("i")), Track(.script("b")),
    ])
  group.usesWeights = true
  #expect(group.tracks(with: own).count == 4)
}

@Test func aGroupIsMasterOnlyWithAllItsMembers() {
  #expect(SyncGroup.standing([.master, .master]) == .master)
  #expect(SyncGroup.standing([.master, .backup]) == .backup)
  #expect(SyncGroup.standing([.backup, .fault]) == .fault)
  #expect(SyncGroup.standing([]) == .initialize)
}
