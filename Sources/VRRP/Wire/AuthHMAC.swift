internal import Digests
internal import Network

/// keepalived's `auth_hmac` (2.4.2 and later; draft-cassen-vrrp-auth-hmac): 28 bytes after the
/// message, with HMAC-SHA-256 cut to 128 bits.
///
/// ```
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |    Type: 1    |    Key ID     |           Reserved            |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |              Seconds since 1970, modulo 2³²                   |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |   Second's fraction / 2¹⁶     |           Counter             |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// +                        HMAC, 16                               +
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
package struct AuthHMAC: Hashable, Sendable {
  package var key: UInt8
  /// Seconds, fraction and counter as one number; it grows under serial arithmetic (RFC 1982).
  package var sequence: UInt64
  /// Sixteen bytes.
  package var tag: [UInt8]

  package static let length = 28

  var unsigned: [UInt8] { [1, key, 0, 0] + networkOrder(sequence) }
  package var bytes: [UInt8] { unsigned + tag }

  /// Reads the trailer that `bytes` are.
  package static func read(_ bytes: some Collection<UInt8>) throws(Rejection) -> AuthHMAC {
    var reader = Reader(bytes)
    guard bytes.count == length, let type = reader.integer(UInt8.self),
      let key = reader.integer(UInt8.self), let reserved = reader.integer(UInt16.self),
      let sequence = reader.integer(UInt64.self)
    else { throw .length(bytes.count, needed: length) }
    guard type == 1, reserved == 0 else { throw .authenticationType(type) }
    return AuthHMAC(key: key, sequence: sequence, tag: Array(reader.rest))
  }

  /// What a trailer is computed with, and what is asked of those received.
  package struct Settings: Codable, Hashable, Sendable {
    /// Whether peers without a trailer are heard, and whether this side sends one.
    package enum Mode: Codable, Hashable, Sendable {
      case enforce
      case permissive
      case receiveOnly
    }

    /// Keys by their identifier, 32 to 64 bytes each.
    package var keys: [UInt8: [UInt8]]
    /// The key for sending.
    package var activeKey: UInt8
    /// How far a time stamp may be off, in seconds, 1…300; nil: only growth is asked
    /// (`anti_replay monotonic`).
    package var window: Int32?
    package var mode: Mode

    package init(keys: [UInt8: [UInt8]], activeKey: UInt8, window: Int32?, mode: Mode) {
      self.keys = keys
      self.activeKey = activeKey
      self.window = window
      self.mode = mode
    }
  }

  /// What the tag covers: family, version, virtual router and source as a header of its own; the
  /// message with a checksum of zero; the trailer with a tag of zero.
  static func tag(
    message: some Collection<UInt8>, trailer: [UInt8], source: Address, key: [UInt8]
  ) -> [UInt8] {
    var header: [UInt8] = [source.family == .ipv6 ? 6 : 4]
    header.append((message.first ?? 0) >> 4)
    header.append(message.dropFirst().first ?? 0)
    header += [0] + source.bytes
    header += [UInt8](repeating: 0, count: 20 - header.count)
    let covered =
      header + message.prefix(6) + [0, 0] + message.dropFirst(8) + trailer.prefix(12)
      + [UInt8](repeating: 0, count: 16)
    return Array(HashFunction.sha256.authenticationCode(of: covered, key: key).prefix(16))
  }
}

/// The growing numbers of one sender, and the highest seen of others.
package struct HMACSequence: Hashable, Sendable {
  private var sent: UInt64 = 0
  /// By source; at most eight, the one least recently heard goes first.
  private var marks: [(source: Address, sequence: UInt64)] = []

  package init() {}

  package static func == (left: HMACSequence, right: HMACSequence) -> Bool {
    left.sent == right.sent && left.marks.elementsEqual(right.marks, by: ==)
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(sent) }

  /// The number of the next packet at `wall`, the time since 1970: the clock, or one more than the
  /// last if the clock has not grown. With a window a clock that was set back is followed once
  /// the last number is out of what receivers accept.
  mutating func next(wall: Duration, window: Int32?) -> UInt64 {
    let clock = HMACSequence.clock(wall)
    let ahead = Int32(truncatingIfNeeded: (sent &- clock) >> 32)
    if isAfter(clock, sent) || window.map({ ahead > $0 }) == true {
      sent = clock
    } else {
      sent &+= 1
    }
    return sent
  }

  /// Notes a number that was authenticated; false if it is not greater than the last.
  mutating func accept(
    _ sequence: UInt64, from source: Address, wall: Duration, window: Int32?
  ) -> Bool {
    let known = marks.firstIndex { $0.source == source }
    if let known {
      let mark = marks[known].sequence
      let isExpired = window.map { abs(HMACSequence.age(mark, wall)) > Int64($0) } == true
      guard isExpired || isAfter(sequence, mark) else { return false }
      marks.remove(at: known)
    } else if marks.count == 8 {
      marks.removeFirst()
    }
    marks.append((source, sequence))
    return true
  }

  /// How many seconds a number is behind the clock.
  static func age(_ sequence: UInt64, _ wall: Duration) -> Int64 {
    Int64(Int32(truncatingIfNeeded: (clock(wall) >> 32) &- (sequence >> 32)))
  }

  private static func clock(_ wall: Duration) -> UInt64 {
    let (seconds, attoseconds) = wall.components
    let fraction = UInt64(clamping: attoseconds / 1_000_000_000) << 16 / 1_000_000_000
    return UInt64(UInt32(truncatingIfNeeded: seconds)) << 32 | (fraction & 0xffff) << 16
  }

  private func isAfter(_ left: UInt64, _ right: UInt64) -> Bool {
    Int64(bitPattern: left &- right) > 0
  }
}
