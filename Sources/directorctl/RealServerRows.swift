import Control

/// A real server's lines: its own, and one more for each further check.
extension StatusPage {
  func titles(checks place: CheckPlace) -> [Cell] {
    let numbers = [
      Cell("real server", .faint), Cell("state", .faint), Cell("for", .faint, isNumber: true),
      Cell("weight", .faint, isNumber: true), Cell("active", .faint, isNumber: true),
      Cell("inact", .faint, isNumber: true), Cell("conn/s", .faint, isNumber: true),
    ]
    return place == .under ? numbers : numbers + [Cell("last check", .faint)]
  }

  func rows(_ server: RealServerStatus, checks place: CheckPlace) -> [Row] {
    let numbers = [
      Cell(server.endpoint), state(server),
      number(Quantity.span(now - (server.maintenanceSince ?? server.since))),
      weight(server.weight), number(Quantity.count(server.connections.active)),
      number(Quantity.count(server.connections.inactive)),
      number(Quantity.count(server.traffic.rates.connections)),
    ]
    let checks = remarks(server) + server.checks.map(check)
    if place == .under { return [.cells(numbers)] + checks.map(Row.under) }
    let blank = [Cell](repeating: Cell(""), count: numbers.count)
    return [.cells(numbers + [checks.first ?? Cell("none", .faint)])]
      + checks.dropFirst().map { .cells(blank + [$0]) }
  }

  /// What is to be known of it before its checks' words.
  private func remarks(_ server: RealServerStatus) -> [Cell] {
    [
      server.maintenance.map { Cell("maintenance: \($0)\(holder(of: server))", .yellow) },
      server.suspect.map { Cell("serves on: \($0)", .alarm) },
      server.heldFor.map { Cell("stays down for \(Quantity.span($0)) more", .red) },
    ].compactMap(\.self)
  }

  /// The name that takes it out of maintenance again, if that is another than its own.
  private func holder(of server: RealServerStatus) -> String {
    guard let target = server.maintenanceTarget, target != server.endpoint else { return "" }
    return " (by the name \(target))"
  }

  private func number(_ text: String) -> Cell { Cell(text, isNumber: true) }

  private func state(_ server: RealServerStatus) -> Cell {
    if server.maintenance != nil { return Cell("maintenance", .yellow) }
    if server.suspect != nil { return Cell("suspect", .alarm) }
    if server.heldFor != nil { return Cell("held down", .red) }
    if server.slowStart != nil { return Cell("starting", .green) }
    return switch server.state {
    case .up: server.adopted ? Cell("adopted", .yellow) : Cell("up", .green)
    case .draining: Cell("draining", .yellow)
    case .down: Cell("down", .red)
    case .unknown: Cell("unknown", .yellow)
    }
  }

  /// What stands in the kernel; if that is not as wanted, both, so that it is not overlooked.
  private func weight(_ weight: WeightStatus) -> Cell {
    let text = { (weight: UInt32?) in weight.map { "\($0)" } ?? "none" }
    guard weight.wanted == weight.kernel else {
      return Cell("\(text(weight.wanted))≠\(text(weight.kernel))", .alarm, isNumber: true)
    }
    let isReduced = weight.kernel != weight.configured
    return Cell(
      weight.kernel.map { "\($0)" } ?? "-", isReduced ? .yellow : nil, isNumber: true)
  }

  private func check(_ check: CheckStatus) -> Cell {
    guard let result = check.result else { return Cell("\(check.kind) waiting", .yellow) }
    if check.overdue == true { return Cell("\(check.kind) overdue: \(result)", .alarm) }
    let age = check.age.map { ", \(Quantity.span($0)) ago" } ?? ""
    let colour: Paint.Colour? =
      switch check.state {
      case .passing: nil
      case .failing: .red
      case .waiting, .draining: .yellow
      }
    return Cell("\(check.kind) \(result)\(age)", colour)
  }
}

/// Where a real server's checks are told: beside its numbers or, if the terminal is too narrow
/// for that, under them.
enum CheckPlace {
  case beside, under
}

/// A line of a virtual server's table.
enum Row {
  case cells([Cell])
  /// Words that stand under the line before.
  case under(Cell)
}
