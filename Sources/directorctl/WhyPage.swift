import Control

/// Why a real server is in or out, as a page of text.
struct WhyPage {
  /// Columns; nil is no limit.
  var width: Int?
  var paint: Paint
  /// The time of day of a moment, and how it is told beside another.
  var clock = Clock()

  func text(of why: Why) -> String {
    let pages = why.standings.map { lines(of: $0, at: why.at).joined(separator: "\n") }
    return pages.joined(separator: "\n\n") + "\n"
  }

  /// Nobody has it.
  func absence(of why: Why) -> String {
    let near = why.nearest.isEmpty ? "" : "; nearest: " + why.nearest.joined(separator: ", ")
    return "no virtual server has a real server \(printable(why.realServer))" + near
  }

  private func lines(of standing: RealServerStanding, at now: Double) -> [String] {
    var lines: [String] = []
    if let problem = standing.tableProblem {
      lines += wrapped(" NOT AS WANTED ", .alarm, " " + printable(problem), indent: 2)
    }
    let (head, colour) = heading(standing)
    lines += wrapped(head, colour, tail(standing, at: now), indent: 2)
    lines += ["", title("checks")]
    if standing.checks.isEmpty { lines.append("  " + paint("none", .faint)) }
    for check in standing.checks { lines += self.lines(check, of: standing, at: now) }
    lines += ["", title("what happened")]
    lines += timeline(standing, at: now)
    if let probe = standing.decidedBy {
      let moment = probe.at.map { ", \(clock.time(of: $0, at: now))" } ?? ""
      lines += ["", title("the probe that decided") + paint(moment, .faint)]
      lines += TranscriptPage(paint: paint).lines(probe).map { "  " + $0 }
    }
    return lines
  }

  private func title(_ text: String) -> String { paint(text, .bold) }

  // MARK: The sentence

  private func heading(_ standing: RealServerStanding) -> (String, Paint.Colour) {
    let (server, place) = (printable(standing.realServer), printable(standing.place))
    switch standing.answer {
    case .out: return ("\(server) is out of \(place)", .red)
    case .keeping: return ("\(server) gets nothing new in \(place): weight 0", .yellow)
    case .serving:
      let weight = standing.weight.wanted.map { " with weight \($0)" } ?? ""
      return ("\(server) is in \(place)\(weight)", .green)
    }
  }

  private func tail(_ standing: RealServerStanding, at now: Double) -> String {
    let since = standing.since.map {
      " since \(clock.time(of: $0, at: now)) (\(Quantity.span(now - $0)))"
    }
    let parts = [standing.reason] + standing.outlook
    return (since ?? "") + ", because " + printable(parts.joined(separator: "; "))
  }

  // MARK: Checks

  private func lines(
    _ check: CheckStanding, of standing: RealServerStanding, at now: Double
  ) -> [String] {
    let colour: Paint.Colour? =
      switch check.status.state {
      case .passing: .green
      case .failing: .red
      case .waiting, .draining: .yellow
      }
    var words = [check.standing]
    if let weight = check.weight { words.append("says \(weight)") }
    words.append(check.next.map { "next probe in \(Quantity.span($0))" } ?? "a probe is under way")
    if check.status.overdue == true { words.append("OVERDUE: it is not being run") }
    var lines = wrapped(
      "  \(printable(check.status.kind)) of \(printable(check.status.destination))", colour,
      ": " + printable(words.joined(separator: "; ")), indent: 6)
    guard let last = check.last else { return lines }
    let age = check.status.age.map { ", \(Quantity.span($0)) ago" } ?? ""
    lines += wrapped("      last ", .faint, printable(last.result) + age, indent: 11)
    // What is told below in the same words is not told twice.
    let isTold = last.kind == standing.decidedBy?.kind && last.result == standing.decidedBy?.result
    let page = TranscriptPage(paint: paint)
    return lines
      + page.lines(last, withResult: false, withTranscript: !isTold).map { "      " + $0 }
  }

  // MARK: The timeline

  private func timeline(_ standing: RealServerStanding, at now: Double) -> [String] {
    var lines: [String] = []
    if standing.forgotten > 0 {
      lines.append("  " + paint("and \(standing.forgotten) before", .faint))
    }
    let entries = standing.timeline.map { entry in
      (clock.time(of: entry.at, at: now), Quantity.span(now - entry.at) + " ago", entry)
    }
    let moments = entries.map(\.0.count).max() ?? 0
    let ages = entries.map(\.1.count).max() ?? 0
    for (moment, age, entry) in entries {
      let blank = { (text: String, width: Int) in
        String(repeating: " ", count: max(0, width - text.count))
      }
      let lead = "  \(moment)\(blank(moment, moments))  \(blank(age, ages))\(age)  "
      let times =
        entry.since.map { " (\(entry.times) times since \(clock.time(of: $0, at: now)))" } ?? ""
      lines += wrapped(
        lead, .faint, printable(entry.words) + times, colour(of: entry), indent: lead.count)
    }
    return lines
  }

  private func colour(of entry: TimelineEntry) -> Paint.Colour? {
    switch entry.kind {
    case "state" where entry.words.hasPrefix("up"): .green
    case "state" where entry.words.hasPrefix("down"): .red
    case "state", "failure", "maintenance", "doubt", "held": .yellow
    case "panic", "canary", "table": .red
    case _: nil
    }
  }

  // MARK: Lines

  /// A line with its lead in a colour; what does not fit goes on under it.
  private func wrapped(
    _ lead: String, _ leadColour: Paint.Colour?, _ text: String, _ colour: Paint.Colour? = nil,
    indent: Int
  ) -> [String] {
    guard let width, width > indent + 20 else {
      return [paint(lead, leadColour) + paint(text, colour)]
    }
    var lines: [String] = []
    var line = ""
    var room = width - lead.count
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      let piece = line.isEmpty && !lines.isEmpty ? String(word) : (line.isEmpty ? "" : " ") + word
      if line.count + piece.count > room, !line.isEmpty {
        lines.append(line)
        line = String(word)
        room = width - indent
      } else {
        line += piece
      }
    }
    lines.append(line)
    let blank = String(repeating: " ", count: indent)
    return lines.enumerated().map { index, line in
      index == 0 ? paint(lead, leadColour) + paint(line, colour) : blank + paint(line, colour)
    }
  }
}
