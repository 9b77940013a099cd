import CCurl
import Health
import Network

/// A piece of what libcurl says or hears.
struct SpokenPiece {
  let speaker: ProbeRemark.Speaker
  let bytes: [UInt8]
  let isSecret: Bool

  /// So much of a piece is looked at.
  private static let limit = 4096

  /// nil if it is none: libcurl's own remarks, and TLS's records.
  init?(_ kind: curl_infotype, _ data: UnsafeMutablePointer<CChar>?, _ size: Int) {
    switch kind {
    case CURLINFO_HEADER_OUT, CURLINFO_DATA_OUT: speaker = .director
    case CURLINFO_HEADER_IN, CURLINFO_DATA_IN: speaker = .server
    case _: return nil
    }
    guard let data else { return nil }
    bytes = Array(UnsafeRawBufferPointer(start: data, count: min(size, Self.limit)))
    isSecret = speaker == .director && bytes.starts(with: Array("PASS ".utf8))
  }
}

/// What was said in a conversation that libcurl holds on a thread of its own, and how long it took.
struct SpokenRecord: Sendable {
  let since: Instant
  let bounds: Transcript.Bounds
  private(set) var transcript = Transcript()
  var phases = ProbePhases()

  init(since: Instant, bounds: Transcript.Bounds) {
    self.since = since
    self.bounds = bounds
  }

  mutating func hear(_ piece: SpokenPiece, at now: Instant) {
    let offset = now - since
    if piece.speaker == .server, phases.firstByte == nil { phases.firstByte = offset }
    transcript.note(
      piece.speaker, piece.bytes[...], isSecret: piece.isSecret, at: offset, within: bounds)
  }
}
