import Health
import IPVS
import Network

/// `check_path` as a file has it.
struct CheckPathDraft {
  enum Kind { case direct, forwarded, both }

  var kind: Kind
  /// The virtual address that is named.
  var address: Address?
  var word: Word
}

extension Interpretation {
  /// `check_path direct|forwarded|both [VIP]`, which is not keepalived's; false if it is none.
  mutating func readCheckPath(_ node: Node, into draft: inout CheckPathDraft?) -> Bool {
    guard node.keyword == "check_path" else { return false }
    let kinds: [(String, CheckPathDraft.Kind)] = [
      ("direct", .direct), ("forwarded", .forwarded), ("both", .both),
    ]
    guard let word = argument(node, expecting: "direct, forwarded or both", atMost: 2),
      let kind = choice(word, of: kinds, what: "a path")
    else { return true }
    draft = CheckPathDraft(kind: kind, word: word)
    if node.words.count > 2 {
      guard let address = address(node.words[2]) else { return true }
      draft?.address = address
    }
    return true
  }

  /// Leads a real server's checks the way that it asks for. Their marks come last, when all of the
  /// file is known.
  mutating func lead(
    _ server: inout RealServer, by draft: CheckPathDraft?, _ services: [ServiceKey]
  ) {
    leadThroughOwnService(&server, services)
    guard let draft, draft.kind != .direct else { return }
    guard let address = asked(draft, server, services) else { return }
    let forwarding = Forwarding(server.settings.forwarding.method, to: server.endpoint.address)
    var isForwarded = false
    for index in server.checks.indices where server.checks[index].probe.path.forwarding == nil {
      let probe = server.checks[index].probe
      guard leads(server.checks[index], forwarding.method, at: draft.word) else { continue }
      if draft.kind == .forwarded, probe.path.firewallMark > 0 {
        report.warning(
          code: .conflictingWords,
          "fwmark is ignored where check_path is forwarded: the check has a mark of its own",
          at: draft.word)
      }
      var path = probe.path
      path.destination.address = address
      if path.source?.family != address.family { path.source = nil }
      path.interface = nil
      path.forwarding = forwarding
      if draft.kind == .both {
        server.checks[index].probe.detour = path
      } else {
        server.checks[index].probe.path = path
      }
      isForwarded = true
    }
    guard isForwarded || server.isCheckedThroughIPVS else {
      report.warning(
        code: .withoutEffect, "none of its checks can take this path: they are made directly",
        at: draft.word)
      return
    }
    server.checkPath = draft.kind == .both ? .both(address) : .forwarded(address)
    server.isCheckedThroughIPVS = true
  }

  /// A check that is aimed at its own virtual server (`connect_ip VIP`, or a real server that is this
  /// machine under the virtual address) is taken by IPVS: it would ask any real server that serves,
  /// and fail while none does, so that none ever would. It gets a service with this one real server.
  private mutating func leadThroughOwnService(
    _ server: inout RealServer, _ services: [ServiceKey]
  ) {
    let method = server.settings.forwarding.method
    for index in server.checks.indices {
      let check = server.checks[index]
      guard check.connects, check.probe.path.firewallMark == 0,
        services.contains(where: { $0.takes(check.probe) })
      else { continue }
      if let reason = obstacle(to: check, method) {
        report.add(
          Diagnostic(
            .warning, code: .withoutEffect,
            "\(check.kind) is aimed at its own virtual server and fails while that serves nobody: "
              + reason, at: check.position, length: check.kind.utf8.count,
            hint: "aim it at the real server's own address"))
        continue
      }
      let port = server.endpoint.port
      let isMapped = method == .masquerade && port != check.probe.path.destination.port
      server.checks[index].probe.path.forwarding = Forwarding(
        method, to: server.endpoint.address, port: isMapped ? port : 0)
      server.isCheckedThroughIPVS = true
    }
  }

  /// The virtual address to ask: the one that is named, or the virtual server's first.
  private mutating func asked(
    _ draft: CheckPathDraft, _ server: RealServer, _ services: [ServiceKey]
  ) -> Address? {
    let family = server.endpoint.address.family
    let addresses = services.compactMap { service -> Address? in
      if case .endpoint(_, let endpoint) = service { endpoint.address } else { nil }
    }
    let fitting = addresses.first { $0.family == family } ?? addresses.first
    guard let address = draft.address ?? fitting else {
      report.error(
        code: .missingWord, "check_path knows no virtual address to ask", at: draft.word,
        hint: "expected one after it, such as 'check_path both 192.0.2.1'")
      return nil
    }
    if case .tunnel = server.settings.forwarding { return address }
    guard address.family == family else {
      report.error(
        code: .wrongFamily, "\(address) and the real server are of two families", at: draft.word,
        hint: "expected addresses of one family; only TUN joins IPv4 and IPv6")
      return nil
    }
    return address
  }

  /// False for a check that IPVS does not forward; and why, for one that connects.
  private mutating func leads(
    _ check: CheckDefinition, _ method: Forwarding.Method, at word: Word
  ) -> Bool {
    guard check.connects else { return false }
    guard let reason = obstacle(to: check, method) else { return true }
    report.warning(
      code: .withoutEffect, "\(check.kind) is made directly: \(reason)", at: word)
    return false
  }

