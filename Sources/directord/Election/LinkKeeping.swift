import Network
import Routing
import System
import VRRP

/// Keeps virtual routers' own interfaces, and the settings that make them quiet. What is to be on is
/// so before anything is said from it, and what is to be off only when its addresses have gone.
final class LinkKeeping {
  /// What the settings depend on: they are looked at when it changes.
  private struct Circumstances: Equatable {
    /// Switched off all of them: their settings are the same on and off.
    var values: [WantedLink]
    var promoting: Set<String>
    var indices: [String: UInt32]
  }

  /// What was refused is tried so often.
  private static let patience = Duration.seconds(1)
  /// So many are made, and so many deleted, in a turn: the kernel takes its time over a deletion.
  static let slice = 16

  private let kernel: KernelRouting
  private let interfaces: Interfaces
  /// Whether some are left for the next turn to make or to delete.
  private(set) var isUnfinished = false
  private let settings: LinkSettings
  /// Nothing: then there is nothing to set.
  private var circumstances = Circumstances(values: [], promoting: [], indices: [:])
  /// By interface.
  private var nextTry: [String: Instant] = [:]
  private var complaints: [String: String] = [:]
  private var isSilent = false
  private var lines: [ElectionNews] = []

  init(_ interfaces: Interfaces) throws(SystemError) {
    kernel = try KernelRouting()
    settings = try LinkSettings()
    self.interfaces = interfaces
  }

  /// What the kernel refuses now, in words.
  var refusals: [String] { complaints.values.sorted() + settings.failures.sorted() }

  /// When a turn is due though nothing has changed.
  var deadline: Instant? { nextTry.values.min() }

  /// Makes what is missing, and switches on what is to be on.
  func raise(_ wanted: Wanted, at now: Instant) -> [ElectionNews] {
    nextTry = nextTry.filter { $0.value > now }
    attempt { () throws(SystemError) in
      isUnfinished = try apply(links(wanted).makings, limit: Self.slice, at: now)
      try apply(links(wanted).claims, at: now)
      try quiet(wanted)
      if isQuiet { try apply(links(wanted).raises, at: now) }
    }
    return takeLines()
  }

  /// Switches off what is to be off, and deletes what nobody wants.
  func lower(_ wanted: Wanted, limit: Int = slice, at now: Instant) -> [ElectionNews] {
    attempt { () throws(SystemError) in
      let hasMore = try apply(links(wanted).lowerings, limit: limit, at: now)
      isUnfinished = isUnfinished || hasMore
      try quiet(wanted)
    }
    let names = Set(wanted.links.map(\.interface.name))
    complaints = complaints.filter { names.contains($0.key) }
    nextTry = nextTry.filter { names.contains($0.key) }
    return takeLines()
  }

  private func takeLines() -> [ElectionNews] {
    defer { lines = [] }
    return lines
  }
}

// MARK: - Links

extension LinkKeeping {
  private func links(_ wanted: Wanted) -> VirtualLinks {
    wanted.virtualLinks(among: interfaces.all)
  }

  private func attempt(_ work: () throws(SystemError) -> Void) {
    do throws(SystemError) {
      try work()
      isSilent = false
    } catch {
      guard !isSilent else { return }
      isSilent = true
      lines.append(
        .said(.error, "\(error): virtual routers' own interfaces are not as they must be"))
    }
  }

  /// True if some were left over.
  @discardableResult
  private func apply(
    _ all: [RoutingCommand], limit: Int = .max, at now: Instant
  ) throws(SystemError) -> Bool {
    let due = all.filter { nextTry[name(of: $0)] == nil }
    let commands = Array(due.prefix(limit))
    guard !commands.isEmpty else { return false }
    let refusals = try kernel.apply(commands).filter { !$0.isSatisfied }
    let refused = Set(refusals.map { name(of: $0.command) })
    for command in commands where !refused.contains(name(of: command)) {
      complaints[name(of: command)] = nil
    }
    for refusal in refusals { complain(refusal, at: now) }
    // What the kernel did is told before it answers, and so seen here.
    try interfaces.observe()
    return commands.count < due.count
  }

