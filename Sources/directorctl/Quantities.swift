/// Quantities as people read them.
enum Quantity {
  /// `0.4 s`, `12 s`, `3 min`, `4 h 10 min`, `2 d 3 h`
  static func span(_ seconds: Double) -> String {
    let seconds = max(0, seconds.isFinite ? min(seconds, 1e12) : 0)
    if seconds < 9.95 { return "\(tenths(seconds)) s" }
    let whole = Int(seconds.rounded())
    let (minutes, hours, days) = (whole / 60, whole / 3600, whole / 86400)
    if whole < 90 { return "\(whole) s" }
    if minutes < 90 { return "\(minutes) min" }
    if hours < 10 { return "\(hours) h \(minutes % 60) min" }
    if hours < 48 { return "\(hours) h" }
    return days < 10 ? "\(days) d \(hours % 24) h" : "\(days) d"
  }

  /// `0.4 ms`, `12 ms`, `1.2 s`
  static func short(_ seconds: Double) -> String {
    let seconds = max(0, seconds.isFinite ? min(seconds, 1e12) : 0)
    return seconds < 0.9995 ? "\(tenths(seconds * 1000)) ms" : span(seconds)
  }

  /// `0`, `950`, `12.3k`, `4.1M`, `12G`: decimal.
  static func count(_ number: UInt64) -> String {
    let units: [(UInt64, String)] = [
      (1_000_000_000_000, "T"), (1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k"),
    ]
    for (unit, letter) in units where number >= unit {
      let parts = number / (unit / 10)
      return parts >= 1000 || parts % 10 == 0
        ? "\(parts / 10)\(letter)" : "\(parts / 10).\(parts % 10)\(letter)"
    }
    return "\(number)"
  }

  private static func tenths(_ number: Double) -> String {
    let parts = Int((number * 10).rounded())
    return parts % 10 == 0 ? "\(parts / 10)" : "\(parts / 10).\(parts % 10)"
  }
}