  /// Why a check that connects cannot go through a service of its own; nil: it can.
  private func obstacle(to check: CheckDefinition, _ method: Forwarding.Method) -> String? {
    switch (check.probe.dialogue, check.probe.carrier, method) {
    case (.conversation(.ping, _), _, _): "IPVS forwards TCP and UDP alone"
    case (.ftp, _, .masquerade): "ip_vs_ftp would rewrite what it must see"
    case (_, .datagram, .masquerade):
      "the kernel remembers a masked datagram for longer than its port is unused"
    case (.tcp, _, _), (.http, _, _), (.ftp, _, _), (.conversation, _, _), (.program, _, _),
      (.tracked, _, _):
      nil
    }
  }
}

extension ServiceKey {
  /// IPVS takes the packets of a probe that is made directly for this service's.
  fileprivate func takes(_ probe: Probe) -> Bool {
    guard case .endpoint(let transport, let endpoint) = self, transport == probe.transport,
      endpoint.address == probe.path.destination.address
    else { return false }
    return endpoint.port == 0 || endpoint.port == probe.path.destination.port
  }
}

extension Probe {
  /// nil: neither TCP nor UDP.
  fileprivate var transport: TransportProtocol? {
    switch carrier {
    case .datagram: .udp
    case .stream, .secured: .tcp
    case .echo: nil
    }
  }
}

// MARK: - Marks

extension Interpretation {
  /// Gives every forwarded check its mark. A mark that the file uses otherwise would lead clients, or
  /// checks, astray.
  mutating func allotCheckMarks() {
    let isNeeded = virtualServers.contains {
      $0.realServers.contains(where: \.isCheckedThroughIPVS)
    }
    guard isNeeded || checkMarksWord != nil else { return }
    let range = global.checkMarks
    var used: Set<UInt32> = []
    for (key, owner) in taken.sorted(by: { $0.key < $1.key }) {
      guard case .firewallMark(let mark, _) = key, range.contains(mark) else { continue }
      used.insert(mark)
      report.add(
        Diagnostic(
          .error, code: .conflictingWords,
          "the firewall mark \(mark) is within check_marks \(range.words), which are for "
            + "directord's own checks",
          at: virtualServers[owner].position,
          hint: "expected check_marks FIRST-LAST with marks that nothing else uses"))
    }
    var marks = CheckMarks(range, reserved: used)
    for server in virtualServers.indices {
      for member in virtualServers[server].realServers.indices
      where virtualServers[server].realServers[member].isCheckedThroughIPVS {
        if virtualServers[server].realServers[member].mark(from: &marks) { continue }
        report.add(
          Diagnostic(
            .error, code: .limitExceeded,
            "check_marks \(range.words) are too few for all forwarded checks",
            at: virtualServers[server].realServers[member].position))
        return
      }
    }
  }

  /// `check_marks FIRST-LAST`
  mutating func readCheckMarks(_ node: Node) {
    guard let word = argument(node, expecting: "FIRST-LAST") else { return }
    let bounds = word.text.split(separator: "-", omittingEmptySubsequences: false)
      .map { mark($0) }
    guard bounds.count == 2, let first = bounds[0], let last = bounds[1], first <= last else {
      report.error(
        "'\(word.text)' is no range of firewall marks", at: word,
        hint: "expected FIRST-LAST from 1 to 4294967295, such as 0x70000000-0x700000ff")
      return
    }
    global.checkMarks = first...last
    checkMarksWord = word
  }

  /// Decimal, or hexadecimal after `0x`.
  private func mark(_ text: Substring) -> UInt32? {
    let mark = text.hasPrefix("0x") ? UInt32(text.dropFirst(2), radix: 16) : UInt32(text)
    return mark.flatMap { $0 > 0 && text.first != "+" ? $0 : nil }
  }
}

extension RealServer {
  /// Gives its forwarded checks their mark; false if there is none.
  fileprivate mutating func mark(from marks: inout CheckMarks) -> Bool {
    for index in checks.indices {
      let probe = checks[index].probe
      guard let path = probe.forwardedPath, let forwarding = path.forwarding else { continue }
      let peer = CheckMarks.Peer(
        path.destination.address.family, endpoint.address, settings.forwarding,
        port: forwarding.port)
      guard let mark = marks.mark(for: peer) else { return false }
      if probe.detour != nil {
        checks[index].probe.detour?.firewallMark = mark
      } else {
        checks[index].probe.path.firewallMark = mark
      }
    }
    return true
  }
}

extension ClosedRange<UInt32> {
  /// `0x70000000-0x70003fff`
  var words: String {
    "0x\(String(lowerBound, radix: 16))-0x\(String(upperBound, radix: 16))"
  }
}

extension ForwardingMethod {
  fileprivate var method: Forwarding.Method {
    switch self {
    case .directRouting: .directRouting
    case .tunnel: .tunnel
    case .masquerade, .localNode, .bypass: .masquerade
    }
  }
}
