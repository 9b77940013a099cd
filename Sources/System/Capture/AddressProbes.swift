import CLinux
package import Doctor
package import Network

/// Asks for several addresses at once, and listens for all that answer.
package final class AddressProbes {
  private let socket: CaptureSocket
  private let questions: [AddressQuestion]
  private let own: Set<HardwareAddress>
  /// By the place of the question; in the order in which they answered.
  private var answers: [[HardwareAddress]]

  /// More hardware addresses for one address are not kept.
  private static let mostAnswers = 16

  /// Asks at once. Throws EPERM without CAP_NET_RAW.
  ///
  /// `own`: hardware addresses of this machine, whose answers are left out.
  package init(_ questions: [AddressQuestion], own: Set<HardwareAddress>) throws(SystemError) {
    self.questions = Array(questions.prefix(AddressQuestion.most))
    self.own = own
    answers = self.questions.map { _ in [] }
    socket = try CaptureSocket(buffer: 4 << 20)
    try socket.choose(.answers)
    try socket.begin()
    ask()
  }

  /// Readable while an answer waits.
  package var descriptor: CInt { socket.descriptor }

  /// Asks again for what nobody has answered yet: a probe or its answer may have been lost. An
  /// interface that does not take a frame is left; nobody answers on it.
  package func ask() {
    for (question, answers) in zip(questions, answers) where answers.isEmpty {
      let frame = question.probe.bytes
      _ = clinux_send_frame(
        socket.descriptor, frame, frame.count, UInt32(clamping: question.index))
    }
  }

  /// Takes in what waits.
  package func advance() throws(SystemError) {
    try socket.receive(atMost: 256) { take($0) }
  }

  private func take(_ frame: CapturedFrame) {
    guard frame.direction == .arrives, let packet = CapturedPacket(frame), packet.kind == .arpReply,
      let hardware = packet.claimed ?? frame.from, !own.contains(hardware)
    else { return }
    for (place, question) in questions.enumerated()
    where question.interface == frame.interface && question.probe.address == packet.source {
      guard answers[place].count < Self.mostAnswers, !answers[place].contains(hardware) else {
        continue
      }
      answers[place].append(hardware)
    }
  }

  /// One entry for each question, also if nobody has answered.
  package var facts: [AddressAnswer] {
    zip(questions, answers).map { question, answers in
      AddressAnswer(
        interface: question.interface, address: question.probe.address, by: answers)
    }
  }

  /// Asks three times and waits for answers: 500 milliseconds in all. (RFC 5227's own probes are a
  /// second or two apart, because their sender wants to take the address. Here nobody does.)
  package static func answers(
    to questions: [AddressQuestion], own: Set<HardwareAddress>
  ) throws(SystemError) -> [AddressAnswer] {
    guard !questions.isEmpty else { return [] }
    let probes = try AddressProbes(questions, own: own)
    let poller = try Poller(capacity: 1)
    try poller.add(probes.descriptor, for: .readable, token: 0)
    let began = MonotonicClock.now
    for (round, end) in [150, 300, 500].enumerated() {
      if round > 0 { probes.ask() }
      let deadline = began + .milliseconds(end)
      while MonotonicClock.now < deadline {
        if try !poller.wait(until: deadline).isEmpty { try probes.advance() }
      }
    }
    return probes.facts
  }
}
