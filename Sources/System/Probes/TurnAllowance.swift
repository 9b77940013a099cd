/// How much the probes may do in one turn of the loop, counted in bytes: one stands for about 10 ns of
/// work, so that a turn takes a few milliseconds, whatever the servers send.
struct TurnAllowance {
  /// Of all probes together.
  static let total = 512 << 10
  /// Of one connection: then the others have their turn, and it goes on in the next one.
  static let connection = 64 << 10
  /// What hearing a connection costs besides its bytes, and how often it is heard in one turn.
  static let reading = 2 << 10
  static let readings = 16
  /// The beginning of a handshake in libcurl.
  static let handshake = 48 << 10
  /// A step of a handshake, or a piece of a page, in libcurl, if it takes no longer than is usual.
  static let transfer = 16 << 10
  /// A computation that was begun here and is too long for a turn.
  static let computation = 64 << 10

  private(set) var left = TurnAllowance.total

  var isSpent: Bool { left <= 0 }

  mutating func charge(_ bytes: Int) { left -= bytes }

  /// As many bytes as the time stands for.
  static func bytes(_ time: Duration) -> Int { Int(clamping: time.nanoseconds / 10) }
}
