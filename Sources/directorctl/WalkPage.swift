import Doctor

/// What a walk has seen, as a person reads it: the path of each service, and the kernel's own words.
struct WalkPage {
  var width: Int?
  var paint: Paint

  /// Empty if nobody walked.
  func text(of examination: Examination) -> String {
    guard let walk = examination.director.walk else { return "" }
    var lines: [String] = []
    for path in examination.walks {
      lines.append(paint(path.service.name.description, .bold))
      lines += path.picture(in: examination).map { "  " + printable($0) } + [""]
    }
    if walk.steps.isEmpty { lines += [nothing(examination), ""] }
    if walk.missed > 0 {
      lines += ["\(walk.missed) frames came too fast and were not looked at.", ""]
    }
    if let trace = examination.director.trace {
      lines.append(paint("The kernel's own words", .bold))
      let said = trace.evidence(rulesets: examination.director.rulesets ?? [])
      lines += (said.isEmpty ? ["It dropped nothing."] : said).map { "  " + printable($0) } + [""]
    }
    return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
  }

  private func nothing(_ examination: Examination) -> String {
    let whom = examination.director.client.map { "of \($0) " } ?? ""
    return "No packet \(whom)came by in \(Int(examination.director.walk?.seconds ?? 0)) s."
  }
}
