extension Duration {
  /// `850 µs`, `12.3 ms`, `1.25 s`, `90 s`.
  package var words: String {
    let microseconds = nanoseconds / 1000
    switch microseconds {
    case ..<1000: return "\(microseconds) µs"
    case ..<1_000_000: return Self.decimal(microseconds / 100, 10) + " ms"
    default: return Self.decimal(microseconds / 10_000, 100) + " s"
    }
  }

  /// A number of tenths or hundredths, without trailing noughts.
  private static func decimal(_ parts: Int64, _ one: Int64) -> String {
    let (whole, rest) = parts.quotientAndRemainder(dividingBy: one)
    guard rest != 0 else { return "\(whole)" }
    if one == 100, rest % 10 == 0 { return "\(whole).\(rest / 10)" }
    return "\(whole).\(one == 100 && rest < 10 ? "0" : "")\(rest)"
  }
}
