package import Network

/// Makes the kernel's table what is wanted, by difference: it holds what is wanted of our services,
/// what the kernel is believed to have, and what the kernel refused.
///
/// A turn: `want` what events changed, send `pending`, tell it what came of that with `applied`.
/// Look at some of the services now and then, and at the `doubtful` ones before anything else is
/// sent, and tell it with `looked`.
package struct Reconciler: Sendable {
  /// What is wanted. Only these services are ours.
  package private(set) var desired = Table()
  /// What the kernel is believed to have, of ours and of others.
  package private(set) var believed: Table
  /// The services of which an answer did not fit what is believed, or none came at all.
  package private(set) var doubtful: Set<ServiceKey> = []

  private var touched: [ServiceKey: Touch] = [:]
  private var backoff = Backoff()

  private enum Touch {
    case whole
    /// Some may be named more than once.
    case destinations([Endpoint])
  }

  /// `kernel` is the table that stands: what of it is wanted is adopted as it is.
  package init(kernel: Table = Table()) { believed = kernel }

  /// A service is wanted as it is given; nil: not ours any more, and deleted.
  package mutating func want(_ key: ServiceKey, _ service: VirtualService?) {
    desired[key] = service
    touched[key] = .whole
  }

  /// One destination of a wanted service is wanted as it is given; nil: not at all. Of a service
  /// that is not wanted nothing is.
  package mutating func want(
    _ endpoint: Endpoint, of key: ServiceKey, _ settings: DestinationSettings?
  ) {
    guard desired.services[key] != nil else { return }
    desired.services[key]?.destinations[endpoint] = settings
    touch(endpoint, of: key)
  }

  /// The commands to send now. They must be followed by `applied` or `lost`.
  ///
  /// - Parameter limit: so many commands are given at most; while `hasMore`, another call gives
  ///   more. It keeps a turn short, and its memory in the processor's reach.
  package mutating func pending(at now: Instant, limit: Int = .max) -> [Command] {
    for object in backoff.takeDue(at: now) { touch(object) }
    var commands: [Command] = []
    let (keys, bound) = nextTouched(limit)
    commands.reserveCapacity(bound)
    for key in keys.sorted() {
      appendDifferences(of: key, &commands)
      touched[key] = nil
    }
    commands = held(commands, at: now)
    for command in commands.dropFirst(limit) { command.object.map { touch($0) } }
    commands.removeLast(max(0, commands.count - limit))
    if commands.isEmpty { endTurn() }
    return commands
  }

  /// What was taken up again after a refusal keeps the count of its attempts until it was sent.
  private mutating func endTurn() {
    if touched.isEmpty { backoff.endTurn() }
  }

  /// True if `pending` has something to do at once.
  package var hasMore: Bool { !touched.isEmpty }

  /// When `pending` has something to do though nothing was wanted anew; nil: never.
  package var deadline: Instant? { backoff.deadline }

  /// What came of the commands that `pending` gave: all were obeyed but the refused ones. Answers
  /// what the operator should know.
  package mutating func applied(
    _ commands: [Command], refusals: [Refusal], at now: Instant
  ) -> [Complaint] {
    let refused = Set(refusals.lazy.map(\.command))
    for command in commands where !refused.contains(command) {
      believed.apply(command)
      command.object.map { backoff.succeeded($0) }
    }
    let missing = Set(
      refusals.lazy.compactMap { refusal -> ServiceKey? in
        if case .newService(let key, _) = refusal.command { key } else { nil }
      })
    let complaints = refusals.compactMap { complaint(on: $0, without: missing, at: now) }
    endTurn()
    return complaints
  }

  /// The commands may have been obeyed or not: their services are doubtful.
  package mutating func lost(_ commands: [Command]) {
    for object in commands.lazy.compactMap(\.object) {
      touch(object)
      doubtful.insert(object.service)
    }
  }

  /// What the kernel has of these services. What somebody else changed in what is ours is answered,
  /// and is among the next `pending` commands to be put back.
  package mutating func looked(at keys: some Sequence<ServiceKey>, _ kernel: Table) -> [Repair] {
    var repairs: [Repair] = []
    for key in keys {
      doubtful.remove(key)
      guard believed[key] != kernel[key] else { continue }
      repairs += differences(found: kernel[key], of: key)
      believed[key] = kernel[key]
      if desired[key] != nil { touched[key] = .whole }
    }
    return repairs.sorted { $0.object < $1.object }
  }

  /// Something happened to the whole table: every service of ours is to be looked at.
  package mutating func doubtAll() { doubtful.formUnion(desired.services.keys) }

  /// What the kernel has of a service that is not ours, before it becomes ours; nil: nothing.
  package mutating func met(_ key: ServiceKey, _ service: VirtualService?) {
    guard desired[key] == nil else { return }
    believed[key] = service
  }

  // MARK: Differences

  private mutating func touch(_ object: TableObject) {
    switch object {
    case .service(let key): touched[key] = .whole
    case .destination(let key, let endpoint): touch(endpoint, of: key)
    }
  }

  private mutating func touch(_ endpoint: Endpoint, of key: ServiceKey) {
    switch touched.removeValue(forKey: key) {
    case nil: touched[key] = .destinations([endpoint])
    case .whole: touched[key] = .whole
    case .destinations(var endpoints):
      endpoints.append(endpoint)
      touched[key] = .destinations(endpoints)
    }
  }

  /// The services to look at next, and how many commands they may need.
  private func nextTouched(_ limit: Int) -> (keys: [ServiceKey], bound: Int) {
    var keys: [ServiceKey] = []
    var bound = 0
    for (key, touch) in touched {
      guard bound < limit else { break }
      keys.append(key)
      switch touch {
      case .whole: bound += 1 + (desired[key]?.destinations.count ?? 0)
      case .destinations(let endpoints): bound += endpoints.count
      }
    }
    return (keys, bound)
  }

  private func appendDifferences(of key: ServiceKey, _ commands: inout [Command]) {
    if case .destinations(let endpoints) = touched[key], let wanted = desired[key],
      believed[key] != nil
    {
      believed.appendChanges(to: wanted, of: key, at: endpoints, &commands)
    } else {
      believed.appendChanges(to: desired[key], of: key, &commands)
    }
  }

  /// Without what the kernel refused a while ago, and without the destinations of a service that it
  /// refused.
  private func held(_ commands: [Command], at now: Instant) -> [Command] {
    guard !backoff.isEmpty else { return commands }
    var missing: ServiceKey?
    return commands.filter { command in
      let isHeld = backoff.holds(command, at: now)
      if case .newService(let key, _) = command, isHeld { missing = key }
      return !isHeld && (missing == nil || missing != command.object?.service)
    }
  }

  private mutating func complaint(
    on refusal: Refusal, without missing: Set<ServiceKey>, at now: Instant
  ) -> Complaint? {
    guard let object = refusal.command.object else {
      return Complaint(refusal: refusal, retry: nil)
    }
    // The service itself was refused: that has been said, and is what is tried again.
    if case .destination(let key, _) = object, missing.contains(key) { return nil }
    if refusal.tellsOfStrangeTable, !backoff.has(object) {
      doubtful.insert(object.service)
      backoff.doubted(refusal.command, object, at: now)
      return nil
    }
    if refusal.tellsOfStrangeTable { doubtful.insert(object.service) }
    let retry = backoff.refused(refusal.command, object, at: now)
    return Complaint(refusal: refusal, retry: retry)
  }

  private func differences(found: VirtualService?, of key: ServiceKey) -> [Repair] {
    guard let wanted = desired[key] else { return [] }
    let known = believed[key]
    guard let found else {
      guard known != nil else { return [] }
      return [
        Repair(
          object: .service(key), finding: .missing(destinations: wanted.destinations.count))
      ]
    }
    var repairs: [Repair] = []
    if let known, known.settings != found.settings, !found.settings.serves(as: wanted.settings) {
      repairs.append(
        Repair(
          object: .service(key), finding: .service(found: found.settings, wanted: wanted.settings)))
    }
    let endpoints = Set(found.destinations.keys).union(known?.destinations.keys ?? [:].keys)
    for endpoint in endpoints {
      let finding = Repair.Finding(
        known: known?.destinations[endpoint], found: found.destinations[endpoint],
        wanted: wanted.destinations[endpoint])
      if let finding {
        repairs.append(Repair(object: .destination(key, endpoint), finding: finding))
      }
    }
    return repairs
  }
}

extension Repair.Finding {
  /// nil if nobody else changed the destination, or changed it to what is wanted.
  fileprivate init?(
    known: DestinationSettings?, found: DestinationSettings?, wanted: DestinationSettings?
  ) {
    guard known != found else { return nil }
    switch (found, wanted) {
    case (nil, nil): return nil
    case (nil, _?): self = .missing(destinations: 0)
    case (_?, nil): self = .unasked
    case (let found?, let wanted?):
      if found.serves(as: wanted) { return nil }
      self = .destination(found: found, wanted: wanted)
    }
  }
}
