import Election
import Network
import Routing
import System
import VRRP

/// Keeps addresses, routes and rules as they are wanted: adds what is missing, removes what is ours
/// and nobody wants, puts back what somebody else removed, and says all of it.
final class Keeping {
  /// What came of a turn.
  struct Outcome {
    /// Somebody else had removed these, which stand again.
    var restored: [Address] = []
    /// These had gone with their interface, and stand again.
    var returned: [Address] = []
    var lines: [ElectionNews] = []
    /// These are to wait.
    fileprivate var waiting: Set<Subject> = []
  }

  /// So many changes are made in a turn: with many addresses others have their say in between.
  static let slice = 128

  /// What was refused is tried so often.
  private static let patience = Duration.seconds(1)
  /// What somebody removes again and again is put back so often.
  private static let restorationPatience = Duration.milliseconds(100)
  /// A change may take something else along, as a primary address does its network's others, and an
  /// address the routes that leave from it. So often is looked again in a turn.
  private static let passes = 3

  private let kernel: KernelRouting
  private let interfaces: Interfaces
  private var routes = StandingRoutes()
  /// Wanted, and seen to stand after the last turn.
  private var standing: Set<Subject> = []
  /// Put there by this run: a kernel before 5.18 does not tell whose an address is.
  private var made: Set<InterfaceAddress.Key> = []
  private var nextTry: [Subject: Instant] = [:]
  private var complaints: [Subject: String] = [:]
  /// Missing since their interface went down or away: nobody stole them.
  private var goneWithLink: Set<Subject> = []
  private var absences = Absences()
  private var isSilent = false
  /// What is left of the changes of addresses for the next turns.
  private var pending: ArraySlice<RoutingCommand> = []
  private var limit = slice
  /// When a turn is due though nothing has changed.
  private(set) var deadline: Instant?
  private(set) var restorations = 0
  /// Of these what a killed daemon left is removed.
  var claimed: Set<Address> = []

  init(_ interfaces: Interfaces) throws(SystemError) {
    kernel = try KernelRouting()
    self.interfaces = interfaces
  }

  /// What the kernel refuses now, and what cannot stand without its interface, in words.
  var refusals: [String] { complaints.values.sorted() + absences.words }

  /// Whether an address cannot stand, since its interface is not there or down.
  func isAbsent(_ held: HeldAddress) -> Bool { absences.contains(Subject(held)) }

  /// Those of `held` that stand as a killed run of this director, or a keepalived before it, left
  /// them. They count as made by this run.
  func inherited(among held: [HeldAddress]) -> Set<Address> {
    var found: Set<Address> = []
    for one in held {
      guard let link = interfaces.link(named: one.interface), link.flags.contains(.up) else {
        continue
      }
      let key = InterfaceAddress(one, on: link).key
      let stands = interfaces.addresses.contains { $0.key == key && isOurs($0) }
      guard stands else { continue }
      made.insert(key)
      found.insert(one.address.address)
    }
    return found
  }

  /// Whether changes of addresses are left for the next turn.
  var isUnfinished: Bool { !pending.isEmpty }

  /// There are routes or rules to be kept, which others' changes may take along.
  var hasRoutes: Bool { !routes.isEmpty }

  /// The next changes of those that are left; nothing is as it must be before all of them are made.
  func goOn(at now: Instant) -> Outcome {
    var outcome = Outcome()
    guard isUnfinished else { return outcome }
    do throws(SystemError) {
      _ = try applySlice(at: now, &outcome)
      if !isUnfinished { deadline = now }
    } catch {
      pending = []
      complain(error, &outcome)
      deadline = now + Self.patience
    }
    return outcome
  }

  /// - Parameter limit: how many addresses are changed at most; the others are left to `goOn`.
  func makeTrue(_ wanted: Wanted, limit: Int = slice, at now: Instant) -> Outcome {
    let asked = Asked(wanted, interfaces.link(named:))
    var outcome = Outcome()
    self.limit = limit
    do throws(SystemError) {
      try look(asked)
      let lost = standing.filter { asked.subjects.contains($0) && !stands($0, asked) }
      let isUpheaval = interfaces.isUpheaval
      let wereDown = interfaces.takeWereDown()
      goneWithLink.formUnion(lost.filter { asked.isAbsent($0) || $0.isOn(wereDown) })
      try settle(asked, at: now, &outcome)
      for subject in lost where stands(subject, asked) {
        note(subject, isUpheaval: isUpheaval, at: now, &outcome)
      }
      goneWithLink = goneWithLink.filter { lost.contains($0) && !stands($0, asked) }
      outcome.lines += absences.news(of: asked) { self.stands($0, asked) }
      isSilent = false
    } catch {
      complain(error, &outcome)
      deadline = now + Self.patience
      return outcome
    }
    if !isUnfinished { interfaces.isUpheaval = false }
    standing = asked.subjects.filter {
      stands($0, asked) || standing.contains($0) && (isUnfinished || asked.isAbsent($0))
    }
    made = made.filter { interfaces.has($0) }
    nextTry = nextTry.filter { $0.value > now }
    guard !isUnfinished else {
      deadline = nil
      return outcome
    }
    complaints = complaints.filter { outcome.waiting.contains($0.key) }
    deadline = nextTry.filter { outcome.waiting.contains($0.key) }.values.min()
    return outcome
  }
}

// MARK: - What stands

