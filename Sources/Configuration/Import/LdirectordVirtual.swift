import IPVS
import Network

/// One `virtual` block as a virtual server.
struct LdirectordVirtual {
  let virtual: LdirectordFile.Virtual
  let file: LdirectordFile
  let names: NameLookUp
  var remarks: [Imported.Remark] = []

  init(_ virtual: LdirectordFile.Virtual, of file: LdirectordFile, names: NameLookUp) {
    self.virtual = virtual
    self.file = file
    self.names = names
  }

  mutating func remark(_ line: Int, _ text: String) {
    remarks.append(Imported.Remark(line: line, text: text))
  }

  /// The virtual server's own setting, or else the file's.
  func setting(_ name: String) -> LdirectordFile.Setting? {
    virtual.last(name) ?? file.last(name)
  }

  /// A number in bounds; `fallback` if it is not given, with a remark if it is none.
  mutating func number(_ name: String, _ range: ClosedRange<Int>, else fallback: Int) -> Int {
    guard let setting = setting(name) else { return fallback }
    if let value = Int(setting.value), range.contains(value) { return value }
    remark(
      setting.line,
      "\(name): '\(setting.value)' is not from \(range.lowerBound) to \(range.upperBound): "
        + "\(fallback) is taken")
    return fallback
  }

  /// nil: it cannot be a virtual server; the remarks say why.
  mutating func server() -> ImportDraft.Server? {
    guard let key = key() else { return nil }
    var block = service(key)
    let check = check(of: key)
    var count = 0
    var seen: Set<Endpoint> = []
    for setting in virtual.settings where ["real", "real6"].contains(setting.name) {
      for real in reals(setting, of: key, check) {
        guard seen.insert(real.endpoint).inserted else {
          remark(setting.line, "\(real.endpoint) is there already: the second one is left out")
          continue
        }
        count += 1
        block.append(real.statement)
      }
    }
    guard count > 0 else {
      remark(virtual.line, "\(key) has no real server: directord needs one")
      return nil
    }
    remarkOthers()
    remarks.sort { $0.line < $1.line }
    let words: [String] =
      switch key {
      case .endpoint(_, let endpoint): ["\(endpoint.address)", "\(endpoint.port)"]
      case .firewallMark(let mark, _): ["fwmark", "\(mark)"]
      }
    return ImportDraft.Server(
      key: key, statement: Statement("virtual_server", all: words, block: block),
      remarks: remarks)
  }

  /// `IP:PORT`, or a firewall mark.
  private mutating func key() -> ServiceKey? {
    let isIPv6 = virtual.name == "virtual6"
    let stated = virtual.last("protocol")?.value.lowercased()
    if let mark = UInt32(virtual.target), mark > 0 {
      return .firewallMark(mark, isIPv6 ? .ipv6 : .ipv4)
    }
    let transport: TransportProtocol = stated == "udp" ? .udp : .tcp
    guard let (address, port) = endpoint(virtual.target, transport, names),
      (address.family == .ipv6) == isIPv6
    else {
      remark(
        virtual.line, "'\(virtual.target)' is no address and port, or a name that is not known here"
      )
      return nil
    }
    // A name server's port is UDP's unless it is said otherwise.
    let isDNS = stated == nil && port == 53
    return .endpoint(isDNS ? .udp : transport, Endpoint(address, port: port ?? 0))
  }

  private mutating func service(_ key: ServiceKey) -> [Statement] {
    var block: [Statement] = []
    switch key {
    case .endpoint(let transport, _):
      block.append(Statement("protocol", "\(transport)".uppercased()))
    case .firewallMark(_, let family):
      block.append(Statement("ip_family", family == .ipv4 ? "inet" : "inet6"))
    }
    let scheduler = virtual.last("scheduler")
    var name = scheduler?.value ?? "wrr"
    if Scheduler(rawValue: name) == nil {
      remark(
        scheduler?.line ?? virtual.line, "the scheduler '\(name)' is not known here: wrr is taken")
      name = "wrr"
    }
    block.append(Statement("lb_algo", name))
    block.append(Statement("lb_kind", "DR"))
    block += persistence(key)
    block.append(Statement("delay_loop", "\(number("checkinterval", 1...86_400, else: 10))"))
    if let quiescent = setting("quiescent"), isYes(quiescent.value) {
      block.append(Statement("inhibit_on_failure"))
    }
    return block + fallback(key)
  }

