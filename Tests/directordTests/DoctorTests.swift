import Control
import Doctor
import Network
import Service
import Testing

@testable import directord

private let start = Instant(nanoseconds: 1_000_000_000_000)

@Suite struct ExaminationScheduleTests {
  @Test func anExaminationFollowsTheStartAChangeAndAMinute() {
    var schedule = ExaminationSchedule()
    #expect(schedule.due == nil)
    schedule.configured(at: start)
    #expect(schedule.due == start + .seconds(3))
    schedule.begun()
    #expect(schedule.due == nil)
    schedule.ended(isOpen: false, at: start + .seconds(4))
    #expect(schedule.due == start + .seconds(64))
    schedule.changed(at: start + .seconds(20))
    #expect(schedule.due == start + .seconds(22))
  }

  @Test func aFloodOfChangesIsLookedAtWithAPause() {
    var schedule = ExaminationSchedule()
    var now = start
    schedule.changed(at: now)
    var count = 0
    for _ in 0..<600 {
      now = now + .milliseconds(100)
      schedule.changed(at: now)
      if let due = schedule.due, due <= now {
        schedule.begun()
        schedule.changed(at: now)
        schedule.ended(isOpen: false, at: now)
        count += 1
      }
    }
    #expect((8...12).contains(count))
  }

  @Test func whatIsSeenOnceIsLookedForSoon() {
    var schedule = ExaminationSchedule()
    schedule.configured(at: start)
    schedule.begun()
    schedule.ended(isOpen: true, at: start + .seconds(3))
    #expect(schedule.due == start + .seconds(8))
    schedule.stop()
    #expect(schedule.due == nil)
  }
}

@Suite struct StandingFindingsTests {
  private let forwarding = Finding(
    "N04", .error, object: "tcp 192.168.3.108:80", "net.ipv4.ip_forward is 0.",
    mend: [.set("net.ipv4.ip_forward", to: "1")])

  @Test func aFindingIsToldOnceWhenItIsSeenTwice() {
    var standing = StandingFindings()
    #expect(standing.take([forwarding], at: 1) == [])
    #expect(standing.told == [])
    #expect(standing.isOpen)
    let lines = standing.take([forwarding], at: 6)
    #expect(lines.map(\.level) == [.warning])
    #expect(
      lines.first?.text
        == "doctor: N04 error: tcp 192.168.3.108:80: net.ipv4.ip_forward is 0.; mend: "
        + "sysctl -w net.ipv4.ip_forward=1; 'directorctl doctor' shows more")
    #expect(standing.told.map(\.id) == ["N04"])
    #expect(standing.told.first?.since == 1)
    #expect(!standing.isOpen)
    #expect(standing.take([forwarding], at: 66) == [])
  }

  @Test func oneThatIsGoneIsToldOnceWhenItIsMissedTwice() {
    var standing = StandingFindings()
    for moment in [1.0, 2] { _ = standing.take([forwarding], at: moment) }
    #expect(standing.take([], at: 3) == [])
    #expect(standing.told.count == 1)
    #expect(standing.isOpen)
    #expect(standing.take([], at: 4).map(\.level) == [.notice])
    #expect(standing.told == [])
    #expect(standing.take([], at: 5) == [])
  }

  @Test func whatIsSeenForAMomentIsNotTold() {
    var standing = StandingFindings()
    #expect(standing.take([forwarding], at: 1) == [])
    #expect(standing.take([], at: 2) == [])
    #expect(!standing.isOpen)
    _ = standing.take([forwarding], at: 3)
    _ = standing.take([forwarding], at: 4)
    #expect(standing.take([], at: 5) == [])
    #expect(standing.take([forwarding], at: 6) == [])
    #expect(!standing.isOpen)
  }

  @Test func notesAreNotTold() {
    var standing = StandingFindings()
    let note = Finding("K11", .note, object: "kernel", "x")
    let unknown = Finding("U00", .unknown, object: "rulesets", "x")
    for moment in [1.0, 2] { #expect(standing.take([note, unknown], at: moment) == []) }
    #expect(standing.told == [])
  }

  @Test func manyAreCounted() {
    var standing = StandingFindings()
    let many = (0..<50).map { Finding("N17", .error, object: "10.0.0.\($0)", "silent") }
    _ = standing.take(many, at: 1)
    let lines = standing.take(many, at: 2)
    #expect(lines.count == 21)
    #expect(lines.last?.text == "doctor: and 30 more: 'directorctl doctor' shows them")
    #expect(standing.told.count == 50)
  }
}
