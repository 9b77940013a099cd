import Control
import Election
import Service
import Synchronization
import System

/// `--record FILE`: writes what happens to the election, and what comes of it, a line of JSON each,
/// on a thread of its own. The election never waits for it: what does not fit is lost, and counted,
/// and a line says so.
final class Recorder: Sendable {
  private struct Gap: Encodable {
    var lost: Int
  }

  /// How many notes may wait.
  private static let capacity = 8192

  private let notes: Mailbox<Happening>
  private let counts = Mutex((waiting: 0, lost: 0))
  private let file: AppendedFile
  private let journal: Journal

  /// Begins a file of its own, readable by its owner alone: it holds the passwords of the election.
  init(path: String, journal: Journal) throws(SystemError) {
    notes = try Mailbox<Happening>()
    file = try AppendedFile(path: path)
    self.journal = journal
    try startThread(named: "record") { [self] in run() }
  }

  func note(_ happening: Happening) {
    let fits = counts.withLock { counts in
      guard counts.waiting < Self.capacity else {
        counts.lost += 1
        return false
      }
      counts.waiting += 1
      return true
    }
    if fits { notes.post(happening) }
  }

  private func run() {
    do throws(SystemError) {
      let poller = try Poller(capacity: 1)
      try poller.add(notes.descriptor, for: .readable, token: 0)
      while true {
        _ = try poller.wait(until: nil)
        try write(notes.takeAll())
      }
    } catch {
      journal.write(.error, "\(error): the election is not recorded any more")
    }
  }

  private func write(_ all: [Happening]) throws(SystemError) {
    for happening in all {
      if let line = recordLine(happening.record) { try file.append(line) }
    }
    let lost = counts.withLock { counts in
      counts.waiting -= all.count
      defer { counts.lost = 0 }
      return counts.lost
    }
    if lost > 0, let line = recordLine(Gap(lost: lost)) {
      journal.write(.warning, "\(counted(lost, "event")) of the election were not recorded")
      try file.append(line)
    }
  }
}