  private mutating func persistence(_ key: ServiceKey) -> [Statement] {
    guard virtual.last("persistent") != nil else { return [] }
    let timeout = number("persistent", 1...2_678_400, else: 360)
    var block = [Statement("persistence_timeout", "\(timeout)")]
    guard let mask = virtual.last("netmask") else { return block }
    let length: Int? =
      switch Address(mask.value) {
      case .v4(let bits)?: Prefix.length(mask: bits)
      case .v6?: nil
      case nil: Int(mask.value)
      }
    guard let length, (0...key.family.bits).contains(length) else {
      remark(mask.line, "netmask: '\(mask.value)' is no mask: it is left out")
      return block
    }
    block.append(Statement("persistence_granularity", length == 0 ? "0.0.0.0" : "\(length)"))
    return block
  }

  private mutating func fallback(_ key: ServiceKey) -> [Statement] {
    var block: [Statement] = []
    if let command = setting("fallbackcommand") {
      if isPlain(command.value), command.value.hasPrefix("/") {
        let words = command.value.split(separator: " ").map { String($0) }
        block.append(Statement("quorum_down", Configuration.command(of: words + ["start"])))
        block.append(Statement("quorum_up", Configuration.command(of: words + ["stop"])))
      } else {
        remark(command.line, "fallbackcommand: '\(command.value)' is no program's path")
      }
    }
    guard let setting = setting(key.family == .ipv6 ? "fallback6" : "fallback") else {
      return block
    }
    let words = setting.value.split(whereSeparator: \.isWhitespace).map { String($0) }
    let methods = ["gate": "DR", "masq": "NAT", "ipip": "TUN"]
    guard let first = words.first, let (address, port) = endpoint(first, .tcp, names),
      address.family == key.family
    else {
      remark(setting.line, "fallback: '\(setting.value)' is no address: it is left out")
      return block
    }
    block.append(Statement("sorry_server", "\(address)", "\(port ?? key.port)"))
    let method = words.count > 1 ? methods[words[1]] : "DR"
    if method == nil { remark(setting.line, "fallback: '\(words[1])' is no method: gate is taken") }
    block.append(Statement("sorry_server_lvs_method", method ?? "DR"))
    return block
  }

  private mutating func reals(
    _ setting: LdirectordFile.Setting, of key: ServiceKey, _ check: LdirectordCheck
  ) -> [(endpoint: Endpoint, statement: Statement)] {
    let transport: TransportProtocol = if case .endpoint(let own, _) = key { own } else { .tcp }
    guard
      let real = LdirectordReal(
        setting.value, isIPv6: key.family == .ipv6, transport: transport, names: names),
      let forwarding = real.forwarding, let weight = UInt32(real.weight), weight <= 2_147_483_647
    else {
      remark(setting.line, "real: '\(setting.value)' is not understood: it is left out")
      return []
    }
    let keepsPort = forwarding != .masquerade
    if keepsPort, let port = real.port, port != key.port {
      remark(
        setting.line, "DR and TUN change no port: the kernel has \(key.port), checks ask \(port)")
    }
    let isUnchecked = check.needsPort && (check.port ?? real.port ?? key.port) == 0
    if isUnchecked {
      remark(setting.line, "no port is named that can be checked (checkport): it is always up")
    }
    let port = keepsPort ? key.port : real.port ?? key.port
    var found: [(endpoint: Endpoint, statement: Statement)] = []
    for address in real.addresses {
      let endpoint = Endpoint(address, port: port)
      var block = [
        Statement("weight", "\(weight)"), Statement("lvs_method", all: forwarding.importedWords),
      ]
      if check.isOff { block.append(Statement("maintenance", "on")) }
      if !isUnchecked {
        let checked = Endpoint(address, port: real.port ?? key.port)
        block += check.statements(of: real, at: checked, key)
      }
      found.append((endpoint, Statement("real_server", "\(address)", "\(port)", block: block)))
    }
    return found
  }

  private mutating func remarkOthers() {
    let known: Set = [
      "real", "real6", "checktype", "checkcommand", "checkport", "checktimeout",
      "negotiatetimeout", "checkinterval", "checkcount", "failurecount", "request", "receive",
      "httpmethod", "virtualhost", "login", "passwd", "database", "secret", "service", "scheduler",
      "persistent", "netmask", "protocol", "quiescent", "fallback", "fallback6", "fallbackcommand",
    ]
    for setting in virtual.settings where !known.contains(setting.name) {
      let isMail = setting.name.hasPrefix("emailalert") || setting.name == "smtp"
      let why =
        isMail ? "global_defs has the addresses for all" : "directord has nothing like it"
      remark(setting.line, "\(setting.name): \(why)")
    }
  }
}

extension ForwardingMethod {
  fileprivate var importedWords: [String] {
    switch self {
    case .tunnel: ["TUN"]
    case .directRouting: ["DR"]
    case .masquerade, .localNode, .bypass: ["NAT"]
    }
  }
}
