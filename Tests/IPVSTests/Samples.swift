import IPVS
import Network

/// Bytes from hexadecimal digits; blanks and line ends are for the reader.
func bytes(_ hex: String) -> [UInt8] {
  let digits = hex.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count - 1, by: 2).map {
    UInt8(digits[$0] << 4 | digits[$0 + 1])
  }
}

func payload(_ command: Command) -> [UInt8] {
  var bytes: [UInt8] = []
  command.append(to: &bytes)
  return bytes
}

func payload(_ query: Query) -> [UInt8] {
  var bytes: [UInt8] = []
  query.append(to: &bytes)
  return bytes
}

func v4(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32, _ port: UInt16 = 80) -> Endpoint {
  Endpoint(.v4(a << 24 | b << 16 | c << 8 | d), port: port)
}

func v6(_ low: UInt128, _ port: UInt16 = 80) -> Endpoint {
  Endpoint(.v6(IPv6Bits(0x2001_0db8 << 96 | low)), port: port)
}

let web = ServiceKey.endpoint(.tcp, v4(192, 0, 2, 1))

/// Random tables over few names, so that two of them have much in common.
struct TableSource {
  var random: Randomness

  init(seed: UInt64) { random = Randomness(seed: seed) }

  mutating func table() -> Table {
    var table = Table()
    for _ in 0..<Int.random(in: 0...6, using: &random) { table[key()] = service() }
    return table
  }

  mutating func key() -> ServiceKey {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: .firewallMark(.random(in: 1...2, using: &random), .ipv6)
    case 1: .endpoint(.udp, v6(.random(in: 1...2, using: &random)))
    default: .endpoint(.tcp, v4(192, 0, 2, .random(in: 1...3, using: &random)))
    }
  }

  mutating func service() -> VirtualService {
    let persistence = Persistence(timeout: .random(in: 1...2, using: &random), granularity: 24)
    let settings = ServiceSettings(
      scheduler: Scheduler.allCases.randomElement(using: &random) ?? .roundRobin,
      flags: Bool.random(using: &random) ? [.scheduler1] : [],
      persistence: Bool.random(using: &random) ? persistence : nil)
    var service = VirtualService(settings: settings)
    for _ in 0..<Int.random(in: 0...5, using: &random) {
      service.destinations[v4(10, 0, 0, .random(in: 1...5, using: &random))] = destination()
    }
    return service
  }

  mutating func destination() -> DestinationSettings {
    let methods: [ForwardingMethod] = [
      .masquerade, .directRouting, .ipip, .tunnel(Tunnel(.gue(port: 6080), checksum: .full)),
      .tunnel(Tunnel(.gre)),
    ]
    return DestinationSettings(
      weight: .random(in: 0...2, using: &random),
      forwarding: methods.randomElement(using: &random) ?? .masquerade,
      upperThreshold: .random(in: 1...2, using: &random))
  }
}
