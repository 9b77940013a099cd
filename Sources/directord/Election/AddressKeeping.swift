import Election
import Network
import Routing
import System
import VRRP

/// Keeps the addresses as they are wanted: adds what is missing, removes what is ours and nobody
/// wants, puts back what somebody else removed, and says all of it.
final class AddressKeeping {
  /// What came of a turn.
  struct Outcome {
    /// Somebody else had removed them.
    var restored: [Address] = []
    var lines: [ElectionNews] = []
  }

  /// What was refused, and what somebody removes again and again, is tried so often.
  private static let patience = Duration.seconds(1)

  private let kernel: KernelRouting
  private let interfaces: Interfaces
  /// Wanted, and seen to stand after the last turn.
  private var standing: Set<InterfaceAddress.Key> = []
  /// Put there by this run: a kernel before 5.18 does not tell whose an address is.
  private var made: Set<InterfaceAddress.Key> = []
  private var nextTry: [InterfaceAddress.Key: Instant] = [:]
  private var complaints: [InterfaceAddress.Key: String] = [:]
  private var isSilent = false
  /// When a turn is due though nothing has changed.
  private(set) var deadline: Instant?
  private(set) var restorations = 0
  /// Of these what a killed daemon left is removed.
  var claimed: Set<Address> = []

  init(_ interfaces: Interfaces) throws(SystemError) {
    kernel = try KernelRouting()
    self.interfaces = interfaces
  }

  /// What the kernel refuses now, in words.
  var refusals: [String] { complaints.values.sorted() }

  func makeTrue(_ held: [HeldAddress], at now: Instant) -> Outcome {
    let wanted = held.compactMap { held in
      interfaces.link(named: held.interface).map { InterfaceAddress(held, on: $0) }
    }
    let keys = Set(wanted.map(\.key))
    nextTry = nextTry.filter { keys.contains($0.key) }
    complaints = complaints.filter { keys.contains($0.key) }
    let commands = due(
      RoutingCommand.changes(
        from: interfaces.addresses, to: wanted, isOurs: isOurs), at: now)
    var outcome = Outcome()
    if !commands.isEmpty {
      let lost = standing.filter { keys.contains($0) && !interfaces.has($0) }
      apply(commands, at: now, &outcome)
      note(lost, at: now, &outcome)
    }
    standing = keys.filter { interfaces.has($0) }
    made = made.filter { interfaces.has($0) }
    deadline = nextTry.filter { !interfaces.has($0.key) }.values.min()
    return outcome
  }

  private func isOurs(_ address: InterfaceAddress) -> Bool {
    if address.owner == .directord || made.contains(address.key) { return true }
    let isNobodys = address.owner == .unknown || address.owner == .keepalived
    return isNobodys && claimed.contains(address.address)
  }

  /// Without those that are to wait.
  private func due(_ commands: [RoutingCommand], at now: Instant) -> [RoutingCommand] {
    let waiting = Set(nextTry.filter { $0.value > now }.keys)
    let held = commands.compactMap { command -> InterfaceAddress.Key? in
      guard case .addAddress(let address) = command, waiting.contains(address.key) else {
        return nil
      }
      return address.key
    }
    guard !held.isEmpty else { return commands }
    return commands.filter { $0.key.map { !held.contains($0) } ?? true }
  }

  private func apply(_ commands: [RoutingCommand], at now: Instant, _ outcome: inout Outcome) {
    do throws(SystemError) {
      let refusals = try kernel.apply(commands).filter { !$0.isSatisfied }
      for case .addAddress(let address) in commands {
        made.insert(address.key)
        complaints[address.key] = nil
      }
      for refusal in refusals { complain(refusal, at: now, &outcome) }
      // What the kernel did is told before it answers, and so seen here.
      try interfaces.observe()
      isSilent = false
    } catch {
      for case .addAddress(let address) in commands {
        nextTry[address.key] = now + Self.patience
      }
      guard !isSilent else { return }
      isSilent = true
      outcome.lines.append(.said(.error, "\(error): addresses are not as they must be"))
    }
  }

  private func complain(_ refusal: RoutingRefusal, at now: Instant, _ outcome: inout Outcome) {
    guard let key = refusal.command.key else { return }
    nextTry[key] = now + Self.patience
    let name = interfaces.link(key.interface)?.name ?? "interface \(key.interface)"
    let text =
      "the kernel refuses to change address \(key.address)/\(key.length) of \(name): "
      + "\(refusal.reason); tried again every \(Self.patience.components.seconds) s"
    guard complaints.updateValue(text, forKey: key) != text else { return }
    outcome.lines.append(.said(.error, text))
  }

  private func note(
    _ lost: Set<InterfaceAddress.Key>, at now: Instant, _ outcome: inout Outcome
  ) {
    for key in lost where interfaces.has(key) {
      restorations += 1
      nextTry[key] = now + Self.patience
      outcome.restored.append(key.address)
      let name = interfaces.link(key.interface)?.name ?? "its interface"
      outcome.lines.append(
        .said(
          .warning,
          "somebody else removed \(key.address)/\(key.length) from \(name); it was put back, "
            + "and is announced"))
    }
  }
}

extension RoutingCommand {
  /// The address that it is about.
  fileprivate var key: InterfaceAddress.Key? {
    switch self {
    case .addAddress(let address), .deleteAddress(let address): address.key
    case .addRoute, .deleteRoute, .addRule, .deleteRule, .makeLink, .setUp, .setLinkLocal,
      .deleteLink:
      nil
    }
  }
}

extension InterfaceAddress {
  /// As the configuration's line wants it.
  init(_ held: HeldAddress, on link: Link) {
    let address = held.address
    let length = UInt8(clamping: address.length)
    let broadcast: UInt32? =
      switch address.broadcast {
      case nil, .address(.v6): nil
      case .network: InterfaceAddress.broadcast(of: address.address, length: length)
      case .address(.v4(let bits)): bits
      }
    self.init(
      address.address, length: length, on: link.index, peer: address.peer?.address,
      broadcast: broadcast, label: address.label, scope: Scope(rawValue: address.scope.rawValue))
  }
}
