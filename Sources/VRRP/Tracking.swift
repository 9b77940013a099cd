/// Something outside the protocol whose state counts in an election.
package enum TrackedObject: Codable, Hashable, Sendable, CustomStringConvertible {
  case interface(String)
  case script(String)
  case process(String)
  case file(String)
  /// Whether this director's own view is to be trusted.
  case canary(String)
  /// A session of BFD.
  case session(String)

  package var description: String {
    switch self {
    case .interface(let name): "interface \(name)"
    case .script(let name): "script \(name)"
    case .process(let name): "process \(name)"
    case .file(let name): "file \(name)"
    case .canary(let name): "canary \(name)"
    case .session(let name): "BFD session \(name)"
    }
  }
}

/// What is known of a tracked object.
package enum TrackedStatus: Codable, Hashable, Sendable {
  /// No result yet.
  case pending
  case up
  case down
  /// A tracked file's number.
  case value(Int)
}

/// One line of `track_interface`, `track_script`, `track_process` or `track_file`.
package struct Track: Codable, Hashable, Sendable {
  package var object: TrackedObject
  /// -254…254; 0: a failure is a fault.
  package var weight: Int
  package var isReversed: Bool

  package init(_ object: TrackedObject, weight: Int = 0, isReversed: Bool = false) {
    self.object = object
    self.weight = weight.clamped(to: -254...254)
    self.isReversed = isReversed
  }

  /// What the object's status does: a positive weight counts while all is well, a negative one while
  /// it is not, `reverse` turns the sign; weight 0 decides over taking part at all.
  func effect(_ status: TrackedStatus) -> Effect {
    switch status {
    case .value(let value): return fileEffect(value)
    case .pending:
      guard weight == 0 else { return .points(0) }
      return .fault(.pending("\(object)"))
    case .up, .down:
      let isUp = status == .up
      guard weight != 0 else { return isUp != isReversed ? .points(0) : failure }
      return .points(isUp == (weight > 0) ? (isReversed ? -weight : weight) : 0)
    }
  }

  enum Effect: Hashable {
    case points(Int)
    case fault(FaultReason)
  }

  /// A file's number times the weight; below -253 it is a fault, and with weight 0 every number but
  /// zero is.
  private func fileEffect(_ value: Int) -> Effect {
    guard weight != 0 else { return (value == 0) != isReversed ? .points(0) : failure }
    let factor = isReversed ? -weight : weight
    let points = value.clamped(to: -1000...1000) * factor
    return points < -253 ? failure : .points(points)
  }

  private var failure: Effect {
    switch object {
    case .interface(let name): .fault(.interfaceDown(name))
    case .script(let name): .fault(.scriptFailed(name))
    case .process(let name): .fault(.processMissing(name))
    case .file(let name): .fault(.file(name))
    case .canary(let name): .fault(.canary(name))
    case .session(let name): .fault(.sessionDown(name))
    }
  }
}

/// What trackers make of a router's priority.
package struct Verdict: Hashable, Sendable {
  /// 1…255.
  package var priority: UInt8
  package var faults: Set<FaultReason>
  /// The points that are not zero, in the order of the tracks.
  package var contributions: [Contribution]

  package struct Contribution: Hashable, Sendable {
    package var object: TrackedObject
    package var points: Int
  }

  /// Sums up; the priority of an owner stays 255, any other is kept within 1…254.
  package init(
    base: UInt8, tracks: [Track], status: (TrackedObject) -> TrackedStatus
  ) {
    faults = []
    contributions = []
    var sum = Int(base)
    for track in tracks {
      switch track.effect(status(track.object)) {
      case .fault(let reason): faults.insert(reason)
      case .points(0): break
      case .points(let points):
        sum += points
        contributions.append(Contribution(object: track.object, points: points))
      }
    }
    priority = base == 255 ? 255 : UInt8(sum.clamped(to: 1...254))
  }

  /// One line: `fault: script a fails` or `priority 90: -10 interface eth1`.
  package var explanation: String {
    if !faults.isEmpty {
      return "fault: " + faults.sorted().map(\.description).joined(separator: ", ")
    }
    let points = contributions.map { "\($0.points > 0 ? "+" : "")\($0.points) \($0.object)" }
    return "priority \(priority)" + (points.isEmpty ? "" : ": " + points.joined(separator: ", "))
  }
}

/// Turns single results into a status: `rise`, `fall` and `init_fail` of `vrrp_script`.
package struct Hysteresis: Hashable, Sendable {
  /// How many results in a row change the status; at least one.
  package var rise: Int
  package var fall: Int
  package private(set) var status: TrackedStatus
  private var streak = 0

  package init(rise: Int = 1, fall: Int = 1, failsAtFirst: Bool = false) {
    self.rise = rise
    self.fall = fall
    status = failsAtFirst ? .down : .pending
  }

  /// Before the first status one success is enough, as keepalived has it.
  package mutating func record(success: Bool) {
    switch (status, success) {
    case (.pending, true): become(.up)
    case (.up, true), (.down, false): streak = 0
    case (.down, true), (.value, true): count(to: rise, .up)
    case (.pending, false), (.up, false), (.value, false): count(to: fall, .down)
    }
  }

  private mutating func count(to needed: Int, _ next: TrackedStatus) {
    streak += 1
    if streak >= needed { become(next) }
  }

  private mutating func become(_ next: TrackedStatus) {
    status = next
    streak = 0
  }
}
