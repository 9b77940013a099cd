import Configuration
import Health
import IPVS
import Network

/// Models at random, such as a file can say them.
extension Randomness {
  mutating func flip(_ one: Int = 2) -> Bool { Int.random(in: 0..<one, using: &self) == 0 }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

  mutating func some<Value>(_ value: (inout Randomness) -> Value) -> Value? {
    flip() ? value(&self) : nil
  }

  /// From zero to almost a minute, to the microsecond or the millisecond.
  mutating func time() -> Duration {
    flip() ? .microseconds(Int64(below(50_000_000))) : .milliseconds(Int64(below(50_000)))
  }

  /// A word that the ordinary tokenizer can give.
  mutating func text() -> String {
    let pieces = [
      "a", "web-1", "/etc/x.pem", "with blank", "ä", "#", "!", "{", "}", "'", "\\", "@x", "~SEQ",
      "$X",
      "include", "x=y", "100%", ";", "//",
    ]
    return (0...below(3)).map { _ in pieces[below(pieces.count)] }.joined()
  }

  mutating func name(_ prefix: String, _ number: Int) -> String { "\(prefix)\(number)" }

  /// Any bytes but NUL: a program's arguments have escapes.
  mutating func argument() -> String {
    let scalars = (0..<below(6)).compactMap { _ in Unicode.Scalar(1 + below(300)) }
    return String(String.UnicodeScalarView(scalars))
  }

  mutating func script() -> Script {
    Script(
      arguments: ["/bin/hook"] + (0..<below(3)).map { _ in argument() },
      user: some { ScriptUser(user: $0.text(), group: $0.flip() ? "group" : nil) },
      position: nowhere)
  }

  mutating func address(_ family: Family) -> Address {
    let low = UInt32(1 + below(1_000_000))
    return family == .ipv4
      ? .v4(0x0a00_0000 | low) : .v6(IPv6Bits(UInt128(0x2001_0db8) << 96 | UInt128(low)))
  }

  mutating func family() -> Family { flip(3) ? .ipv6 : .ipv4 }

  /// One more than the largest is never drawn, so that ranges stay ranges.
  mutating func port() -> UInt16 { UInt16(1 + below(65_535)) }
}

let nowhere = Position(file: "t.conf", line: 1, column: 1)

extension DirectorConfiguration {
  static func generated(using random: inout Randomness) -> DirectorConfiguration {
    var configuration = DirectorConfiguration()
    configuration.fillElection(using: &random)
    for number in 0..<random.below(3) {
      let server = VirtualServer.generated(number, using: &random)
      configuration.virtualServers.append(server)
    }
    configuration.mark()
    return configuration
  }
}

extension VirtualServer {
  /// No two of one file have a service in common: the number is in the port or mark.
  fileprivate static func generated(_ number: Int, using random: inout Randomness) -> VirtualServer
  {
    let family = random.family()
    let transport = [TransportProtocol.tcp, .udp, .sctp][random.below(3)]
    let port = UInt16(1000 + number)
    var services: [ServiceKey]
    var name: VirtualServerName
    switch random.below(3) {
    case 0:
      services = [.firewallMark(UInt32(number + 1), family)]
      name = .service(services[0])
    case 1:
      services = [.endpoint(transport, Endpoint(random.address(family), port: port))]
      name = .service(services[0])
    case _:
      let address = random.address(family)
      services = (0...random.below(3)).map {
        .endpoint(transport, Endpoint(address, port: port + UInt16(10 * ($0 + 1))))
      }
      name = .group("group \(number)", transport)
    }
    var server = VirtualServer(name: name, services: services, position: nowhere)
    server.settings = .generated(family, transport, using: &random)
    if case .service(.firewallMark) = name { server.settings.flags.remove(.onePacket) }
    let common = services.count == 1 ? services[0].commonPort : 0
    server.realServers = (0...random.below(2)).map { index in
      RealServer.generated(index, family, common, using: &random)
    }
    let sum = server.realServers.reduce(0) { $0 + $1.settings.weight }
    if sum > 1, sum < 1_000_000 {
      server.quorum.quorum = UInt32(1 + random.below(Int(sum)))
      server.quorum.hysteresis = UInt32(random.below(Int(server.quorum.quorum)))
    }
    server.quorum.up = random.some { $0.script() }
    if random.flip(), common > 0 {
      server.sorryServer = SorryServer(
        endpoint: Endpoint(random.address(family), port: common), forwarding: .directRouting,
        inhibits: random.flip())
    }
    return server
  }
}

extension ServiceKey {
  fileprivate var commonPort: UInt16 {
    if case .endpoint(_, let endpoint) = self { endpoint.port } else { 0 }
  }
}

extension ServiceSettings {
  fileprivate static func generated(
    _ family: Family, _ transport: TransportProtocol, using random: inout Randomness
  ) -> ServiceSettings {
    var flags: ServiceFlags = []
    for flag in [ServiceFlags.scheduler1, .scheduler2, .scheduler3] where random.flip(4) {
      flags.insert(flag)
    }
    if transport == .udp, random.flip(4) { flags.insert(.onePacket) }
    let persistence = random.some {
      Persistence(
        timeout: UInt32(1 + $0.below(1000)), granularity: 1 + $0.below(family.bits),
        engine: $0.flip(3) ? "sip" : nil)
    }
    return ServiceSettings(
      scheduler: Scheduler.allCases[random.below(Scheduler.allCases.count)], flags: flags,
      persistence: persistence)
  }
}

extension RealServer {
  fileprivate static func generated(
    _ number: Int, _ family: Family, _ common: UInt16, using random: inout Randomness
  ) -> RealServer {
    let methods: [ForwardingMethod] = [
      .masquerade, .directRouting, .ipip, .tunnel(Tunnel(.gue(port: 99), checksum: .full)),
    ]
    let forwarding = methods[random.below(methods.count)]
    let own = UInt16(1 + number)
    let port = forwarding == .masquerade ? own : common
    var address = random.address(family)
    if case .v4(let bits) = address { address = .v4(bits & ~0xf | UInt32(number)) }
    let upper = UInt32(random.below(3))
    var server = RealServer(
      endpoint: Endpoint(address, port: port),
      settings: DestinationSettings(
        weight: UInt32(random.below(100)), forwarding: forwarding, upperThreshold: upper,
        lowerThreshold: upper > 0 ? UInt32(random.below(Int(upper) + 1)) : 0),
      inhibitsOnFailure: random.flip(), startsDown: random.flip(), position: nowhere)
    server.notifyUp = random.some { $0.script() }
    server.notifyDown = random.some { $0.script() }
    for _ in 0..<random.below(3) {
      server.checks.append(.generated(family, forwarding, using: &random))
    }
    server.lead(family, using: &random)
    return server
  }
}
