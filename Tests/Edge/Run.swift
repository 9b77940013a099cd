import Network
import Routing
import System

/// Runs a command; the exit code.
func run(_ arguments: [String]) -> Int32 {
  let rest = Array(arguments.dropFirst())
  do throws(SystemError) {
    switch arguments.first {
    case "turn": return try Turn(on: rest.first ?? "").run()
    case "release": return try release()
    case "show": return try show()
    case "listen": return try listen(on: rest.first ?? "", seconds: Int(rest.last ?? "") ?? 1)
    case "monitor": return try monitor(seconds: Int(rest.last ?? "") ?? 1)
    case "flood": return try flood(on: rest.first ?? "")
    case "virtual": return try makeVirtual(on: rest.first ?? "")
    case "real-time": return realTime()
    case "sync": return synchronised(on: rest.first ?? "")
    case "walk": return try walk(rest)
    case "heard": return try heard(rest)
    case "answers": return try answers(rest)
    case "blast": return try blast(rest)
    default:
      print(
        "usage: directord-edge turn|release|show|listen|monitor|flood|virtual|real-time|sync|walk"
          + "|heard|answers|blast …")
      return 64
    }
  } catch {
    print(error)
    return 1
  }
}

/// The interface with that name.
func interface(_ name: String, _ kernel: KernelRouting) throws(SystemError) -> Link {
  guard let link = try kernel.links().first(where: { $0.name == name }) else {
    throw SystemError("interface \(name)", 19)
  }
  return link
}

/// Prints what was refused; the exit code.
func apply(_ commands: [RoutingCommand], _ kernel: KernelRouting) throws(SystemError) -> Int32 {
  var code: Int32 = 0
  for refusal in try kernel.apply(commands) {
    print("\(refusal.isSatisfied ? "so already" : "refused"): \(refusal)")
    if !refusal.isSatisfied { code = 1 }
  }
  return code
}

/// Gives up everything that is ours.
private func release() throws(SystemError) -> Int32 {
  let kernel = try KernelRouting()
  let commands =
    RoutingCommand.changes(from: try kernel.rules(of: .directord), to: [])
    + RoutingCommand.changes(from: try kernel.routes(of: .directord), to: [])
    + RoutingCommand.changes(from: try kernel.addresses(), to: []) { $0.owner == .directord }
  print("\(commands.count) commands")
  return try apply(commands, kernel)
}

private func show() throws(SystemError) -> Int32 {
  let kernel = try KernelRouting()
  for link in try kernel.links() {
    let kind = link.kind.map { " \($0) on \(link.parent ?? 0)" } ?? ""
    print("link \(link.name) \(link.isUp ? "up" : "down")\(kind) mtu \(link.mtu)")
  }
  for address in try kernel.addresses() { print(text(address)) }
  for route in try kernel.routes(of: .directord) { print("route \(route.destination)") }
  for rule in try kernel.rules(of: .directord) { print("rule \(rule.priority ?? 0)") }
  return 0
}

func text(_ address: InterfaceAddress) -> String {
  var text = "address \(address.address)/\(address.length) owner \(address.owner.rawValue)"
  if let peer = address.peer { text += " peer \(peer)" }
  if let broadcast = address.broadcast { text += " brd \(Address.v4(broadcast))" }
  if let label = address.label { text += " label \(label)" }
  if address.preferredLifetime == 0 { text += " deprecated" }
  return text
}

private func realTime() -> Int32 {
  let wanted: [RealTime] = [
    .roundRobin(priority: 50), .nice(-10), .processors([0]), .lockedMemory,
    .runTime(.milliseconds(100)),
  ]
  var code: Int32 = 0
  for setting in wanted {
    do throws(RealTimeError) {
      try setting.apply()
      print("\(setting): done")
    } catch {
      print(error)
      code = 1
    }
  }
  return code
}

private func synchronised(on name: String) -> Int32 {
  do throws(TableError) {
    return try synchronise(on: name)
  } catch {
    print(error)
    return 1
  }
}
