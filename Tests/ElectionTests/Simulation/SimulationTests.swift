import Glibc
import Testing

/// `SIMULATION_SEED` replays one seed; `SIMULATION_SEEDS` says how many are run, 200 else (1,000 by
/// `Tests/run`); `SIMULATION_TRACE` tells what happened before a failure.
private let seeds: ClosedRange<UInt64> = {
  if let one = number("SIMULATION_SEED") { return one...one }
  return 1...max(number("SIMULATION_SEEDS") ?? 200, 1)
}()

private func number(_ name: String) -> UInt64? {
  getenv(name).flatMap { UInt64(String(cString: $0)) }
}

@Test(arguments: seeds)
func directorsShareTheAddressesInAnyWeather(_ seed: UInt64) {
  var story = Story(seed: seed)
  if getenv("SIMULATION_TRACE") != nil { story.world.trace = [] }
  if let failure = story.run(rounds: 6) {
    Issue.record(
      """
      seed \(seed): \(failure)
      replay: SIMULATION_SEED=\(seed) swift test --filter directorsShareTheAddresses
      \(story.world.trace?.suffix(400).joined(separator: "\n") ?? "")
      """)
  }
}

@Test func aSeedTellsTheSameStoryTwice() {
  for seed in seeds.prefix(3) {
    var first = Story(seed: seed)
    var second = Story(seed: seed)
    _ = first.run(rounds: 3)
    _ = second.run(rounds: 3)
    #expect(first.world.transitions == second.world.transitions)
    #expect(first.world.now == second.world.now)
  }
}
