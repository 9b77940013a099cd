package import Doctor
import Glibc
import Network

extension FactsReader {
  /// Makes the probes of a plan, some at a time. Takes as long as the longest of a batch: 2 s each.
  package func makeProbes(_ plan: ProbePlan) {
    /// Sockets that are open at a time.
    let batch = 256
    var found: [ProbeFacts] = []
    for start in stride(from: 0, to: plan.probes.count, by: batch) {
      let places = start..<min(start + batch, plan.probes.count)
      var attempts = places.map { place in
        DoctorProbe(plan.probes[place], mark: plan.marks[place])
      }
      Self.waitForAll(&attempts)
      found += attempts.map(\.facts)
    }
    facts.probes = found
  }

  private static func waitForAll(_ attempts: inout [DoctorProbe]) {
    let end = MonotonicClock.now + .seconds(2)
    while true {
      let waiting = attempts.indices.filter { attempts[$0].isWaiting }
      let rest = end - MonotonicClock.now
      guard !waiting.isEmpty, rest > .zero else { break }
      var places = waiting.map { attempts[$0].poll }
      let nanoseconds = max(0, rest.nanoseconds)
      let count = Glibc.poll(&places, nfds_t(places.count), CInt(nanoseconds / 1_000_000 + 1))
      if count < 0, errno != EINTR { break }
      for (place, answer) in zip(waiting, places) where answer.revents != 0 {
        attempts[place].advance()
      }
    }
    for place in attempts.indices where attempts[place].isWaiting { attempts[place].end(.silence) }
  }
}
