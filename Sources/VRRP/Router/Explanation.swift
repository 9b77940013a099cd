package import Network

extension Router {
  /// What this router is and why, in one line, for `status`.
  package func explanation(at now: Instant) -> String {
    switch state {
    case .initialize: "not started"
    case .backup(let backup): explanation(of: backup, at: now)
    case .master(let master): explanation(of: master, at: now)
    case .leaving(let leaving):
      "leaving: holds its addresses until the next master has spoken, for "
        + "\(seconds(leaving.until - now)) at most"
    case .drained(let drained): explanation(of: drained, at: now)
    case .fault(let fault):
      "fault: " + fault.reasons.sorted().map(\.description).joined(separator: ", ")
        + (drain == nil ? "" : "; and drained by an operator")
    }
  }

  private func explanation(of backup: Backup, at now: Instant) -> String {
    if let since = backup.overdueSince {
      return "backup: has heard no master, and has waited for the other members of its group for "
        + "\(seconds(now - since))"
    }
    let kept = retained == nil ? "" : "; keeps the addresses that stand here until then"
    let left = "takes over in \(seconds(end(of: backup) - now)) unless it hears more" + kept
    guard backup.master != nil else { return "backup: has heard no master yet; \(left)" }
    return "backup" + following(backup.master, at: now) + "; \(left)"
  }

  private func explanation(of drained: Drained, at now: Instant) -> String {
    let watch = drained.watch
    let known = watch.master.flatMap { master in neighbors[master].map { (master, $0) } }
    let heard = known.map { master, neighbor in
      "\(master) has priority \(neighbor.priority) and was heard \(seconds(now - neighbor.heard)) ago"
    }
    let fate =
      drain == .forced
      ? "takes over from nobody, since that was forced"
      : watch.isOverdue
        ? "waits for the other members of its group"
        : "takes over as the last resort in \(seconds(end(of: watch) - now)) unless it hears more"
    return (["drained by an operator"] + [heard, fate].compactMap(\.self)).joined(separator: "; ")
  }

  private func explanation(of master: Master, at now: Instant) -> String {
    let rival = neighbors.filter { $0.value.priority > 0 && now - $0.value.heard < .seconds(10) }
      .max { $0.value.heard < $1.value.heard }
    let since =
      "master for \(seconds(now - master.since)), priority \(bid)"
      + (drain == nil ? "" : ", as the last resort though drained: nobody else is heard")
    guard let rival, rival.value.heard > master.since else { return since }
    return since + "; \(rival.key) said so too \(seconds(now - rival.value.heard)) ago, with "
      + "priority \(rival.value.priority)"
  }

  private func following(_ master: Address?, at now: Instant) -> String {
    guard let master, let neighbor = neighbors[master] else { return "" }
    return " of \(master), which has priority \(neighbor.priority) and was heard "
      + "\(seconds(now - neighbor.heard)) ago"
  }

  /// With two places: `3.61 s`.
  private func seconds(_ duration: Duration) -> String {
    let hundredths = max(duration, .zero).centiseconds
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) s"
  }
}
