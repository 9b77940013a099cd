import Doctor

/// The kernel's readiness as a table.
struct ReadinessPage {
  var paint: Paint

  func text(of readiness: KernelReadiness) -> String {
    var lines = [paint("kernel \(printable(readiness.release ?? "unknown"))", .bold)]
    let rows = readiness.rows.map { row in
      Row.cells([
        Cell(row.name), Cell(row.standing.rawValue, colour(of: row)),
        Cell(row.module ?? "", .faint),
        Cell(row.option, .faint), Cell(row.neededBy.map { "needed by \($0)" } ?? ""),
      ])
    }
    let widths = Grid.widths(rows)
    var group = ""
    for (row, line) in zip(readiness.rows, rows) {
      if row.group != group {
        lines += ["", paint(row.group, .bold)]
        group = row.group
      }
      if case .cells(let cells) = line {
        lines.append(Grid.line(cells, widths: widths, paint: paint))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func colour(of row: KernelReadiness.Row) -> Paint.Colour? {
    switch row.standing {
    case .builtIn, .loaded: .green
    case .loadable: nil
    case .absent: row.neededBy == nil ? .faint : .red
    case .unknown: .faint
    }
  }
}
