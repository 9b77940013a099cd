import Health
import IPVS
import Network

/// A checker as the statements that every checker may have leave it.
struct CheckerDraft {
  var defaults = CheckDefaults()
  var address: Address?
  var port: UInt16?
  var source: Address?
  var sourcePort: UInt16 = 0
  var interface: String?
  var firewallMark: UInt32 = 0
  /// `misc_timeout`
  var programTimeout: Duration?
  /// What else the block says.
  var own: [Node] = []
}

extension Interpretation {
  /// A real server's checks; one that starts down makes the real server start down.
  mutating func checks(of server: RealServerDraft, startsDown: inout Bool) -> [CheckDefinition] {
    var checks: [CheckDefinition] = []
    for node in server.checkers {
      let (found, alpha) = self.checks(node, of: server)
      checks += found
      if alpha { startsDown = true }
    }
    return checks
  }

  private mutating func checks(
    _ node: Node, of server: RealServerDraft
  ) -> (checks: [CheckDefinition], startsDown: Bool) {
    guard let word = node.words.first, let vocabulary = checker(node.keyword) else {
      return ([], false)
    }
    var draft = CheckerDraft()
    for child in children(of: node) where meaning(of: child, in: vocabulary) == .acted {
      read(child, into: &draft)
    }
    let own = draft.defaults
    draft.defaults = draft.defaults.filled(from: server.defaults)
    let startsDown = draft.defaults.startsDown ?? false
    let address = draft.address ?? server.endpoint.address
    let dialogues = dialogues(draft, word, of: server, to: address.family)
    var timing = timing(draft.defaults, of: node.keyword)
    var checks: [CheckDefinition] = []
    for dialogue in dialogues {
      guard dialogue.connects else {
        // A tracked source is no attempt that may fail once: only what the checker itself says is forgiven.
        if case .tracked = dialogue { timing.retries = own.retries ?? 0 }
        let timeout = draft.programTimeout ?? server.defaults.interval ?? .seconds(60)
        let probe = Probe(path: .nowhere, dialogue: dialogue, timeout: timeout)
        checks.append(
          CheckDefinition(
            kind: node.keyword, probe: probe, timing: timing, position: word.position))
        continue
      }
      let port = draft.port ?? usualPort(of: dialogue, else: server.endpoint.port)
      guard port > 0 || dialogue.hasNoPort else {
        report.error(
          code: .missingWord, "'\(word.text)' knows no port to connect to", at: word,
          hint: "expected connect_port, or a port of the real server")
        return ([], false)
      }
      let path = path(of: draft, to: Endpoint(address, port: port))
      let probe = Probe(
        path: path, dialogue: dialogue, timeout: draft.defaults.timeout ?? .seconds(5))
      checks.append(
        CheckDefinition(
          kind: node.keyword, probe: probe, timing: timing, position: word.position))
    }
    return (checks, startsDown)
  }

  func checker(_ keyword: String) -> Vocabulary? {
    switch keyword {
    case "TCP_CHECK": .tcpCheck
    case "HTTP_GET": .httpCheck
    case "SSL_GET": .tlsCheck
    case "FTP_CHECK": .ftpCheck
    case "SMTP_CHECK": .smtpCheck
    case "DNS_CHECK": .dnsCheck
    case "UDP_CHECK": .udpCheck
    case "PING_CHECK": .pingCheck
    case "MISC_CHECK": .miscCheck
    case "FILE_CHECK": .fileCheck
    case "BFD_CHECK": .bfdCheck
    default: Vocabulary.serviceChecks.first { $0.name == keyword }
    }
  }

  /// What the block asks for: one dialogue, or for pages of several names in TLS several.
  private mutating func dialogues(
    _ draft: CheckerDraft, _ word: Word, of server: RealServerDraft, to family: Family
  ) -> [Probe.Dialogue] {
    switch word.text {
    case "HTTP_GET", "SSL_GET": return pages(draft, word).map { .http($0) }
    case "FTP_CHECK":
      var probe = ftpProbe(draft, word, to: family)
      probe.isBehindNAT = server.forwarding == .masquerade
      return [.ftp(probe)]
    case "SMTP_CHECK": return [smtpProbe(draft)]
    case "DNS_CHECK": return [.conversation(.dns(dnsProbe(draft)), over: .datagram)]
    case "UDP_CHECK": return [.conversation(.udp(udpProbe(draft, word)), over: .datagram)]
    case "PING_CHECK": return [.conversation(.ping, over: .echo)]
    case "TCP_CHECK": return [scriptDialogue(draft, word)]
    case "MISC_CHECK":
      return programProbe(draft, word, of: server.endpoint).map { [$0] } ?? []
    case "FILE_CHECK": return fileProbe(draft, word).map { [$0] } ?? []
    case "BFD_CHECK": return sessionProbe(draft, word).map { [$0] } ?? []
    default:
      let port = draft.port ?? server.endpoint.port
      return serviceDialogue(draft, word, to: port).map { [$0] } ?? []
    }
  }

