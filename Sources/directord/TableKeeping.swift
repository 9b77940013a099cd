import Configuration
import IPVS
import Network
import Service
import System

/// Keeps the table as it is wanted: sends what differs, looks at what stands, mends what somebody
/// else changed, and says all of it. Every turn looks at some services and sends some commands: a
/// table of any size holds nothing up.
final class TableKeeping {
  /// So many commands are sent in one turn at most.
  private static let batch = 256
  /// After a kernel that did not answer at all.
  private static let holding = Duration.seconds(2)
  /// So long a repair is remembered.
  private static let memory = Duration.seconds(60)

  let table: any TableEdge
  let journal: Journal
  var reconciler = Reconciler()
  private var patrol = Patrol()
  private var heldUntil: Instant?
  /// When there was a turn last.
  private var turnedAt = Instant(nanoseconds: 0)
  private var isSilent = false
  private var complaints: [TableObject: Complaint] = [:]
  var standardTimeouts: Timeouts?
  var timeouts = GlobalDefinitions.Timeouts()

  /// What the timelines are to be told.
  private var told: [TableNote] = []

  /// When something was put back in the last minute: a moment for a second, however much it was.
  private var repaired: [Instant] = []

  /// Another number after every change.
  private var revision: UInt64 = 0

  /// Those that forwarded checks go through, which no operator has asked for by name.
  var checkServices: Set<ServiceKey> = []

  init(_ table: any TableEdge, journal: Journal) {
    self.table = table
    self.journal = journal
  }

  var believed: Table { reconciler.believed }

  /// A copy of what is known.
  var view: TableView {
    TableView(
      desired: reconciler.desired, revision: revision, isSilent: isSilent, complaints: complaints,
      checkServices: checkServices, observer: table.observer())
  }

  /// How often in the last minute something was put back that somebody else had changed.
  var repairs: Int { repaired.count { $0 > turnedAt - Self.memory } }

  /// Why the table is not as it is wanted, in words; empty: it is.
  var shortcomings: [String] {
    if isSilent { return ["the kernel's IPVS does not answer: its table is not as it is wanted"] }
    let waiting = "the table is still being programmed: 'directorctl status' shows how far it is"
    return (isSettled ? [] : [waiting]) + view.refusals
  }

  /// Nothing is left to be sent but what was refused.
  var isSettled: Bool { isSilent || !reconciler.hasMore && reconciler.doubtful.isEmpty }

  func takeTold() -> [TableNote] {
    defer { told = [] }
    return told
  }

  /// False only if the kernel has it surely not.
  func mayHave(_ key: ServiceKey) -> Bool {
    reconciler.believed[key] != nil || reconciler.doubtful.contains(key)
  }

  var deadline: Instant? {
    let isBusy = reconciler.hasMore || !reconciler.doubtful.isEmpty
    let look = reconciler.desired.services.isEmpty ? nil : patrol.next
    let due = [isBusy ? turnedAt : look, reconciler.deadline].compactMap(\.self)
      .min()
    return due.map { max($0, heldUntil ?? $0) }
  }

  /// The table that stands at start.
  func begin(at now: Instant) throws(TableError) -> Table {
    let found = try table.observe().table
    turnedAt = now
    patrol = Patrol(startingAt: now)
    reconciler = Reconciler(kernel: found)
    return found
  }

  func want(_ key: ServiceKey, _ service: VirtualService?) { reconciler.want(key, service) }

  func want(_ destination: Touched.Destination) {
    reconciler.want(destination.endpoint, of: destination.service, destination.wanted)
  }

  /// Looks at some services if that is due, and sends some of what differs.
  func turn(at now: Instant) {
    turnedAt = now
    if let heldUntil, now < heldUntil { return }
    heldUntil = nil
    if !reconciler.doubtful.isEmpty {
      look(at: Patrol.portion(of: reconciler.doubtful, in: reconciler.believed), at: now)
    } else if patrol.next <= now {
      let found = look(at: patrol.portion(of: reconciler.desired, at: now), at: now)
      // Where one service was removed others may have been too.
      if found.contains(where: \.isOfService) { reconciler.doubtAll() }
    }
    guard heldUntil == nil, reconciler.doubtful.isEmpty else { return }
    let commands = reconciler.pending(at: now, limit: Self.batch)
    guard !commands.isEmpty else { return }
    send(commands, at: now)
    for note in table.takeNotes() { journal.write(.info, note) }
  }

  private func remember(repairAt now: Instant) {
    repaired.removeAll { $0 <= now - Self.memory }
    if repaired.last.map({ now - $0 >= .seconds(1) }) != false { repaired.append(now) }
  }

  /// Looks at services, says what somebody else changed in them, and answers it.
  @discardableResult
  private func look(at keys: [ServiceKey], at now: Instant) -> [Repair] {
    do throws(TableError) {
      let repairs = reconciler.looked(at: keys, try table.look(at: keys))
      for repair in repairs {
        journal.write(.warning, repair.description + origin(of: repair.object))
        told.append(TableNote(repair.object, repair.words))
      }
      if !repairs.isEmpty { remember(repairAt: now) }
      answered()
      return repairs
    } catch {
      hold(error, at: now)
      return []
    }
  }

  /// Looks whether the kernel has a service now; true if it does not tell.
  func finds(_ key: ServiceKey, at now: Instant) -> Bool {
    guard heldUntil == nil else { return true }
    look(at: [key], at: now)
    return heldUntil != nil || reconciler.believed[key] != nil
  }

  private func send(_ commands: [Command], at now: Instant) {
    revision &+= 1
    do throws(TableError) {
      let refusals = try table.apply(commands)
      let said = reconciler.applied(commands, refusals: refusals, at: now)
      for command in commands { command.object.map { complaints[$0] = nil } }
      for complaint in said {
        complaint.refusal.command.object.map { complaints[$0] = complaint }
        let note = complaint.refusal.command.object.map(origin) ?? ""
        journal.write(.error, complaint.description + note)
        complaint.refusal.command.object.map { told.append(TableNote($0, complaint.words)) }
      }
      answered()
    } catch {
      reconciler.lost(commands)
      hold(error, at: now)
    }
  }

  /// Whose a service is, where it is nobody's who is in the file.
  private func origin(of object: TableObject) -> String {
    checkServices.contains(object.service) ? " (directord's own, for checks along check_path)" : ""
  }

  /// Looks at services that become ours: what stands of them is adopted. What is ours already is known,
  /// and looked at in its time.
  func meet(_ keys: Set<ServiceKey>, at now: Instant) {
    guard !keys.isEmpty else { return }
    do throws(TableError) {
      let found = try table.look(at: Array(keys))
      for key in keys { reconciler.met(key, found[key]) }
      answered()
    } catch {
      hold(error, at: now)
    }
  }

  private func hold(_ error: TableError, at now: Instant) {
    heldUntil = now + Self.holding
    guard !isSilent else { return }
    isSilent = true
    journal.write(.error, "\(error); tried again every \(Self.holding.components.seconds) s")
  }

  private func answered() {
    if isSilent { journal.write(.notice, "the kernel's IPVS answers again") }
    isSilent = false
  }
}
