import Network

extension IPVSAction {
  /// Reads one line's words in the grammar of ipvsadm(8): the command first, then its options in
  /// any order.
  ///
  /// It accepts and refuses what ipvsadm 1.31 does, with one exception: `--pe` without `-p` is refused,
  /// for an engine without persistence has nothing to do.
  package init(
    _ arguments: [String], names: NameLookUp = .none
  ) throws(IPVSMistake) {
    let given = try GivenOptions(arguments)
    guard let command = given.options.first?.option, command.allowed != nil else {
      throw IPVSMistake(
        "the first option must be a command: -A, -E, -D, -a, -e, -d, -C, -L, -Z, -S, -R, --set, "
          + "--start-daemon or --stop-daemon")
    }
    var reader = OptionReader(command: command, names: names)
    for given in given.options.dropFirst() { try reader.take(given) }
    let timeouts = command == .set ? [given.options[0].argument ?? ""] + given.rest : []
    if command != .set, let extra = given.rest.first {
      throw IPVSMistake("'\(extra.prefix(60))' is no option of \(command.spelling)")
    }
    self = try reader.action(state: given.options[0].argument ?? "", timeouts: timeouts)
  }
}

/// The options of one command as they come in.
struct OptionReader {
  let command: IPVSOption
  let names: NameLookUp
  private(set) var values: [IPVSOption: String] = [:]
  var service: ServiceKey?

  init(command: IPVSOption, names: NameLookUp) {
    self.command = command
    self.names = names
  }

  func has(_ option: IPVSOption) -> Bool { values[option] != nil }

  /// Options of which one may be given.
  private static let exclusive: [[IPVSOption]] = [
    [.gatewaying, .masquerading, .tunnelling], [.noChecksum, .checksum, .remoteChecksum],
    [.tcp, .udp, .sctp, .mark],
  ]

  mutating func take(_ given: GivenOption) throws(IPVSMistake) {
    let option = given.option
    guard option.allowed == nil else {
      throw IPVSMistake("\(option.spelling) is a command, and \(command.spelling) is one already")
    }
    guard command.allowed?.contains(option) ?? false else {
      throw IPVSMistake("\(option.spelling) has no meaning with \(command.spelling)")
    }
    for options in Self.exclusive where options.contains(option) {
      if let other = options.first(where: { has($0) }) {
        throw IPVSMistake(
          other == option
            ? "\(option.spelling) is given twice"
            : "\(other.spelling) and \(option.spelling) exclude each other")
      }
    }
    let repeatable: Set<IPVSOption> = [.numeric, .sort, .noSort, .exact, .ipv6]
    guard !has(option) || repeatable.contains(option) else {
      throw IPVSMistake("\(option.spelling) is given twice")
    }
    if option == .ipv6 { try takeFamily() }
    values[option] = given.argument ?? ""
    try takeService(option)
  }

  /// `-6`, which follows a mark.
  private mutating func takeFamily() throws(IPVSMistake) {
    guard case .firewallMark(let mark, _) = service else {
      throw IPVSMistake("-6 stands after -f and its mark, which it makes one of IPv6")
    }
    service = .firewallMark(mark, .ipv6)
  }

  private mutating func takeService(_ option: IPVSOption) throws(IPVSMistake) {
    let text = values[option] ?? ""
    switch option {
    case .tcp: service = .endpoint(.tcp, try endpoint(text, .tcp))
    case .udp: service = .endpoint(.udp, try endpoint(text, .udp))
    case .sctp: service = .endpoint(.sctp, try endpoint(text, .sctp))
    case .mark:
      guard let mark = UInt32(digits: text), mark > 0 else {
        throw IPVSMistake("'\(text.prefix(40))' is no firewall mark: expected 1 to 4294967295")
      }
      service = .firewallMark(mark, .ipv4)
    default: return
    }
  }

  /// `HOST[:PORT]`, `[ADDRESS]:PORT`; without a port it is 0.
  private func endpoint(
    _ text: String, _ transport: TransportProtocol
  ) throws(IPVSMistake) -> Endpoint {
    let mistake = IPVSMistake(
      "'\(text.prefix(60))' is no address of a service: expected ADDRESS:PORT or [IPV6]:PORT")
    if let address = Address(text) { return Endpoint(address, port: 0) }
    guard let colon = text.lastIndex(of: ":") else {
      guard let address = host(text) else { throw mistake }
      return Endpoint(address, port: 0)
    }
    let name = String(text[text.index(after: colon)...])
    guard let address = host(String(text[..<colon])),
      let port = UInt16(digits: name) ?? names.port(name, transport)
    else { throw mistake }
    return Endpoint(address, port: port)
  }

  /// An address, an IPv6 address in brackets, or a host's name.
  private func host(_ text: String) -> Address? {
    if text.hasPrefix("["), text.hasSuffix("]") {
      let inner = Address(text.dropFirst().dropLast())
      return inner?.family == .ipv6 ? inner : nil
    }
    if let address = Address(text) { return address.family == .ipv4 ? address : nil }
    let isName = text.contains { $0.isLetter } && !text.contains(":")
    return isName ? names.host(text) : nil
  }

  /// A real server's address; without a port it is the service's.
  func server(of key: ServiceKey) throws(IPVSMistake) -> Endpoint {
    guard let text = values[.server] else {
      throw IPVSMistake("\(command.spelling) needs -r and a real server")
    }
    guard case .endpoint(let transport, let own) = key else {
      return try endpoint(text, .tcp)
    }
    var endpoint = try endpoint(text, transport)
    if !hasPort(text) { endpoint.port = own.port }
    return endpoint
  }

  private func hasPort(_ text: String) -> Bool {
    Address(text) == nil && text.contains(":") && !text.hasSuffix("]")
  }
}

extension FixedWidthInteger {
  /// A number in decimal digits alone; nil: it is none, or too large.
  init?(digits text: some StringProtocol) {
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    self.init(text)
  }
}
