import Configuration
import IPVS
import Network
import Service
import System

/// Keeps the table as it is wanted: sends what differs, looks now and then at what stands, mends
/// what somebody else changed, and says all of it.
final class TableKeeping {
  /// Somebody else's change is mended within 30 s.
  private static let interval = Duration.seconds(20)
  /// After an answer that did not fit, the table is looked at soon, and not in every turn.
  private static let shortest = Duration.milliseconds(200)
  /// After a kernel that did not answer at all.
  private static let holding = Duration.seconds(2)
  /// Counters in a status may be so old.
  private static let freshness = Duration.seconds(1)

  private let table: any TableEdge
  private let journal: Journal
  private var reconciler = Reconciler()
  private var observedAt = Instant(nanoseconds: 0)
  private var heldUntil: Instant?
  private var isSilent = false
  private var complaints: [TableObject: Complaint] = [:]
  private var standardTimeouts: Timeouts?
  private var timeouts = GlobalDefinitions.Timeouts()

  /// What the timelines are to be told.
  private var told: [TableNote] = []

  /// Something was changed since the table was last looked at.
  private var isOutdated = false

  /// Those that forwarded checks go through, which no operator has asked for by name.
  var checkServices: Set<ServiceKey> = []

  /// What stood when it was last looked at.
  private(set) var observation = Observation()

  init(_ table: any TableEdge, journal: Journal) {
    self.table = table
    self.journal = journal
  }

  var desired: Table { reconciler.desired }
  var believed: Table { reconciler.believed }
  var refusals: [String] {
    complaints.sorted { $0.key < $1.key }.map { $0.value.description }
  }

  func takeTold() -> [TableNote] {
    defer { told = [] }
    return told
  }

  /// Why the kernel has not what is wanted, where that is known.
  func problem(with key: ServiceKey, _ endpoint: Endpoint) -> String? {
    if isSilent { return "the kernel's IPVS does not answer" }
    return (complaints[.destination(key, endpoint)] ?? complaints[.service(key)])?.words
  }

  func has(_ key: ServiceKey) -> Bool { reconciler.believed[key] != nil }

  var deadline: Instant? {
    let look = observedAt + (reconciler.needsObservation ? Self.shortest : Self.interval)
    let next = min(look, reconciler.deadline ?? look)
    return heldUntil.map { max($0, next) } ?? next
  }

  /// The table that stands at start.
  func begin(at now: Instant) throws(TableError) -> Table {
    observation = try table.observe()
    observedAt = now
    reconciler = Reconciler(kernel: observation.table)
    return observation.table
  }

  func want(_ key: ServiceKey, _ service: VirtualService?) { reconciler.want(key, service) }

  /// Looks where that is due, and sends what differs. True where a service may have been removed.
  func turn(at now: Instant, isOurs: (ServiceKey) -> Bool) -> Bool {
    if let heldUntil, now < heldUntil { return false }
    heldUntil = nil
    let patience = reconciler.needsObservation ? Self.shortest : Self.interval
    if observedAt + patience <= now { observe(at: now, isOurs: isOurs) }
    guard heldUntil == nil else { return false }
    let commands = reconciler.pending(at: now)
    guard !commands.isEmpty else { return false }
    send(commands, at: now)
    for note in table.takeNotes() { journal.write(.info, note) }
    return commands.contains { if case .deleteService = $0 { true } else { false } }
  }

  private func send(_ commands: [Command], at now: Instant) {
    isOutdated = true
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

  /// Looks at the table, and says what somebody else changed in what is ours.
  func observe(at now: Instant, isOurs: (ServiceKey) -> Bool) {
    do throws(TableError) {
      observation = try table.observe(isOurs)
      observedAt = now
      isOutdated = false
      for repair in reconciler.observed(observation.table) {
        journal.write(.warning, repair.description + origin(of: repair.object))
        told.append(TableNote(repair.object, repair.words))
      }
      answered()
    } catch {
      observedAt = now
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
      let found = try table.observe { keys.contains($0) }.table
      for key in keys { reconciler.met(key, found[key]) }
      answered()
    } catch {
      hold(error, at: now)
    }
  }

  /// Looks where the last look is too old to be shown.
  func refresh(at now: Instant, isOurs: (ServiceKey) -> Bool) {
    guard heldUntil == nil, isOutdated || observedAt + Self.freshness <= now else { return }
    observe(at: now, isOurs: isOurs)
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

extension TableKeeping {
  /// `lvs_flush`: removes what is not to be served.
  func removeOthers(than keys: Set<ServiceKey>) throws(TableError) {
    let others = try table.observe { _ in false }.table.services.keys.filter { !keys.contains($0) }
    guard !others.isEmpty else { return }
    let refusals = try table.apply(others.sorted().map { .deleteService($0) })
    journal.write(
      .notice, "lvs_flush: \(counted(others.count - refusals.count, "service")) of others removed")
  }

  /// `lvs_flush_on_stop`
  func flush() {
    do throws(TableError) {
      _ = try table.apply([.flush])
      observation = Observation()
      _ = reconciler.observed(Table())
    } catch {
      journal.write(.error, "the table could not be flushed: \(error)")
    }
  }

  /// `lvs_timeouts`: what is 0 is left as the kernel had it at start.
  func setTimeouts(_ wanted: GlobalDefinitions.Timeouts) {
    guard wanted != timeouts else { return }
    do throws(TableError) {
      // `try a ?? b()` would throw any error at all.
      if standardTimeouts == nil { standardTimeouts = try table.timeouts() }
      let standard = standardTimeouts ?? Timeouts()
      send(
        Timeouts(
          tcp: wanted.tcp == 0 ? standard.tcp : wanted.tcp,
          tcpFin: wanted.tcpFin == 0 ? standard.tcpFin : wanted.tcpFin,
          udp: wanted.udp == 0 ? standard.udp : wanted.udp))
      timeouts = wanted
    } catch {
      journal.write(.error, "lvs_timeouts could not be set: \(error)")
    }
  }

  func restoreTimeouts() { setTimeouts(GlobalDefinitions.Timeouts()) }

  private func send(_ timeouts: Timeouts) {
    do throws(TableError) {
      for refusal in try table.apply([.setTimeouts(timeouts)]) {
        journal.write(.error, "lvs_timeouts: the kernel refused them: \(refusal.reason)")
      }
      for note in table.takeNotes() { journal.write(.info, note) }
    } catch {
      journal.write(.error, "lvs_timeouts could not be set: \(error)")
    }
  }
}
