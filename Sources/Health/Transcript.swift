/// When a probe's connection stood, TLS stood and the first byte came, from the probe's start; nil
/// where it never came to that. Whole microseconds: one is kept for every check.
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

  /// So many bytes of a piece are kept, and so many pieces.
  package static let lengthLimit = 256
  package static let countLimit = 24

  package var speaker: Speaker
  /// From the probe's start.
  package var offset: Duration
  /// The beginning of what was said; empty where it is secret.
  package var bytes: [UInt8]
  /// How many bytes it was.
  package var length: Int

  package init(_ speaker: Speaker, at offset: Duration, _ bytes: ArraySlice<UInt8>, length: Int) {
    self.speaker = speaker
    self.offset = offset
    self.bytes = Array(bytes.prefix(Self.lengthLimit))
    self.length = length
  }
}
