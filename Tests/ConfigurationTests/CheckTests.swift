import Configuration
import Health
import Network
import Testing

/// The checks of one real server, 10.0.0.1:80, with what stands round it.
private func checks(
  _ real: String, virtual: String = "", before: String = ""
) throws -> [CheckDefinition] {
  let result = loaded(
    """
    \(before)
    virtual_server 192.0.2.1 80 {
      lb_algo rr
      lb_kind NAT
      protocol TCP
      \(virtual)
      real_server 10.0.0.1 80 {
        \(real)
      }
    }
    """)
  let errors = result.diagnostics.map { $0.rendered() }
  let server = try #require(result.configuration?.virtualServers.first, "\(errors)")
  return try #require(server.realServers.first).checks
}

struct CheckTests {
  @Test func aCheckTakesKeepalivedsDefaults() throws {
    let found = try checks("TCP_CHECK { }\nHTTP_GET { url { path / } }")
    #expect(found.map(\.timing.retryDelay) == [.seconds(1), .seconds(3)])
    #expect(found.map(\.timing.retries) == [1, 1])
    #expect(found.map(\.timing.interval) == [.seconds(60), .seconds(60)])
    #expect(found.map(\.probe.timeout) == [.seconds(5), .seconds(5)])
    #expect(found.map(\.timing.warmup) == [nil, nil])
  }

