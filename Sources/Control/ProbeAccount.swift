package import Health
import Network

/// One probe: what it asked, how it ended, how long each part took, what was said.
package struct ProbeAccount: Codable, Hashable, Sendable {
  package enum Verdict: String, Codable, Hashable, Sendable {
    case passed
    /// It asks that its real server get nothing new.
    case drain
    case failed
    /// It says nothing of the real server.
    case notMade
  }

  /// From the probe's start, in seconds; null if it never came to that.
  package struct Phases: Codable, Hashable, Sendable {
    package var connected: Double?
    package var secured: Double?
    package var firstByte: Double?
    /// To the verdict.
    package var total: Double

    package init(
      connected: Double? = nil, secured: Double? = nil, firstByte: Double? = nil, total: Double
    ) {
      self.connected = connected
      self.secured = secured
      self.firstByte = firstByte
      self.total = total
    }
  }

  package struct Remark: Codable, Hashable, Sendable {
    package enum Speaker: String, Codable, Hashable, Sendable {
      case director, server
    }

    package var speaker: Speaker
    /// From the probe's start, in seconds.
    package var offset: Double
    /// Its beginning; a byte of it that is no text stands as `\x16`, all of it in hexadecimal if
    /// many are none. What is secret is left out.
    package var text: String
    /// How many bytes it was, and how many of them are shown.
    package var bytes: Int
    package var shown: Int

    package init(speaker: Speaker, offset: Double, text: String, bytes: Int, shown: Int) {
      self.speaker = speaker
      self.offset = offset
      self.text = text
      self.bytes = bytes
      self.shown = shown
    }
  }

  /// `HTTP_GET`
  package var kind: String
  /// Where it went: `10.0.0.2:80`.
  package var destination: String
  /// When it ended, in seconds since 1970.
  package var at: Double?
  package var verdict: Verdict
  /// In words: `failed: http 10.0.0.2:80/: HTTP 503, expected 200-299`.
  package var result: String
  package var phases: Phases
  package var transcript: [Remark]

  package init(
    kind: String, destination: String, at: Double?, verdict: Verdict, result: String,
    phases: Phases, transcript: [Remark] = []
  ) {
    self.kind = kind
    self.destination = destination
    self.at = at
    self.verdict = verdict
    self.result = result
    self.phases = phases
    self.transcript = transcript
  }
}

extension ProbeAccount {
  package init(kind: String, _ probe: Probe, _ result: ProbeResult, at moment: Double?) {
    let verdict: Verdict =
      switch result.verdict {
      case .passed: .passed
      case .drain: .drain
      case .failed: .failed
      case .notMade: .notMade
      }
    self.init(
      kind: kind, destination: probe.target, at: moment, verdict: verdict,
      result: result.words,
      phases: Phases(
        connected: result.phases.connected?.inSeconds, secured: result.phases.secured?.inSeconds,
        firstByte: result.phases.firstByte?.inSeconds, total: result.duration.inSeconds),
      transcript: probe.disclosed(result.transcript).map(Remark.init))
  }
}

extension ProbeAccount.Remark {
  fileprivate init(_ remark: ProbeRemark) {
    let speaker: Speaker =
      switch remark.speaker {
      case .director: .director
      case .server: .server
      }
    let isText = remark.bytes.count(where: \.isText) * 4 >= remark.bytes.count * 3
    let shown = isText ? remark.bytes : remark.bytes.prefix(Self.hexadecimalLimit)
    self.init(
      speaker: speaker, offset: remark.offset.inSeconds,
      text: isText ? shownText(shown) : hexadecimal(shown), bytes: remark.length,
      shown: min(remark.kept, isText ? remark.kept : shown.count))
  }

  /// So much is shown of what is no text.
  private static let hexadecimalLimit = 32
}

extension UInt8 {
  fileprivate var isText: Bool {
    (32...126).contains(self) || self == UInt8(ascii: "\r") || self == UInt8(ascii: "\n")
      || self == UInt8(ascii: "\t")
  }
}

/// ASCII and its lines as they are, and anything else as `\x16`.
private func shownText(_ bytes: ArraySlice<UInt8>) -> String {
  var text = ""
  for (index, byte) in bytes.enumerated() {
    switch byte {
    case UInt8(ascii: "\r"):
      let next = bytes.dropFirst(index + 1).first
      if next != UInt8(ascii: "\n") { text += "\\r" }
    case UInt8(ascii: "\n"): text += "\n"
    case UInt8(ascii: "\t"): text += "\\t"
    case 32...126: text.unicodeScalars.append(UnicodeScalar(byte))
    case _: text += "\\x" + hexadecimal([byte])
    }
  }
  return text
}
