import Network
import VRRP

/// Whom a socket listens to. Packets of virtual routers that are not configured there are a hint for
/// the operator, and a flood of them must cost nothing: after so many the kernel drops the rest for a
/// while.
struct Audience {
  private static let bearable = 20
  private static let pause = Duration.seconds(10)

  /// Configured here.
  var routers: Set<UInt8> = []
  private var strangers = 0
  /// Others are dropped until then; nil: they are not.
  private(set) var opensAt: Instant?

  var isClosed: Bool { opensAt != nil }

  /// True if from now on others are to be dropped.
  mutating func hears(_ packet: Result<ReceivedPacket, Rejection>, at now: Instant) -> Bool {
    if case .success(let packet) = packet, let router = packet.virtualRouter,
      routers.contains(router)
    {
      return false
    }
    strangers += 1
    guard strangers > Self.bearable, opensAt == nil else { return false }
    opensAt = now + Self.pause
    return true
  }

  /// Listens to all again, if it is time.
  mutating func open(at now: Instant) {
    guard let moment = opensAt, moment <= now else { return }
    opensAt = nil
    strangers = 0
  }
}
