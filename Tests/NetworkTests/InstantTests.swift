import Network
import Testing

@Test func instantsAndDurationsAddUp() {
  let start = Instant(nanoseconds: 5)
  #expect(start + .milliseconds(2) == Instant(nanoseconds: 2_000_005))
  #expect(start + .milliseconds(2) - start == .milliseconds(2))
  #expect(start - .nanoseconds(7) == Instant(nanoseconds: -2))
}

@Test func theEndsOfTheClockAreNotPassed() {
  let last = Instant(nanoseconds: .max)
  #expect(last + .seconds(1) == last)
  #expect(Instant(nanoseconds: .min) - .seconds(1) == Instant(nanoseconds: .min))
  #expect(Duration.seconds(Int64.max).nanoseconds == .max)
  #expect(Duration.seconds(Int64.min).nanoseconds == .min)
}
