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
    draft.defaults = draft.defaults.filled(from: server.defaults)
    let startsDown = draft.defaults.startsDown ?? false
    var dialogues: [Probe.Dialogue] = []
    var port = draft.port ?? server.endpoint.port
    switch node.keyword {
    case "HTTP_GET", "SSL_GET": dialogues = pages(draft, word).map { .http($0) }
    case "FTP_CHECK":
      var probe = ftpProbe(draft, word, to: (draft.address ?? server.endpoint.address).family)
      probe.isBehindNAT = server.forwarding == .masquerade
      dialogues = [.ftp(probe)]
      if port == 0 { port = probe.security == .implicit ? 990 : 21 }
    default: dialogues = [.tcp]
    }
    guard port > 0 else {
      report.error(
        code: .missingWord, "'\(word.text)' knows no port to connect to", at: word,
        hint: "expected connect_port, or a port of the real server")
      return ([], false)
    }
    let path = path(of: draft, to: Endpoint(draft.address ?? server.endpoint.address, port: port))
    let timing = timing(draft.defaults, isPage: node.keyword.hasSuffix("_GET"))
    let checks = dialogues.map { dialogue in
      CheckDefinition(
        kind: node.keyword,
        probe: Probe(
          path: path, dialogue: dialogue, timeout: draft.defaults.timeout ?? .seconds(5)),
        timing: timing, position: word.position)
    }
    return (checks, startsDown)
  }

  private func checker(_ keyword: String) -> Vocabulary? {
    switch keyword {
    case "TCP_CHECK": .tcpCheck
    case "HTTP_GET": .httpCheck
    case "SSL_GET": .tlsCheck
    case "FTP_CHECK": .ftpCheck
    default: nil
    }
  }

  private mutating func read(_ node: Node, into draft: inout CheckerDraft) {
    if readDefault(node, into: &draft.defaults) { return }
    switch node.keyword {
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

  /// keepalived's defaults: one retry after a second, after three for HTTP_GET and SSL_GET.
  private func timing(_ defaults: CheckDefaults, isPage: Bool) -> CheckTiming {
    CheckTiming(
      interval: defaults.interval ?? .seconds(60), retries: defaults.retries ?? 1,
      retryDelay: defaults.retryDelay ?? .seconds(isPage ? 3 : 1), warmup: defaults.warmup,
      logsEveryFailure: defaults.logsEveryFailure ?? false)
  }
}