  /// `port`: the real server's; the protocol's own if that is none.
  private func usualPort(of dialogue: Probe.Dialogue, else port: UInt16) -> UInt16 {
    guard port == 0 else { return port }
    switch dialogue {
    case .ftp(let probe): return probe.security == .implicit ? 990 : 21
    case .conversation(let topic, .secured): return topic.ports.secured
    case .conversation(let topic, _): return topic.ports.plain
    case .tcp, .http, .program, .tracked: return 0
    }
  }

  private mutating func read(_ node: Node, into draft: inout CheckerDraft) {
    if readDefault(node, into: &draft.defaults) { return }
    switch node.keyword {
    // The address of an SMTP_CHECK as it was written of old.
    case "host":
      for child in children(of: node) where meaning(of: child, in: .host) == .acted {
        read(child, into: &draft)
      }
    case "connect_ip":
      if let word = argument(node, expecting: "an address") { draft.address = address(word) }
    case "connect_port":
      if let word = argument(node, expecting: "a port") { draft.port = port(word, from: 1) }
    case "bindto":
      if let word = argument(node, expecting: "an address") { draft.source = address(word) }
    case "bind_port":
      if let word = argument(node, expecting: "a port") {
        draft.sourcePort = port(word, from: 1) ?? 0
      }
    case "bind_if":
      if let word = argument(node, expecting: "an interface") {
        draft.interface = interface(word) ?? draft.interface
      }
    case "misc_timeout":
      if let time = time(node), time > .zero {
        draft.programTimeout = max(time, .milliseconds(1))
      }
    case "fwmark":
      if let mark = number(node, in: 0...UInt32.max, of: "a firewall mark") {
        draft.firewallMark = mark
      }
    default: draft.own.append(node)
    }
  }

  private func path(of draft: CheckerDraft, to destination: Endpoint) -> Probe.Path {
    Probe.Path(
      to: destination, source: draft.source, sourcePort: draft.sourcePort,
      interface: draft.interface, firewallMark: draft.firewallMark)
  }

  /// keepalived's defaults: one retry after a second, after three for HTTP_GET and SSL_GET; three of
  /// DNS_CHECK, each after an interval; none of MISC_CHECK.
  private func timing(_ defaults: CheckDefaults, of keyword: String) -> CheckTiming {
    let interval = defaults.interval ?? .seconds(60)
    let retryDelay: Duration =
      switch keyword {
      case "HTTP_GET", "SSL_GET": .seconds(3)
      case "DNS_CHECK": interval
      default: .seconds(1)
      }
    let retries =
      switch keyword {
      case "DNS_CHECK": 3
      case "MISC_CHECK": 0
      default: 1
      }
    return CheckTiming(
      interval: interval, retries: defaults.retries ?? retries,
      retryDelay: defaults.retryDelay ?? retryDelay, warmup: defaults.warmup,
      logsEveryFailure: defaults.logsEveryFailure ?? false,
      successes: defaults.successes ?? 1, undecidedInterval: defaults.undecidedInterval,
      failedInterval: defaults.failedInterval, isReversed: defaults.isReversed ?? false)
  }
}

extension Topic {
  /// IANA's, without TLS and with TLS from the first byte; 0 is none.
  fileprivate var ports: (plain: UInt16, secured: UInt16) {
    switch self {
    case .smtp: (25, 465)
    case .dns: (53, 853)
    case .ike(let probe): (probe.isEncapsulated ? 4500 : 500, 0)
    case .radius: (1812, 0)
    case .sip: (5060, 5061)
    case .redis: (6379, 6379)
    case .mysql: (3306, 3306)
    case .postgresql: (5432, 5432)
    case .ldap: (389, 636)
    case .mailbox(let probe): probe.kind == .imap ? (143, 993) : (110, 995)
    case .udp, .ping, .script, .agent: (0, 0)
    }
  }
}

extension Probe.Dialogue {
  /// ICMP has none.
  fileprivate var hasNoPort: Bool {
    switch self {
    case .conversation(.ping, _), .program, .tracked: true
    case .tcp, .http, .ftp, .conversation: false
    }
  }
}