extension Keeping {
  /// Looks at the routes if they may be others than they were.
  private func look(_ asked: Asked) throws(SystemError) {
    if asked.hasRoutes { try interfaces.followRoutes() }
    guard routes.isUnknown || interfaces.isInDoubt && (asked.hasRoutes || !routes.isEmpty) else {
      return
    }
    // What changes from here on is told once more.
    try interfaces.observe()
    interfaces.isInDoubt = false
    routes = try kernel.standingRoutes()
  }

  private func stands(_ subject: Subject, _ asked: Asked) -> Bool {
    switch subject {
    case .address: asked.keys[subject].map { interfaces.has($0) } ?? false
    case .route(let route): routes.routes.contains { route.isMade(by: $0) }
    case .rule(let rule): routes.rules.contains { rule.isMade(by: $0) }
    }
  }

  private func isOurs(_ address: InterfaceAddress) -> Bool {
    address.isOurs(made: made, claimed: claimed)
  }

  /// The kernel as it is, for whoever would claim these addresses, but its routes: they are `routes`
  /// if the kernel cannot be asked anew.
  func view(claimed: Set<Address>) -> KernelView {
    let made = made
    return KernelView(
      links: interfaces.all, addresses: interfaces.addresses, routes: routes,
      isOurs: { $0.isOurs(made: made, claimed: claimed) })
  }
}

// MARK: - What differs

extension Keeping {
  /// Addresses first: routes lead through them.
  private func settle(
    _ asked: Asked, at now: Instant, _ outcome: inout Outcome
  ) throws(SystemError) {
    for _ in 0..<Self.passes {
      pending =
        RoutingCommand.changes(
          from: interfaces.keptAddresses, to: asked.addresses, isOurs: isOurs)[...]
      let hasChanged = try applySlice(at: now, &outcome)
      if isUnfinished { return }
      guard hasChanged else { break }
    }
    for _ in 0..<Self.passes {
      try look(asked)
      guard try apply(routes.changes(to: asked), at: now, &outcome) else { break }
      interfaces.isInDoubt = true
    }
  }

  private func applySlice(at now: Instant, _ outcome: inout Outcome) throws(SystemError) -> Bool {
    let slice = Array(pending.prefix(limit))
    pending = pending.dropFirst(limit)
    return try apply(slice, at: now, &outcome)
  }

  /// False if there is nothing to do, or all of it is to wait.
  private func apply(
    _ all: [RoutingCommand], at now: Instant, _ outcome: inout Outcome
  ) throws(SystemError) -> Bool {
    let waiting = Set(nextTry.filter { $0.value > now }.keys)
    var commands: [RoutingCommand] = []
    for command in all {
      if let subject = subject(of: command), waiting.contains(subject) {
        outcome.waiting.insert(subject)
      } else {
        commands.append(command)
      }
    }
    guard !commands.isEmpty else { return false }
    let refusals = try kernel.apply(commands).filter { !$0.isSatisfied }
    for command in commands {
      if case .addAddress(let address) = command { made.insert(address.key) }
      if let subject = subject(of: command) { complaints[subject] = nil }
    }
    for refusal in refusals { complain(refusal, at: now, &outcome) }
    // What the kernel did is told before it answers, and so seen here.
    try interfaces.observe()
    interfaces.expect(commands)
    return true
  }

  private func subject(of command: RoutingCommand) -> Subject? {
    switch command {
    case .addAddress(let address), .deleteAddress(let address):
      Subject(address, on: interfaces.name(address.interface))
    case .addRoute(let route), .deleteRoute(let route): .route(route)
    case .addRule(let rule), .deleteRule(let rule): .rule(rule)
    case .makeLink, .setUp, .setAlias, .setLinkLocal, .deleteLink: nil
    }
  }
}

// MARK: - What is said

extension Keeping {
  private func complain(_ error: SystemError, _ outcome: inout Outcome) {
    guard !isSilent else { return }
    isSilent = true
    outcome.lines.append(
      .said(.error, "\(error): addresses and routes are not as they must be"))
  }

  private func complain(_ refusal: RoutingRefusal, at now: Instant, _ outcome: inout Outcome) {
    guard let subject = subject(of: refusal.command) else { return }
    nextTry[subject] = now + Self.patience
    outcome.waiting.insert(subject)
    let text =
      "the kernel refuses to change \(subject.words(interfaces.name)): \(refusal.reason); tried "
      + "again every \(Self.patience.components.seconds) s"
    guard complaints.updateValue(text, forKey: subject) != text else { return }
    outcome.lines.append(.said(.error, text))
  }

  /// A route that went with its interface or address was not taken away by anybody.
  private func note(
    _ subject: Subject, isUpheaval: Bool, at now: Instant, _ outcome: inout Outcome
  ) {
    let text: String
    switch subject {
    case .address(_, let address, _, _) where goneWithLink.contains(subject):
      outcome.returned.append(address)
      return
    case .address(_, let address, _, _):
      outcome.restored.append(address)
      text = "it was put back, and is announced"
    case .route, .rule:
      guard !isUpheaval else { return }
      text = "it was put back"
    }
    restorations += 1
    nextTry[subject] = now + Self.restorationPatience
    let words = subject.words(interfaces.name)
    outcome.lines.append(
      .said(.warning, "somebody else removed \(words); \(text)", on: words))
  }
}

extension KernelRouting {
  /// Our routes and rules.
  func standingRoutes() throws(SystemError) -> StandingRoutes {
    StandingRoutes(routes: try routes(of: .directord), rules: try rules(of: .directord))
  }
}
