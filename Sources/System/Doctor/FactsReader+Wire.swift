import Doctor
import Glibc
package import Network

extension FactsReader {
  /// Asks who answers for each virtual address, and for real servers that were silent: half a second.
  package func askForAddresses() {
    let questions = facts.addressQuestions
    let more = facts.realServerQuestions
    do throws(SystemError) {
      let answers = try AddressProbes.answers(to: questions + more, own: facts.hardwareAddresses)
      facts.answers = Array(answers.prefix(questions.count))
      if !more.isEmpty { facts.realServerAnswers = Array(answers.dropFirst(questions.count)) }
    } catch {
      lacks(.answers, error, needs: "CAP_NET_RAW")
    }
  }

  /// Begins to listen for other directors; nil if there are none to listen for, or it is forbidden.
  package func listening() -> HeardCapture? {
    guard facts.isOneOfSeveralDirectors else { return nil }
    do throws(SystemError) {
      return try HeardCapture(absent: facts.absentVirtualAddresses)
    } catch {
      lacks(.heard, error, needs: "CAP_NET_RAW")
      return nil
    }
  }

  /// Listens until this moment, and ends.
  package func hear(_ capture: HeardCapture, until deadline: Instant) {
    do throws(SystemError) {
      let poller = try Poller(capacity: 1)
      try poller.add(capture.descriptor, for: .readable, token: 0)
      // What has come meanwhile is read also if the time is over; of a flood, so much.
      for _ in 0..<10_000 {
        if try poller.wait(until: deadline).isEmpty, MonotonicClock.now >= deadline { break }
        try capture.advance()
      }
      facts.heard = capture.facts
    } catch {
      lacks(.heard, error, needs: "CAP_NET_RAW")
    }
  }

  /// Follows the client for so many seconds, and asks the kernel why it drops meanwhile if `traces`;
  /// SIGINT, SIGTERM and SIGHUP end it earlier, and what was seen until then counts. The signals stay
  /// blocked.
  ///
  /// `began` is called when nothing is missed any more.
  package func walk(seconds: Int, traces: Bool, began: () -> Void) {
    do throws(SystemError) {
      let signals = try Signals([SIGINT, SIGTERM, SIGHUP])
      let capture = try WalkCapture(facts.walkSubject)
      let trace = traces ? facts.client.map { KernelTrace(of: $0) } : nil
      began()
      var isOver = false
      try capture.follow(until: MonotonicClock.now + .seconds(seconds)) {
        trace?.advance()
        isOver = isOver || signals.next() != nil
        return isOver
      }
      trace?.end()
      facts.walk = capture.facts
      facts.trace = trace?.facts
      facts.client = facts.client ?? capture.record.subject.client
    } catch {
      lacks(.walk, error, needs: "CAP_NET_RAW")
    }
  }
}
