/// The command line's own words for the letters of ipvsadm.
package enum IPVSWords {
  /// Each with what it is for.
  package static let all: [(name: String, meaning: String)] = [
    ("list", "shows the table, or one service (-t, -u, -f), with rates"),
    ("add", "adds a service, or with -r a real server"),
    ("edit", "changes a service, or with -r a real server"),
    ("delete", "deletes a service, or with -r a real server"),
    ("clear", "deletes all services"),
    ("zero", "sets the counters of a service, or of all, to zero"),
    ("save", "prints the table as lines that restore reads, thresholds too"),
    ("restore", "carries out the lines of standard input"),
    ("timeout", "shows the connection timeouts; with TCP TCPFIN UDP it sets them, in seconds"),
    ("daemon", "shows the connection sync daemons; starts or stops one"),
    ("connections", "shows the connections"),
  ]

  /// The same in letters; nil: the first word is none of these, and letters it may be.
  package static func letters(_ arguments: [String]) -> [String]? {
    guard let word = arguments.first else { return ["-L"] }
    let rest = Array(arguments.dropFirst())
    let isOfServer = rest.contains { $0.hasPrefix("-r") || $0.hasPrefix("--real-server") }
    switch word {
    case "list": return ["-L"] + rest
    case "add": return [isOfServer ? "-a" : "-A"] + rest
    case "edit": return [isOfServer ? "-e" : "-E"] + rest
    case "delete": return [isOfServer ? "-d" : "-D"] + rest
    case "clear": return ["-C"] + rest
    case "zero": return ["-Z"] + rest
    case "save": return ["-S"] + rest
    case "restore": return ["-R"] + rest
    case "timeout":
      return rest.isEmpty ? ["-L", "--timeout"] : ["--set"] + rest
    case "daemon": return daemon(rest)
    case "connections": return ["-L", "-c"] + rest
    default: return nil
    }
  }

  /// `daemon`, `daemon start master --mcast-interface eth1`, `daemon stop master`
  private static func daemon(_ words: [String]) -> [String] {
    switch words.first {
    case "start": ["--start-daemon"] + words.dropFirst()
    case "stop": ["--stop-daemon"] + words.dropFirst()
    case _: ["-L", "--daemon"] + words
    }
  }
}
