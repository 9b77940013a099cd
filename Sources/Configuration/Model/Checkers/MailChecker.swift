import Health

extension Interpretation {
  mutating func smtpProbe(_ checker: CheckerDraft) -> Probe.Dialogue {
    let (carrier, startsTLS) = stream(checker)
    var probe = SMTPProbe(startsTLS: startsTLS)
    for node in checker.own where node.keyword == "helo_name" {
      guard let word = argument(node, expecting: "a host's name") else { continue }
      if word.text.utf8.allSatisfy({ (33...126).contains($0) }) {
        probe.name = word.text
      } else {
        report.error("'\(word.text)' is not a host's name", at: word)
      }
    }
    return .conversation(.smtp(probe), over: carrier)
  }
}