  @Test func aCheckInheritsFromTheRealServerAndThatFromTheVirtualServer() throws {
    let found = try checks(
      "retry 3\ndelay_loop 7\nTCP_CHECK { delay_before_retry 0.5 }",
      virtual: "retry 9\nconnect_timeout 2\nwarmup 4\ndelay_before_retry 8",
      before: "global_defs { checker_log_all_failures }")
    let check = try #require(found.first)
    #expect(
      check.timing
        == CheckTiming(
          interval: .seconds(7), retries: 3, retryDelay: .milliseconds(500), warmup: .seconds(4),
          logsEveryFailure: true))
    #expect(check.probe.timeout == .seconds(2))
  }

  @Test func whatStandsAfterTheRealServersCountsToo() throws {
    let result = loaded(
      "virtual_server 192.0.2.1 80 {\nreal_server 10.0.0.1 80 { TCP_CHECK { } }\ndelay_loop 3\n}")
    let server = try #require(result.configuration?.virtualServers.first)
    #expect(server.realServers.first?.checks.first?.timing.interval == .seconds(3))
  }

  @Test func theProbesPathIsAsItIsSaid() throws {
    let found = try checks(
      """
      TCP_CHECK {
        connect_ip 10.9.9.9
        connect_port 81
        bindto 10.0.0.254
        bind_port 4000
        bind_if eth1
        fwmark 9
      }
      """)
    #expect(
      found.first?.probe.path
        == Probe.Path(
          to: Endpoint(.v4(0x0a09_0909), port: 81), source: .v4(0x0a00_00fe), sourcePort: 4000,
          interface: "eth1", firewallMark: 9))
  }

  @Test func pagesHaveTheNearestVirtualHostAndTheirStatuses() throws {
    let found = try checks(
      """
      virtualhost real.example
      HTTP_GET {
        http_protocol 1.0C
        url { path /a
          status_code 301 200-250 240-260 }
        url { path b
          virtualhost own.example
          digest D41D8CD98F00B204E9800998ECF8427E }
      }
      """, virtual: "virtualhost outer.example")
    guard case .http(let probe) = found.first?.probe.dialogue else {
      Issue.record("no HTTP probe")
      return
    }
    #expect(probe.version == .http10Close)
    #expect(probe.tls == nil)
    #expect(probe.pages.map(\.path) == ["/a", "/b"])
    #expect(probe.pages.map(\.virtualHost) == ["real.example", "own.example"])
    #expect(probe.pages[0].statuses == [200...260, 301...301])
    #expect(probe.pages[1].statuses == [200...299])
    #expect(probe.pages[1].digest?.prefix(3) == [0xd4, 0x1d, 0x8c])
  }

  @Test func aTLSProbeAsksForTheVirtualHostUnlessToldOtherwise() throws {
    let name = { (statements: String) throws -> [String?] in
      try checks("SSL_GET { \(statements)\nurl { path / } }", virtual: "virtualhost a.example:443")
        .map { check in
          guard case .http(let probe) = check.probe.dialogue else { return "none" }
          return probe.tls?.serverName
        }
    }
    #expect(try name("") == ["a.example"])
    #expect(try name("enable_sni off") == [nil])
    #expect(try name("sni_name b.example") == ["b.example"])
    #expect(try name("virtualhost 10.0.0.1") == [nil])
    #expect(
      try name("url { path /x\nvirtualhost c.example }\n") == ["c.example", "a.example"])
  }

  @Test func theFilesTLSBlockIsEveryTLSProbes() throws {
    let found = try checks(
      "SSL_GET { verify_certificate yes\nurl { path / } }",
      before: "SSL { ca /ca.pem\n certificate /c.pem\n key /k.pem\n password x }")
    guard case .http(let probe) = found.first?.probe.dialogue else {
      Issue.record("no HTTP probe")
      return
    }
    #expect(
      probe.tls
        == TLS(
          verifiesCertificate: true, authorities: "/ca.pem", certificate: "/c.pem", key: "/k.pem",
          password: "x"))
  }

  @Test func anFTPCheckHasItsDefaultsByFamilyAndPort() throws {
    let result = loaded(
      """
      virtual_server fwmark 1 {
        lb_algo rr
        lb_kind DR
        real_server 10.0.0.1 { FTP_CHECK { } }
        real_server 10.0.0.2 { FTP_CHECK { tls implicit
          user u
          password p
          path /f } }
      }
      """)
    let servers = try #require(result.configuration?.virtualServers.first?.realServers)
    let probes = servers.flatMap(\.checks).map(\.probe)
    #expect(probes.map(\.path.destination.port) == [21, 990])
    #expect(
      probes.map(\.dialogue) == [
        .ftp(FTPProbe(passive: .plain, isBehindNAT: false)),
        .ftp(
          FTPProbe(
            user: "u", password: "p", path: "/f", passive: .plain, security: .implicit,
            isBehindNAT: false)),
      ])
  }

  @Test func anFTPCheckJudgesPassiveRepliesOnlyBehindNAT() throws {
    for (kind, isBehindNAT) in [("NAT", true), ("DR", false), ("TUN", false)] {
      let result = loaded(
        """
        virtual_server 192.0.2.1 21 {
          lb_algo rr
          lb_kind \(kind)
          protocol TCP
          real_server 10.0.0.1 21 { FTP_CHECK { } }
        }
        """)
      let check = result.configuration?.virtualServers.first?.realServers.first?.checks.first
      #expect(
        check?.probe.dialogue == .ftp(FTPProbe(passive: .plain, isBehindNAT: isBehindNAT)))
    }
  }

  @Test func aCheckThatKnowsNoPortIsAnError() {
    let result = loaded(
      "virtual_server fwmark 1 { lb_algo rr\nlb_kind DR\nreal_server 10.0.0.1 { TCP_CHECK { } } }")
    #expect(result.configuration == nil)
  }

  @Test func alphaAnywhereMakesARealServerStartDown() throws {
    let text = { (virtual: String, real: String) in
      "virtual_server 192.0.2.1 80 {\n\(virtual)\nreal_server 10.0.0.1 80 {\n\(real)\n} }"
    }
    let startsDown = { (virtual: String, real: String) in
      loaded(text(virtual, real)).configuration?.virtualServers.first?.realServers.first?.startsDown
    }
    #expect(startsDown("", "") == false)
    #expect(startsDown("alpha", "") == true)
    #expect(startsDown("alpha", "alpha off") == false)
    #expect(startsDown("", "TCP_CHECK { alpha }") == true)
  }
}
