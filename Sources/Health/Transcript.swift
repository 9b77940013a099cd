import Network

/// When a probe's connection stood, TLS stood and the first byte came, from the probe's start; nil
/// if it never came to that. Whole microseconds: one is kept for every check.
package struct ProbePhases: Hashable, Sendable {
  private var values: SIMD3<UInt32> = .init(repeating: .max)

  package init() {}

  package var connected: Duration? {
    get { self[0] }
    set { self[0] = newValue }
  }

  package var secured: Duration? {
    get { self[1] }
    set { self[1] = newValue }
  }

  package var firstByte: Duration? {
    get { self[2] }
    set { self[2] = newValue }
  }

  private subscript(_ index: Int) -> Duration? {
    get { values[index] == .max ? nil : .microseconds(Int64(values[index])) }
    set {
      let microseconds = newValue.map { $0.components.seconds * 1_000_000 + $0.microsecondsRest }
      values[index] = microseconds.map { UInt32(clamping: $0) } ?? .max
    }
  }
}

extension Duration {
  fileprivate var microsecondsRest: Int64 { components.attoseconds / 1_000_000_000_000 }
}

/// One piece of a probe's conversation.
package struct ProbeRemark: Hashable, Sendable {
  package enum Speaker: Hashable, Sendable {
    case director
    case server
  }

  package var speaker: Speaker
  /// From the probe's start.
  package var offset: Duration
  /// The beginning of what was said; empty if it is secret.
  package var bytes: ArraySlice<UInt8>
  /// How many bytes it was, and how many of them are here.
  package var length: Int
  package var kept: Int
}

/// What was said and heard in a probe: the beginnings of its first pieces, in two small arrays, for
/// one is kept for every check that fails.
package struct Transcript: Hashable, Sendable {
  /// So many bytes are kept, so many of one piece, and so many pieces.
  package struct Bounds: Sendable {
    package var total: Int
    package var piece: Int
    package var count: Int

    /// Of a daemon's, which keeps thousands.
    package static let daemon = Bounds(total: 1024, piece: 384, count: 16)
    /// Where one is looked at by a person.
    package static let verbose = Bounds(total: 16 << 10, piece: 4096, count: 64)
  }

  private struct Entry: Hashable {
    var speaker: ProbeRemark.Speaker
    /// In microseconds.
    var offset: UInt32
    var length: UInt32
    /// Where its bytes end; they begin where those of the one before end.
    var end: UInt32
  }

  private var entries: [Entry] = []
  private var bytes: [UInt8] = []

  package init() {}

  package var isEmpty: Bool { entries.isEmpty }

  /// Keeps what fits.
  ///
  /// - Parameters:
  ///   - isSecret: only its length is kept.
  ///   - continues: it goes on from the piece before, if that was the same speaker's.
  package mutating func note(
    _ speaker: ProbeRemark.Speaker, _ piece: ArraySlice<UInt8>, isSecret: Bool = false,
    continues: Bool = false, at offset: Duration, within bounds: Bounds
  ) {
    if continues, entries.last?.speaker == speaker { return goOn(piece, within: bounds) }
    guard entries.count < bounds.count else { return }
    if !isSecret { bytes += piece.prefix(min(bounds.piece, bounds.total - bytes.count)) }
    entries.append(
      Entry(
        speaker: speaker, offset: UInt32(clamping: offset.nanoseconds / 1000),
        length: UInt32(clamping: piece.count), end: UInt32(clamping: bytes.count)))
  }

  private mutating func goOn(_ piece: ArraySlice<UInt8>, within bounds: Bounds) {
    let last = entries.count - 1
    let start = last > 0 ? Int(entries[last - 1].end) : 0
    let room = min(bounds.piece - (bytes.count - start), bounds.total - bytes.count)
    bytes += piece.prefix(max(0, room))
    entries[last].end = UInt32(clamping: bytes.count)
    entries[last].length = UInt32(clamping: Int(entries[last].length) + piece.count)
  }

  /// Its pieces, in order.
  package var remarks: [ProbeRemark] {
    var start = 0
    return entries.map { entry in
      let end = Int(entry.end)
      defer { start = end }
      return ProbeRemark(
        speaker: entry.speaker, offset: .microseconds(Int64(entry.offset)),
        bytes: bytes[start..<end], length: Int(entry.length), kept: end - start)
    }
  }
}
