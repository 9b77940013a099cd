import IPVS
import Network
import Service
import System

/// Keeps the kernel's connection sync daemons as they are wanted: starts and stops what differs,
/// whoever left it there, looks now and then whether they run, and says what changes.
final class SyncKeeping {
  /// What was refused is tried so often: an interface may come up, or be given its address.
  private static let patience = Duration.seconds(2)
  /// Somebody else's change is mended within so long.
  private static let interval = Duration.seconds(20)

  private let table: any TableEdge
  private let journal: Journal
  /// nil: whatever runs is none of our business.
  private var wanted: [SyncDaemon]?
  private var complaint: String?
  /// When `makeTrue` is due; nil while there is nothing to look after.
  private(set) var deadline: Instant?

  init(_ table: any TableEdge, journal: Journal) {
    self.table = table
    self.journal = journal
  }

  /// From now on these must run and no others; nil: those that are ours are stopped, and nothing is
  /// looked after.
  func want(_ daemons: [SyncDaemon]?, at now: Instant) {
    guard daemons != wanted else { return }
    let former = wanted
    wanted = daemons ?? []
    if daemons != nil || former != nil { makeTrue(at: now, after: former ?? []) }
    guard daemons == nil else { return }
    wanted = nil
    deadline = nil
  }

  /// What would be done so that these run; nothing if the kernel does not answer.
  func changes(to daemons: [SyncDaemon]?) -> [Command] {
    guard daemons != nil || wanted != nil, let running = try? table.syncDaemons() else { return [] }
    return SyncDaemon.changes(from: running, to: daemons ?? [], after: wanted ?? [])
  }

  /// `former`: what was wanted until now, if that has changed.
  func makeTrue(at now: Instant, after former: [SyncDaemon] = []) {
    guard let wanted else { return }
    deadline = now + Self.interval
    do throws(TableError) {
      let running = try table.syncDaemons()
      let changes = SyncDaemon.changes(from: running, to: wanted, after: former)
      let refusals = try table.apply(changes)
      for change in changes where !refusals.contains(where: { $0.command == change }) {
        journal.write(.notice, "lvs_sync_daemon: \(change.done)")
      }
      for note in table.takeNotes() { journal.write(.info, note) }
      complain(refusals.first.map { "the kernel refused to \($0.command): \($0.reason)" }, at: now)
    } catch {
      complain("\(error)", at: now)
    }
  }

  private func complain(_ text: String?, at now: Instant) {
    defer { complaint = text }
    guard let text else { return }
    deadline = now + Self.patience
    guard text != complaint else { return }
    journal.write(
      .error,
      "lvs_sync_daemon: \(text): connections are not synchronised; tried again every "
        + "\(Self.patience.components.seconds) s. Its interface must be up and have an address")
  }
}

extension Command {
  /// What came of it, in words.
  fileprivate var done: String {
    switch self {
    case .startDaemon(let daemon): "\(daemon), runs"
    case .stopDaemon(let role): "the one as \(role) is stopped"
    case .flush, .newService, .setService, .deleteService, .newDestination, .setDestination,
      .deleteDestination, .zero, .setTimeouts:
      "\(self)"
    }
  }
}
