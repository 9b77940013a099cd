import Network
import Testing

@testable import Service

private func second(_ second: Int64) -> Instant { Instant(nanoseconds: second * 1_000_000_000) }

@Suite struct CorrespondenceTests {
  @Test func theFirstLetterGoesAtOnceAndTheNextOnesTogether() {
    var post = Correspondence()
    #expect(post.deadline == nil)
    post.add(subject: "one - DOWN", "one is down", stamp: "10:00")
    #expect(
      post.next(at: second(0))
        == Correspondence.Letter(subject: "one - DOWN", lines: ["10:00  one is down"]))
    post.add(subject: "two - DOWN", "two is down", stamp: "10:01")
    #expect(post.deadline == nil)
    post.sent(at: second(1))
    #expect(post.next(at: second(30)) == nil)
    post.add(subject: "one - UP", "one is up", stamp: "10:02")
    #expect(post.deadline == second(31))
    #expect(
      post.next(at: second(31))
        == Correspondence.Letter(
          subject: "two - DOWN, and 1 more", lines: ["10:01  two is down", "10:02  one is up"]))
  }

  @Test func theSameWordsAreToldOnceAndCounted() {
    var post = Correspondence()
    for _ in 1...3 { post.add(subject: "one - DOWN", "one is down", stamp: "10:00") }
    #expect(
      post.next(at: second(0))
        == Correspondence.Letter(subject: "one - DOWN", lines: ["10:00  one is down (3 times)"]))
  }

  @Test func aStormIsBounded() {
    var post = Correspondence()
    for number in 1...10_000 { post.add(subject: "s", "server \(number)", stamp: "") }
    let letter = post.next(at: second(0))
    #expect(letter?.lines.count == 501)
    #expect(letter?.lines.last == "and 9500 more, which the log has")
    #expect(letter?.subject == "s, and 9999 more")
  }
}
