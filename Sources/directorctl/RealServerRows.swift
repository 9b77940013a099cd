import Control

/// A real server's lines: its own, and one more for each further check.
extension StatusPage {
  static let titles = [
    ("real server", false), ("state", false), ("for", true), ("weight", true), ("active", true),
    ("inact", true), ("conn/s", true), ("last check", false),
  ].map { Cell($0.0, .faint, isNumber: $0.1) }

  func rows(_ server: RealServerStatus) -> [[Cell]] {
    let first = [
      Cell(server.endpoint), state(server), number(Quantity.span(now - server.since)),
      weight(server.weight), number(Quantity.count(server.connections.active)),
      number(Quantity.count(server.connections.inactive)),
      number(Quantity.count(server.traffic.rates.connections)),
      check(server.checks.first),
    ]
    let blank = [Cell](repeating: Cell(""), count: first.count - 1)
    return [first] + server.checks.dropFirst().map { blank + [check($0)] }
  }

  private func number(_ text: String) -> Cell { Cell(text, isNumber: true) }

  private func state(_ server: RealServerStatus) -> Cell {
    switch server.state {
    case .up: Cell("up", .green)
    case .down: Cell("down", .red)
    case .unknown: Cell("unknown", .yellow)
    }
  }

  /// What stands in the kernel; where that is not as wanted, both, so that it is not overlooked.
  private func weight(_ weight: WeightStatus) -> Cell {
    let text = { (weight: UInt32?) in weight.map { "\($0)" } ?? "none" }
    guard weight.wanted == weight.kernel else {
      return Cell("\(text(weight.wanted))≠\(text(weight.kernel))", .alarm, isNumber: true)
    }
    let isReduced = weight.kernel != weight.configured
    return Cell(
      weight.kernel.map { "\($0)" } ?? "-", isReduced ? .yellow : nil, isNumber: true)
  }

  private func check(_ check: CheckStatus?) -> Cell {
    guard let check else { return Cell("none", .faint) }
    guard let result = check.result else { return Cell("\(check.kind) waiting", .yellow) }
    let age = check.age.map { ", \(Quantity.span($0)) ago" } ?? ""
    let colour: Paint.Colour? =
      switch check.state {
      case .passing: nil
      case .failing: .red
      case .waiting: .yellow
      }
    return Cell("\(check.kind) \(result)\(age)", colour)
  }
}
