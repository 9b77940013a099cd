import Network
import Testing

@testable import Health

@Test func aTranscriptKeepsTheBeginningsAndTheLengths() {
  var transcript = Transcript()
  let bounds = Transcript.Bounds(total: 10, piece: 6, count: 3)
  for piece in ["abcdefgh", "12345678", "xyz", "never"] {
    transcript.note(.server, Array(piece.utf8)[...], at: .milliseconds(1), within: bounds)
  }
  let remarks = transcript.remarks
  #expect(remarks.map { String(decoding: $0.bytes, as: UTF8.self) } == ["abcdef", "1234", ""])
  #expect(remarks.map(\.length) == [8, 8, 3])
  #expect(remarks.map(\.kept) == [6, 4, 0])
}

@Test func whatGoesOnIsOnePiece() {
  var transcript = Transcript()
  let bounds = Transcript.Bounds(total: 100, piece: 5, count: 4)
  for piece in ["abc", "def", "ghi"] {
    transcript.note(
      .server, Array(piece.utf8)[...], continues: true, at: .zero, within: bounds)
  }
  transcript.note(.director, [1], continues: true, at: .zero, within: bounds)
  let remarks = transcript.remarks
  #expect(remarks.map { String(decoding: $0.bytes, as: UTF8.self) } == ["abcde", "\u{1}"])
  #expect(remarks.map(\.length) == [9, 1])
}

@Test func ofASecretATranscriptHasTheLengthAlone() {
  var transcript = Transcript()
  transcript.note(
    .director, Array("secret".utf8)[...], isSecret: true, at: .seconds(1), within: .daemon)
  #expect(transcript.remarks.map(\.length) == [6])
  #expect(transcript.remarks.map(\.bytes) == [[]])
}

@Test func onlyTheTranscriptOfAFailureIsKeptByACheck() {
  var transcript = Transcript()
  transcript.note(.server, [1], at: .zero, within: .daemon)
  var check = Check(
    timing: CheckTiming(), timeout: .seconds(5), due: .init(nanoseconds: 0),
    at: .init(nanoseconds: 0))
  for (serial, verdict) in [(UInt32(1), Verdict.passed), (2, .failed("x"))] {
    _ = check.wake(serial: serial, at: .init(nanoseconds: 0))
    _ = check.probeEnded(
      serial, ProbeResult(verdict, duration: .zero, transcript: transcript),
      at: .init(nanoseconds: 1))
    #expect(check.last?.result.transcript.isEmpty == (verdict == .passed))
  }
}
