import Control

/// A plan as a page of text.
struct PlanPage {
  var paint: Paint

  func text(of plan: Plan) -> String {
    var lines = plan.diagnostics.map(printableLines)
    guard plan.errors == 0 else {
      lines.append("\(printable(plan.file)): \(counted(plan.errors, "error")); it would be refused")
      return lines.joined(separator: "\n") + "\n"
    }
    for operation in plan.operations { lines += self.lines(operation) }
    lines += checks(plan.checks)
    if !lines.isEmpty { lines.append("") }
    lines.append(summary(plan))
    return lines.joined(separator: "\n") + "\n"
  }

  private func printableLines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { printable(String($0)) }.joined(separator: "\n")
  }

  private func lines(_ operation: PlannedOperation) -> [String] {
    let (sign, colour): (String, Paint.Colour) =
      switch operation.action {
      case .add: ("+", .green)
      case .change: ("~", .yellow)
      case .remove: ("-", .red)
      case .run: (">", .yellow)
      }
    var lines = [paint("\(sign) \(printable(operation.object))", colour)]
    if let settings = operation.settings { lines[0] += ": " + printable(settings) }
    lines += operation.fields.map {
      "    \(printable($0.name)): \(printable($0.from)) -> \(printable($0.to))"
    }
    switch operation.moment {
    case .atOnce: break
    case .afterChecks: lines.append("    once its checks have passed")
    case .afterElection: lines.append("    once this director is elected")
    }
    if let notice = operation.notice {
      lines.append("    " + paint("noticed by clients: \(printable(notice))", .red))
    }
    return lines
  }

  private func checks(_ checks: PlannedChecks) -> [String] {
    list(checks.started, "+", .green) + list(checks.stopped, "-", .red)
  }

  /// The first few, and how many more.
  private func list(_ checks: [String], _ sign: String, _ colour: Paint.Colour) -> [String] {
    let shown = checks.prefix(20).map { paint("\(sign) check \(printable($0))", colour) }
    return checks.count > 20 ? shown + ["\(sign) \(checks.count - 20) more checks"] : shown
  }

  private func summary(_ plan: Plan) -> String {
    let checks = plan.checks
    guard plan.hasChanges else {
      return "no changes; \(counted(checks.kept, "check")) would go on"
    }
    let noticed = plan.operations.count { $0.notice != nil }
    return "\(counted(plan.operations.count, "change")), "
      + (noticed == 0 ? "none that clients notice" : "\(noticed) noticed by clients")
      + "; of the checks \(checks.started.count) would begin, \(checks.stopped.count) end, "
      + "\(checks.kept) go on"
  }
}
