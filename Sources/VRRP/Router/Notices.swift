internal import Network

/// Lets each kind of notice through once a minute: a wrong peer speaks a hundred times a second.
struct NoticeLimit: Sendable {
  enum Kind: Hashable, Sendable {
    case rejected(Rejection.Cause)
    case addressList, otherRouter, interval, secondOwner, rival, neverHeardAnybody, late
    case retained, keepsLosing, waitsForGroup
  }

  private var said: [Kind: Instant] = [:]

  mutating func lets(_ kind: Kind, at now: Instant) -> Bool {
    if let last = said[kind], now - last < .seconds(60) { return false }
    said[kind] = now
    return true
  }
}

extension Router.Notice {
  var kind: NoticeLimit.Kind {
    switch self {
    case .rejected(let rejection, _, _, _): .rejected(rejection.cause)
    case .addressListDiffers: .addressList
    case .otherRouter: .otherRouter
    case .intervalDiffers: .interval
    case .secondOwner: .secondOwner
    case .rival: .rival
    case .neverHeardAnybody: .neverHeardAnybody
    case .late: .late
    case .inherited, .letGo: .retained
    case .keepsLosing: .keepsLosing
    case .waitsForGroup: .waitsForGroup
    }
  }
}

extension Router {
  mutating func notice(_ notice: Notice, at now: Instant) -> [Effect] {
    notices.lets(notice.kind, at: now) ? [.notice(notice)] : []
  }
}