  private func complain(_ refusal: RoutingRefusal, at now: Instant) {
    let name = name(of: refusal.command)
    nextTry[name] = now + Self.patience
    let text =
      "the kernel refuses to \(refusal.command.words) interface \(name): \(refusal.reason); tried "
      + "again every \(Self.patience.components.seconds) s"
    guard complaints.updateValue(text, forKey: name) != text else { return }
    lines.append(.said(.error, text))
  }

  private func name(of command: RoutingCommand) -> String {
    switch command {
    case .makeLink(let link): link.name
    case .setUp(let index, _), .setAlias(let index, _), .setLinkLocal(let index, _),
      .deleteLink(let index):
      interfaces.name(index)
    case .addAddress(let address), .deleteAddress(let address): interfaces.name(address.interface)
    case .addRoute, .deleteRoute, .addRule, .deleteRule: ""
    }
  }
}

// MARK: - Settings

extension LinkKeeping {
  /// Readable while settings were made.
  var descriptor: Int32 { settings.descriptor }

  /// Whether the settings are as they were asked for. What is to be on waits for that.
  var isQuiet: Bool { settings.isDone }

  /// Takes note of what has become of the settings; `raise` is due then.
  func hear() -> [ElectionNews] {
    let known = settings.failures
    settings.hear()
    return settings.failures.subtracting(known).sorted().map { .said(.warning, $0) }
  }

  /// Waits for the settings, if nothing is spoken yet or any more.
  func settle(until end: Instant) -> [ElectionNews] {
    let known = settings.failures
    attempt { () throws(SystemError) in try settings.wait(until: end) }
    let failures = settings.failures.subtracting(known).sorted()
    return takeLines() + failures.map { .said(.warning, $0) }
  }

  private func quiet(_ wanted: Wanted) throws(SystemError) {
    let names =
      wanted.links.flatMap { [$0.interface.name, $0.interface.parent] } + wanted.promoting
    let indices = names.compactMap { name in interfaces.link(named: name).map { (name, $0.index) } }
    let circumstances = Circumstances(
      values: wanted.links.map(\.switchedOff), promoting: wanted.promoting,
      indices: Dictionary(indices, uniquingKeysWith: { first, _ in first }))
    guard circumstances != self.circumstances else { return }
    let there = circumstances.indices
    let links = circumstances.values.filter {
      there[$0.interface.name] != nil && there[$0.interface.parent] != nil
    }
    let virtual = Set(links.map(\.interface.name))
    try settings.want(
      links, promoting: wanted.promoting.filter { there[$0] != nil },
      others: interfaces.all.map(\.name).filter { !virtual.contains($0) })
    self.circumstances = circumstances
  }
}

extension Wanted {
  /// Virtual routers' own interfaces whose card is there.
  func virtualLinks(among found: [Link]) -> VirtualLinks {
    VirtualLinks(
      found: found,
      wanted: links.compactMap { wanted in
        let interface = wanted.interface
        guard let parent = found.first(where: { $0.name == interface.parent }) else { return nil }
        let link = VirtualLink(
          name: interface.name, hardware: interface.hardwareAddress, parent: parent)
        return VirtualLinks.Wanted(link, isUp: wanted.isUp)
      })
  }
}

extension WantedLink {
  fileprivate var switchedOff: WantedLink {
    var link = self
    link.isUp = false
    return link
  }
}

extension RoutingCommand {
  /// What is done to an interface.
  fileprivate var words: String {
    switch self {
    case .makeLink: "make"
    case .deleteLink: "remove"
    case .setUp(_, true): "switch on"
    case .setUp(_, false): "switch off"
    case .addAddress, .deleteAddress, .addRoute, .deleteRoute, .addRule, .deleteRule, .setAlias,
      .setLinkLocal:
      "change"
    }
  }
}
