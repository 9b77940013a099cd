import Network

extension OptionReader {
  /// What the command and its options ask for. `state`: what stands after `--start-daemon` and
  /// `--stop-daemon`; `timeouts`: after `--set`.
  func action(state: String, timeouts: [String]) throws(IPVSMistake) -> IPVSAction {
    switch command {
    case .addService: return .change(.newService(try aService(), try serviceSettings()))
    case .editService: return .change(.setService(try aService(), try serviceSettings()))
    case .deleteService: return .change(.deleteService(try aService()))
    case .addServer, .editServer, .deleteServer: return .change(try serverCommand())
    case .clear: return .change(.flush)
    case .zero: return .change(.zero(service))
    case .set: return .change(.setTimeouts(try self.timeouts(timeouts)))
    case .startDaemon: return .change(.startDaemon(try daemon(role(state))))
    case .stopDaemon: return .change(.stopDaemon(try role(state)))
    case .save: return .save
    case .restore: return .restore
    case .version: return .version
    case .list: return .list(try listing())
    default: return .help
    }
  }

  private func aService() throws(IPVSMistake) -> ServiceKey {
    guard let service else {
      throw IPVSMistake("\(command.spelling) needs a service: -t, -u, --sctp-service or -f")
    }
    return service
  }

  /// A number of an option that has one; `fallback` without the option.
  func number(
    _ option: IPVSOption, in range: ClosedRange<UInt32>, else fallback: UInt32
  ) throws(IPVSMistake) -> UInt32 {
    guard let text = values[option] else { return fallback }
    guard let value = UInt32(digits: text), range.contains(value) else {
      throw IPVSMistake(
        "'\(text.prefix(40))' is no number for \(option.spelling): expected \(range.lowerBound) to "
          + "\(range.upperBound)")
    }
    return value
  }

  // MARK: Services

  private func serviceSettings() throws(IPVSMistake) -> ServiceSettings {
    let key = try aService()
    var settings = ServiceSettings()
    if let scheduler = values[.scheduler] { settings.scheduler = try name(scheduler, .scheduler) }
    settings.persistence = try persistence(key.family)
    settings.flags = try flags(settings.scheduler)
    guard has(.onePacket) else {
      try verifyPort(of: key, settings)
      return settings
    }
    if case .endpoint(let transport, _) = key, transport != .udp {
      throw IPVSMistake("-o, one packet a connection, is for UDP and for firewall marks")
    }
    settings.flags.insert(.onePacket)
    try verifyPort(of: key, settings)
    return settings
  }

  private func verifyPort(of key: ServiceKey, _ settings: ServiceSettings) throws(IPVSMistake) {
    guard case .endpoint(_, let endpoint) = key, endpoint.port == 0, settings.persistence == nil
    else { return }
    throw IPVSMistake("port 0, which is every port, needs persistence (-p)")
  }

