/// What one check says of its real server's weight. It stands until the same check says something
/// else; what several say is added up anew each time, so that nothing can grow by being repeated.
package enum WeightContribution: Hashable, Sendable {
  /// The weight is this (`misc_dynamic`: exit code 2 to 255 less 2).
  case absolute(Int)
  /// So many hundredths of the configured weight (an agent's `75%`); 0 or more.
  case percentage(Int)
  /// So much more than the configured weight, or less (a tracked file's value, BFD's weight).
  case delta(Int)

  /// The greatest weight (ip_vs_ctl.c holds it in a C `int`; keepalived's grammar has the same bound).
  package static let greatestWeight: UInt32 = 2_147_483_647

  /// What is to be added to the configured weight, within ±2³¹. A part of a weight that is not zero
  /// is at least 1: only 0 % is none.
  package func change(from configured: UInt32) -> Int {
    let configured = Int(configured)
    let change =
      switch self {
      case .absolute(let weight): Self.bounded(weight) - configured
      case .percentage(let percent) where percent > 0 && configured > 0:
        max(1, configured * min(percent, 1_000_000) / 100) - configured
      case .percentage: -configured
      case .delta(let change): change
      }
    return Self.bounded(change)
  }

  /// `configured` with all that is said of it, from 0 to `greatestWeight`.
  package static func weight(
    from configured: UInt32, _ contributions: some Sequence<WeightContribution>
  ) -> UInt32 {
    let sum = contributions.reduce(Int(configured)) { $0 + $1.change(from: configured) }
    return UInt32(max(0, min(sum, Int(greatestWeight))))
  }

  private static func bounded(_ number: Int) -> Int {
    max(-Int(greatestWeight), min(number, Int(greatestWeight)))
  }
}
