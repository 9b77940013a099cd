import Glibc

/// Times of day where the operator is.
struct Clock {
  /// `12:03:11`; on another day `Nov 25 12:03:11`.
  func time(of moment: Double, at now: Double) -> String {
    guard let then = parts(of: moment), let today = parts(of: now) else { return "?" }
    let isToday = then.tm_yday == today.tm_yday && then.tm_year == today.tm_year
    return formatted(then, isToday ? "%H:%M:%S" : "%b %e %H:%M:%S")
  }

  private func parts(of moment: Double) -> tm? {
    guard moment.isFinite, abs(moment) < 1e12 else { return nil }
    var seconds = time_t(moment)
    var parts = tm()
    return localtime_r(&seconds, &parts) == nil ? nil : parts
  }

  private func formatted(_ parts: tm, _ format: String) -> String {
    var parts = parts
    var buffer = [CChar](repeating: 0, count: 64)
    let count = strftime(&buffer, buffer.count, format, &parts)
    return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