  /// A name of a kernel module's part: at most 15 bytes (`IP_VS_SCHEDNAME_MAXLEN`).
  private func name(_ text: String, _ option: IPVSOption) throws(IPVSMistake) -> String {
    let isName =
      (1...15).contains(text.utf8.count)
      && text.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "/") }
    guard isName else {
      throw IPVSMistake("'\(text.prefix(40))' is no name for \(option.spelling)")
    }
    return text
  }

  private func persistence(_ family: Family) throws(IPVSMistake) -> Persistence? {
    let (length, gaps) = try granularity(family)
    guard let text = values[.persistent] else {
      if has(.engine) { throw IPVSMistake("--pe needs persistence (-p)") }
      return nil
    }
    // 300 in the manual; ipvsadm 1.31 sends 360.
    let timeout = text.isEmpty ? 360 : try number(.persistent, in: 1...2_678_400, else: 360)
    let engine: String? = if let engine = values[.engine] { try name(engine, .engine) } else { nil }
    var persistence = Persistence(timeout: timeout, granularity: length, engine: engine)
    persistence.maskWithGaps = gaps
    return persistence
  }

  /// A prefix length; for an IPv4 mask that is none, the mask.
  private func granularity(
    _ family: Family
  ) throws(IPVSMistake) -> (length: Int, gaps: UInt32?) {
    guard let text = values[.netmask] else { return (family.bits, nil) }
    switch family {
    case .ipv6:
      guard let length = Int(digits: text), (1...128).contains(length) else {
        throw IPVSMistake("'\(text.prefix(40))' is no prefix length of IPv6: expected 1 to 128")
      }
      return (length, nil)
    case .ipv4:
      guard case .v4(let mask)? = Address(text) else {
        throw IPVSMistake("'\(text.prefix(40))' is no netmask: expected one like 255.255.255.0")
      }
      guard let length = Prefix.length(mask: mask) else {
        return (Persistence.granularityWithGaps, mask)
      }
      return (length, nil)
    }
  }

  /// `flag-1,flag-2`, or the names that a scheduler gives them.
  private func flags(_ scheduler: String) throws(IPVSMistake) -> ServiceFlags {
    var flags: ServiceFlags = []
    for word in (values[.flags] ?? "").split(separator: ",") {
      guard let flag = ServiceFlags.named.first(where: { $0.name == word }) else {
        throw IPVSMistake(
          "'\(word.prefix(40))' is no flag: expected flag-1, flag-2, flag-3, sh-fallback, sh-port, "
            + "mh-fallback or mh-port")
      }
      guard flag.scheduler == nil || flag.scheduler == scheduler else {
        throw IPVSMistake("\(word) is not for the scheduler \(scheduler)")
      }
      flags.insert(flag.flag)
    }
    return flags
  }

  // MARK: Real servers

  private func serverCommand() throws(IPVSMistake) -> Command {
    let key = try aService()
    var endpoint = try server(of: key)
    if command == .deleteServer { return .deleteDestination(key, endpoint) }
    let most: UInt32 = 2_147_483_647
    let settings = DestinationSettings(
      weight: try number(.weight, in: 0...most, else: 1), forwarding: try forwarding(),
      upperThreshold: try number(.upper, in: 0...most, else: 0),
      lowerThreshold: try number(.lower, in: 0...most, else: 0))
    switch settings.forwarding {
    case .tunnel: break
    case .masquerade, .localNode, .directRouting, .bypass:
      guard endpoint.address.family == key.family else {
        throw IPVSMistake("a real server of the other address family needs a tunnel (-i)")
      }
    }
    // Nothing rewrites the port then; with a mark ipvsadm leaves what is given.
    if settings.forwarding != .masquerade, case .endpoint = key { endpoint.port = key.port }
    return command == .addServer
      ? .newDestination(key, endpoint, settings) : .setDestination(key, endpoint, settings)
  }

  private func forwarding() throws(IPVSMistake) -> ForwardingMethod {
    guard has(.tunnelling) else {
      let options: [IPVSOption] = [
        .tunnelType, .tunnelPort, .noChecksum, .checksum, .remoteChecksum,
      ]
      if let option = options.first(where: { has($0) }) {
        throw IPVSMistake("\(option.spelling) is for tunnels (-i)")
      }
      return has(.masquerading) ? .masquerade : .directRouting
    }
    return .tunnel(try tunnel())
  }

  private func tunnel() throws(IPVSMistake) -> Tunnel {
    let checksum: Tunnel.Checksum =
      has(.checksum) ? .full : has(.remoteChecksum) ? .remote : .none
    let kind = values[.tunnelType] ?? "ipip"
    let port = try number(.tunnelPort, in: 1...65535, else: 0)
    if kind != "gue", has(.tunnelPort) { throw IPVSMistake("--tun-port is for --tun-type gue") }
    switch kind {
    case "gue":
      guard has(.tunnelPort) else { throw IPVSMistake("--tun-type gue needs --tun-port") }
      return Tunnel(.gue(port: UInt16(truncatingIfNeeded: port)), checksum: checksum)
    case "gre":
      guard checksum != .remote else {
        throw IPVSMistake("--tun-remcsum is for --tun-type gue")
      }
      return Tunnel(.gre, checksum: checksum)
    case "ipip":
      for option in [IPVSOption.noChecksum, .checksum, .remoteChecksum] where has(option) {
        throw IPVSMistake("\(option.spelling) is for --tun-type gue and gre")
      }
      return Tunnel()
    default:
      throw IPVSMistake("'\(kind.prefix(40))' is no type of tunnel: expected ipip, gue or gre")
    }
  }
}

extension ServiceFlags {
  /// The words of `-b`; those of one scheduler with its name.
  static let named: [(name: String, flag: ServiceFlags, scheduler: String?)] = [
    ("flag-1", .scheduler1, nil), ("flag-2", .scheduler2, nil), ("flag-3", .scheduler3, nil),
    ("sh-fallback", .scheduler1, "sh"), ("sh-port", .scheduler2, "sh"),
    ("mh-fallback", .scheduler1, "mh"), ("mh-port", .scheduler2, "mh"),
  ]
}
