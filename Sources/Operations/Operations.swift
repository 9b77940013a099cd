package import Network

/// What operators decide about this director, and how far it is: reload, trial, plan, drain and end.
///
/// It is a value: events go in, orders come out. It opens no file and knows no kernel; whoever holds it
/// carries out the orders in their sequence and reports what came of them as events. `Client` is
/// whoever asked by the control socket.
package struct Operations<Client: Hashable & Sendable>: Sendable {
  package enum Phase: Hashable, Sendable {
    case serving
    /// Told to end: the virtual routers hand over, and the table serves on.
    case leaving
    /// Told to end: what is ours is cleared away, and hooks have their time to end.
    case ending
    case ended(status: Int32)
  }

  package internal(set) var phase = Phase.serving
  /// The file that is followed.
  package internal(set) var followed: FileVersion
  package internal(set) var trial: Trial?
  /// In force, or asked for; nil: this director takes part in elections.
  package internal(set) var drain: Drain?
  var reload = ReloadState<Client>()
  /// Files that are being read.
  var readings = 0
  /// nil: no drain is under way.
  var drainRequest: DrainRequest?
  /// A thread elects masters of virtual routers.
  var isElecting = false
  /// Until when the virtual routers may hand over.
  var leavesUntil: Instant?
  /// Until when the kernel may remove what is ours.
  var clearsUntil: Instant?

  package init(following file: FileVersion) { followed = file }

  package var isReloading: Bool { reload.isUnderWay }

  /// When `.deadline` is due.
  package var deadline: Instant? {
    [reload.deadline, trial?.until, leavesUntil, clearsUntil].compactMap(\.self).min()
  }

  package mutating func handle(_ event: Event, at now: Instant) -> [Order] {
    switch event {
    case .reloadRequested(let client): requestReload(for: client, at: now)
    case .planRequested(let file, let client):
      requestReading(of: file, .plan(client), for: client, at: now)
    case .applyRequested(let file, let within, let client):
      requestApply(file, within: within, for: client, at: now)
    case .confirmRequested(let digest, let client): confirm(digest, for: client)
    case .revertRequested(let client): revert(for: client)
    case .fileRead(let purpose, let file, let isValid):
      take(file, for: purpose, isValid: isValid, at: now)
    case .readingFailed(let purpose, let reason): readingFailed(purpose, .words(reason), at: now)
    case .drainRemembered(let drain): remember(drain)
    case .drainRequested(let drain, let client): requestDrain(drain, for: client)
    case .drainEnded(let outcome): drainEnded(outcome)
    case .undrainRequested(let client): undrain(for: client)
    case .electionBegan: began()
    case .electionEnded(let hasFailed): electionEnded(hasFailed, at: now)
    case .endRequested: end(at: now)
    case .handedOver: handedOver(at: now)
    case .edgesAreQuiet(let tableIsSettled): edgesAreQuiet(tableIsSettled)
    case .failed: fail()
    case .deadline: passDeadlines(at: now)
    }
  }

  private mutating func passDeadlines(at now: Instant) -> [Order] {
    var orders: [Order] = []
    if isDue(reload.deadline, now) { orders += reloadHangs(at: now) }
    if isDue(trial?.until, now) { orders += revert(for: nil) }
    if isDue(leavesUntil, now) { orders += handedOver(at: now) }
    if isDue(clearsUntil, now) { clearsUntil = nil }
    return orders
  }

  private func isDue(_ deadline: Instant?, _ now: Instant) -> Bool {
    deadline.map { $0 <= now } ?? false
  }
}

/// A file as it was read.
package struct FileVersion: Hashable, Sendable {
  package var path: String
  /// Of its bytes; nil: it could not be read.
  package var digest: String?

  package init(path: String, digest: String? = nil) {
    self.path = path
    self.digest = digest
  }
}
