import Control

extension StatusPage {
  /// The virtual routers: one line each, and what is out of the ordinary.
  func electionLines(_ election: ElectionStatus) -> [String] {
    var lines = [""]
    let masters = election.instances.count { $0.state == .master }
    var title =
      paint("virtual routers", .bold) + "  master of \(masters) of \(election.instances.count)"
    if election.drained { title += "  " + paint(" DRAINED ", .alarm) }
    lines.append(title)
    if let drain = election.drain { lines.append(paint("  " + words(drain), .yellow)) }
    let rows = election.instances.map { Row.cells(cells($0)) }
    let widths = Grid.widths(rows)
    for (instance, row) in zip(election.instances, rows) {
      if case .cells(let cells) = row {
        lines.append(Grid.line(cells, widths: widths, paint: paint))
      }
      lines.append(paint("      " + printable(instance.reason), .faint))
      lines += oddities(of: instance).map { paint("      " + printable($0), .yellow) }
    }
    lines += election.refusals.map { paint("  refused  ", .red) + printable($0) }
    if election.restorations > 0 {
      let times = election.restorations == 1 ? "once" : "\(election.restorations) times"
      lines.append(paint("  put back \(times) what somebody had removed", .yellow))
    }
    // An advertisement that is so late may cost the mastership.
    if election.loop.greatestLateness >= 0.05 {
      let late = Quantity.span(election.loop.greatestLateness)
      lines.append(paint("  the election has been late by up to \(late)", .yellow))
    }
    return lines
  }

  /// What its neighbours do otherwise than was expected.
  private func oddities(of instance: InstanceStatus) -> [String] {
    let counted = { (counts: [String: Int]) in
      counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
    var lines: [String] = []
    lines += instance.dropped.sorted { $0.key < $1.key }.map { cause, count in
      "\(self.counted(count)) dropped: \(Self.words(ofCause: cause))"
    }
    if !instance.differing.isEmpty { lines.append("differing: " + counted(instance.differing)) }
    lines += instance.neighbors.filter { $0.checksums["messageOnly"] != nil }.map {
      "\($0.address) sums without a pseudo-header: " + counted($0.checksums)
    }
    return lines
  }

  private func counted(_ count: Int) -> String {
    count == 1 ? "1 advertisement" : "\(count) advertisements"
  }

  /// What a cause of the status means.
  private static func words(ofCause cause: String) -> String {
    switch cause {
    case "length", "header", "hopLimit", "version", "type", "checksum", "interval",
      "virtualRouter", "authenticationType", "authentication", "unicastSource", "destination":
      "wrong " + cause.spelledOut
    case "noAddresses": "no addresses in it"
    case "replay": "sent before"
    case "loop": "from this director's own address"
    case "owner": "this director owns the addresses"
    case _: cause
    }
  }

  /// `drained for 3 min by root, with directorctl: a disk is changed`
  private func words(_ drain: DrainStatus) -> String {
    let time = drain.since.map { " for \(Quantity.span(now - $0))" } ?? ""
    let who = drain.by.map { " by \(printable($0))" } ?? ""
    return "drained\(time)\(who)" + (drain.reason.map { ": \(printable($0))" } ?? "")
  }

  private func cells(_ instance: InstanceStatus) -> [Cell] {
    let colour: Paint.Colour? =
      switch instance.state {
      case .master: .green
      case .fault: .red
      case .drained, .leaving, .initialize: .yellow
      case .backup: nil
      }
    let priority =
      instance.effectivePriority == instance.configuredPriority
      ? "\(instance.effectivePriority)"
      : "\(instance.effectivePriority) (configured \(instance.configuredPriority))"
    return [
      Cell(instance.name), Cell(instance.state.rawValue.uppercased(), colour),
      Cell("\(instance.interface) \(instance.family) router \(instance.virtualRouter)"),
      Cell("priority \(priority)"),
      Cell(instance.since.map { "for \(Quantity.span(now - $0))" } ?? ""),
      Cell(addresses(instance.held)),
    ]
  }

  private func addresses(_ held: [String]) -> String {
    guard held.count > 4 else { return held.joined(separator: " ") }
    return held.prefix(4).joined(separator: " ") + " and \(held.count - 4) more"
  }
}

extension String {
  /// `hop limit` of `hopLimit`
  fileprivate var spelledOut: String {
    map { $0.isUppercase ? " " + $0.lowercased() : String($0) }.joined()
  }
}
