import Health
import Network

extension Interpretation {
  /// `FTP_CHECK`, which is not keepalived's.
  mutating func ftpProbe(_ checker: CheckerDraft, _ word: Word, to family: Family) -> FTPProbe {
    var probe = FTPProbe(passive: family == .ipv6 ? .extended : .plain)
    for node in checker.own {
      switch node.keyword {
      case "user":
        if let name = text(node, expecting: "a user's name") { probe.user = name }
      case "password":
        if let secret = text(node, expecting: "a password") { probe.password = secret }
      case "path":
        if let path = text(node, expecting: "a file's path") { probe.path = path }
      case "digest": probe.digest = digest(node)
      case "passive":
        let modes: [(String, FTPProbe.Passive)] = [
          ("epsv", .extended), ("pasv", .plain), ("none", .none),
        ]
        if let word = argument(node, expecting: "epsv, pasv or none"),
          let mode = choice(word, of: modes, what: "a passive mode")
        {
          probe.passive = mode
        }
      case "tls":
        let kinds: [(String, FTPProbe.Security)] = [
          ("none", .none), ("explicit", .explicit), ("implicit", .implicit),
        ]
        if let word = argument(node, expecting: "none, explicit or implicit"),
          let kind = choice(word, of: kinds, what: "a kind of TLS")
        {
          probe.security = kind
        }
      default: break
      }
    }
    verify(&probe, word)
    return probe
  }

  private mutating func verify(_ probe: inout FTPProbe, _ word: Word) {
    if probe.digest != nil, probe.path == nil {
      report.warning(
        code: .conflictingWords, "a digest without a path has nothing to be of; it is ignored",
        at: word)
      probe.digest = nil
    }
    if probe.passive == .none, probe.path != nil {
      report.error(
        code: .conflictingWords,
        "a file is retrieved over a data connection, which 'passive none' forbids", at: word,
        hint: "expected passive epsv or pasv, or no path")
    }
  }
}
