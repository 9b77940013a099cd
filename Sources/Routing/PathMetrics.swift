import Network

/// What TCP and IP are told of a route's path (`RTA_METRICS`): only what is set counts.
package struct PathMetrics: Hashable, Sendable {
  /// `RTAX_*`, with iproute2's words.
  package enum Kind: UInt16, CaseIterable, Hashable, Sendable {
    /// Bytes.
    case mtu = 2
    case window = 3
    /// Milliseconds times eight, and times four.
    case rtt = 4
    case rttvar = 5
    case ssthresh = 6
    case cwnd = 7
    case advmss = 8
    case reordering = 9
    case hoplimit = 10
    case initcwnd = 11
    /// 1 is ecn.
    case features = 12
    /// Milliseconds.
    case rtoMin = 13
    case initrwnd = 14
    case quickack = 15
    case fastOpenWithoutCookie = 17

    package var word: String {
      switch self {
      case .rtoMin: "rto_min"
      case .fastOpenWithoutCookie: "fastopen_no_cookie"
      case .mtu, .window, .rtt, .rttvar, .ssthresh, .cwnd, .advmss, .reordering, .hoplimit,
        .initcwnd, .features, .initrwnd, .quickack:
        "\(self)"
      }
    }
  }

  /// None is 0, which the kernel takes for not set.
  package private(set) var values: [Kind: UInt32] = [:]
  /// `lock`: these are not changed by what the path turns out to be.
  package private(set) var locked: Set<Kind> = []

  package init() {}

  package var isEmpty: Bool { values.isEmpty }

  package mutating func set(_ kind: Kind, to value: UInt32, isLocked: Bool = false) {
    values[kind] = value == 0 ? nil : value
    if isLocked { locked.insert(kind) } else { locked.remove(kind) }
  }

  /// In iproute2's words, as keepalived reads them.
  package var words: [String] {
    values.sorted { $0.key.rawValue < $1.key.rawValue }.map { kind, value in
      let lock = locked.contains(kind) ? "lock " : ""
      return "\(kind.word) \(lock)\(kind == .features ? "ecn" : "\(value)")"
    }
  }

  /// `RTAX_LOCK`
  private static let lock: UInt16 = 1

  func append(to bytes: inout [UInt8]) {
    guard !isEmpty else { return }
    bytes.append(nested: Wire.Route.metrics) { bytes in
      let bits = locked.reduce(UInt32(0)) { $0 | 1 << UInt32($1.rawValue) }
      if bits > 0 { bytes.append(attribute: Self.lock, bits) }
      for (kind, value) in values.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
        bytes.append(attribute: kind.rawValue, value)
      }
    }
  }

  /// From a route's `RTA_METRICS`; what is not known here is passed over.
  init(_ attribute: Attribute) {
    var bits: UInt32 = 0
    for metric in attribute.nested {
      guard let value = metric.integer(UInt32.self) else { continue }
      if metric.type == Self.lock {
        bits = value
      } else if let kind = Kind(rawValue: metric.type) {
        set(kind, to: value)
      }
    }
    locked = Set(values.keys.filter { bits & 1 << UInt32($0.rawValue) != 0 })
  }
}
