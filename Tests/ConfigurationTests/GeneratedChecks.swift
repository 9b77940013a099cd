import Configuration
import Health
import IPVS
import Network

extension CheckDefinition {
  static func generated(
    _ family: Family, _ forwarding: ForwardingMethod, using random: inout Randomness
  ) -> CheckDefinition {
    let (kind, dialogue) = dialogue(family, forwarding, using: &random)
    let path = dialogue.connects ? path(family, using: &random) : .nowhere
    return CheckDefinition(
      kind: kind,
      probe: Probe(
        path: path, dialogue: dialogue, timeout: .milliseconds(Int64(1 + random.below(9999)))),
      timing: CheckTiming(
        interval: .milliseconds(Int64(1 + random.below(9999))), retries: random.below(5),
        retryDelay: random.time(), warmup: random.some { $0.time() },
        logsEveryFailure: random.flip()),
      position: nowhere)
  }

  private static func path(_ family: Family, using random: inout Randomness) -> Probe.Path {
    Probe.Path(
      to: Endpoint(random.address(family), port: random.port()),
      source: random.some { $0.address(family) }, sourcePort: random.flip() ? 0 : random.port(),
      interface: random.some { _ in "eth1" }, firewallMark: UInt32(random.below(3)))
  }

  private static func dialogue(
    _ family: Family, _ forwarding: ForwardingMethod, using random: inout Randomness
  ) -> (kind: String, Probe.Dialogue) {
    switch random.below(8) {
    case 0: ("TCP_CHECK", .tcp)
    case 1:
      (
        "HTTP_GET",
        .http(HTTPProbe(pages: pages(using: &random), version: version(using: &random)))
      )
    case 2:
      (
        "SSL_GET",
        .http(
          HTTPProbe(
            pages: pages(using: &random), version: version(using: &random),
            tls: tls(using: &random)))
      )
    case 3: ("FTP_CHECK", .ftp(ftp(forwarding, using: &random)))
    case 4: ("DNS_CHECK", .conversation(.dns(dns(using: &random)), over: .datagram))
    case 5: ("UDP_CHECK", .conversation(.udp(udp(using: &random)), over: .datagram))
    case 6: ("MISC_CHECK", .program(program(using: &random)))
    case _: smtp(using: &random)
    }
  }

  private static func program(using random: inout Randomness) -> ProgramProbe {
    let script = random.script()
    return ProgramProbe(
      arguments: script.arguments, user: script.user, isDynamic: random.flip())
  }

  private static func version(using random: inout Randomness) -> HTTPProbe.Version {
    [.http10, .http10Close, .http11][random.below(3)]
  }

  private static func pages(using random: inout Randomness) -> [HTTPProbe.Page] {
    (0...random.below(2)).map { _ in
      HTTPProbe.Page(
        path: "/" + random.text(), statuses: random.flip() ? [200...299] : [200...200, 302...404],
        digest: random.some { random in (0..<16).map { _ in UInt8(random.below(256)) } },
        virtualHost: random.some { $0.text() })
    }
  }

  private static func tls(using random: inout Randomness) -> TLS {
    TLS(
      serverName: random.some { "host\($0.below(9)).example" }, verifiesCertificate: random.flip(),
      authorities: random.some { $0.text() }, certificate: random.some { $0.text() },
      key: random.some { $0.text() }, password: random.some { $0.text() })
  }

  private static func ftp(
    _ forwarding: ForwardingMethod, using random: inout Randomness
  ) -> FTPProbe {
    let path = random.some { $0.text() }
    return FTPProbe(
      user: random.text(), password: random.text(), path: path,
      digest: path == nil ? nil : random.some { _ in Array(0..<16) },
      passive: path != nil || random.flip() ? .extended : .none,
      security: [.none, .explicit, .implicit][random.below(3)],
      isBehindNAT: forwarding == .masquerade)
  }

  private static func dns(using random: inout Randomness) -> DNSProbe {
    let types = DNSProbe.RecordType.allCases
    let labels = (0..<random.below(3)).map { _ in Array("label\(random.below(99))".utf8) }
    return DNSProbe(type: types[random.below(types.count)], labels: labels)
  }

  private static func udp(using random: inout Randomness) -> UDPProbe {
    let masks: [UInt8] = [0xff, 0xf0, 0x0f, 0]
    let requires = random.flip()
    let reply = (0..<random.below(4)).map { _ in
      UDPProbe.Pattern(value: UInt8(random.below(256)), mask: masks[random.below(4)])
    }
    let least = random.below(100)
    return UDPProbe(
      payload: (0..<random.below(5)).map { _ in UInt8(random.below(256)) },
      requiresReply: requires, reply: requires ? reply : [],
      replyLengths: least...(least + random.below(1000)))
  }

  private static func smtp(using random: inout Randomness) -> (kind: String, Probe.Dialogue) {
    let carrier: Carrier
    var startsTLS = false
    switch random.below(3) {
    case 0: carrier = .stream(tls: nil)
    case 1:
      carrier = .stream(tls: tls(using: &random))
      startsTLS = true
    case _: carrier = .secured(tls(using: &random))
    }
    let probe = SMTPProbe(name: "mail\(random.below(9))", startsTLS: startsTLS)
    return ("SMTP_CHECK", .conversation(.smtp(probe), over: carrier))
  }
}
