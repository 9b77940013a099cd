import Control

/// The status as a page of text.
struct StatusPage {
  /// Seconds since 1970.
  var now: Double
  /// Columns; nil is no limit.
  var width: Int?
  var paint: Paint

  func text(of status: Status) -> String {
    let beside = tables(status, checks: .beside)
    let fits = width.map { Grid.width(beside.widths) <= $0 } ?? true
    let (titles, rows, widths) = fits ? beside : tables(status, checks: .under)
    var lines = heading(status)
    if let election = status.election { lines += electionLines(election) }
    if let silence = status.electionSilentFor {
      let words = "the election has not answered for \(Quantity.span(silence)): it may be stuck"
      lines += ["", paint(" NO ANSWER ", .alarm) + " \(words)"]
    }
    for (server, rows) in zip(status.virtualServers, rows) {
      lines.append("")
      lines += title(server)
      if rows.isEmpty {
        lines.append("  " + paint("no real servers", .faint))
      } else {
        lines += ([titles] + rows).map { line($0, widths) }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The rows of each virtual server, and the widths of the columns of all of them.
  private func tables(
    _ status: Status, checks place: CheckPlace
  ) -> (titles: Row, rows: [[Row]], widths: [Int]) {
    let titles = Row.cells(titles(checks: place))
    let rows = status.virtualServers.map { server in
      server.realServers.flatMap { self.rows($0, checks: place) }
    }
    return (titles, rows, Grid.widths([titles] + rows.flatMap(\.self)))
  }

  private func line(_ row: Row, _ widths: [Int]) -> String {
    switch row {
    case .cells(let cells): Grid.line(cells, widths: widths, paint: paint)
    case .under(let cell): "      " + paint(cell.text, cell.colour)
    }
  }

  // MARK: The daemon

  private func heading(_ status: Status) -> [String] {
    let daemon = status.daemon
    var lines = [
      paint("directord \(printable(daemon.version))", .bold)
        + "  pid \(daemon.pid), running for \(Quantity.span(now - daemon.since))",
      "\(printable(daemon.configurationFile)), loaded \(ago(daemon.configurationLoaded))",
    ]
    if daemon.shadow {
      let words = " SHADOW  the kernel's table is left alone; weights are of a table in memory"
      lines.append(paint(words, .yellow))
    }
    lines += reloadLines(daemon)
    lines += daemon.refusals.map { paint("refused  ", .red) + printable($0) }
    // A loop that is late by so much has been starved, or does too much in a turn.
    if daemon.loop.greatestLateness >= 0.1 {
      let late = Quantity.span(daemon.loop.greatestLateness)
      lines.append(paint("the loop has been late by up to \(late)", .yellow))
    }
    lines += (status.canaries ?? []).filter(\.suspect).map { canary in
      let since = canary.since.map { ", since \(Quantity.span(now - $0))" } ?? ""
      return paint(" SUSPECT ", .alarm)
        + " \(printable(canary.name)) fails: no real server behind it is removed\(since)"
    }
    lines += (status.suspectWays ?? []).map { suspect in
      paint(" SUSPECT ", .alarm)
        + " \(suspect.failing) of \(suspect.asked) unrelated real servers reached through "
        + "\(printable(suspect.way)) fail together: none reached so is removed, since "
        + "\(Quantity.span(now - suspect.since)), for \(Quantity.span(suspect.until - now)) more at most"
    }
    if let line = findings(status.doctor) { lines.append(line) }
    lines.append(summary(status))
    return lines
  }

  /// `2 findings: directorctl doctor`; nil: there is none.
  private func findings(_ doctor: DoctorStatus?) -> String? {
    guard let findings = doctor?.findings, !findings.isEmpty else { return nil }
    let errors = findings.count { $0.severity == "error" }
    let text = counted(findings.count, "finding") + ": directorctl doctor"
    let names = Set(findings.map(\.id)).sorted().joined(separator: " ")
    return paint(text, errors > 0 ? .red : .yellow) + "  (\(printable(names)))"
  }

  private func reloadLines(_ daemon: DaemonStatus) -> [String] {
    if daemon.reloading { return ["a reload is under way"] }
    guard let reload = daemon.lastReload else { return [] }
    let line = "last reload \(ago(reload.at)): \(reload.words)"
    guard reload.outcome == .refused else { return [line] }
    let first = reload.diagnostics.first { $0.contains("error") } ?? reload.diagnostics.first
    let details = (first ?? "").split(separator: "\n").map { "  " + printable(String($0)) }
    return [paint(line, .red)] + details
  }

  private func summary(_ status: Status) -> String {
    let servers = status.virtualServers.flatMap(\.realServers)
    let routers = status.election?.instances.count ?? 0
    let text =
      (routers > 0 ? counted(routers, "virtual router") + ", " : "")
      + counted(status.virtualServers.count, "virtual server") + ", "
      + counted(servers.count, "real server") + ", \(servers.up) up" + servers.maintained
    let apart = servers.count { $0.weight.wanted != $0.weight.kernel }
    let others = apart == 0 ? "" : paint("  \(apart) not as wanted in the kernel ", .alarm)
    return text + others
  }

  // MARK: A virtual server

  private func title(_ server: VirtualServerStatus) -> [String] {
    let up = server.realServers.up
    let total = server.realServers.count
    let colour: Paint.Colour = up == total ? .green : up == 0 ? .red : .yellow
    let isWhole = server.services.allSatisfy(\.inKernel)
    var parts = [paint(printable(server.name), .bold)]
    if let first = server.services.first {
      parts.append(printable(first.scheduler))
      if let persistence = first.persistence { parts.append("persistent \(persistence) s") }
    }
    parts.append(
      paint("\(up) of \(total) up\(server.realServers.maintained)", total == 0 ? .faint : colour))
    if server.panicking == true { parts.append(paint(" PANIC: all serve ", .alarm)) }
    parts += quorum(server)
    parts += traffic(server.services.map(\.traffic))
    if !isWhole, server.awaits == nil { parts.append(paint(" not in the kernel ", .alarm)) }
    let keys = server.services.map(\.key).filter { $0 != server.name }
    let title = [parts.joined(separator: "  ")] + waiting(server)
    guard !keys.isEmpty else { return title }
    let list = keys.prefix(8).joined(separator: ", ")
    let more = keys.count > 8 ? " and \(keys.count - 8) more" : ""
    return title + [paint("  \(printable(list))\(more)", .faint)]
  }

  /// Why none of its real servers is in the table.
  private func waiting(_ server: VirtualServerStatus) -> [String] {
    guard let instance = server.awaits else { return [] }
    let words =
      "not served here: it follows vrrp_instance \(printable(instance)), of which this director is "
      + "not master"
    return [paint("  \(words)", .yellow)]
  }

  /// A quorum of 1 that is met is not worth a word.
  private func quorum(_ server: VirtualServerStatus) -> [String] {
    guard let quorum = server.quorum, !quorum.met || quorum.required > 1 else { return [] }
    var parts = [
      paint(
        "quorum \(quorum.met ? "met" : "lost"): weight \(quorum.weight) of \(quorum.required)",
        quorum.met ? .green : .red)
    ]
    if let sorry = server.sorryServer, sorry.serving {
      parts.append(paint("sorry server \(printable(sorry.endpoint)) serves", .yellow))
    }
    return parts
  }

  private func traffic(_ traffic: [Traffic]) -> [String] {
    let rate = { (path: KeyPath<Traffic.Counters, UInt64>) in
      traffic.reduce(0) { $0 &+ $1.rates[keyPath: path] }
    }
    let connections = rate(\.connections)
    let (bytesIn, bytesOut) = (rate(\.bytesIn), rate(\.bytesOut))
    guard connections + bytesIn + bytesOut > 0 else { return [] }
    return [
      "\(Quantity.count(connections)) conn/s",
      "\(Quantity.count(bytesIn))B/s in", "\(Quantity.count(bytesOut))B/s out",
    ]
  }

  private func ago(_ moment: Double) -> String { Quantity.span(now - moment) + " ago" }
}

extension [RealServerStatus] {
  fileprivate var up: Int { count { $0.state == .up && $0.maintenance == nil } }

  /// `, 1 in maintenance`
  fileprivate var maintained: String {
    let number = count { $0.maintenance != nil }
    return number > 0 ? ", \(number) in maintenance" : ""
  }
}
