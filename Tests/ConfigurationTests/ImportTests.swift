import Configuration
import Health
import IPVS
import Network
import Testing

struct ImportTests {
  // MARK: ipvsadm

  private func table(_ text: String) -> Imported {
    importedTable(Array(text.utf8), from: "saved")
  }

  /// What the configuration makes of the kernel's table, all real servers up.
  private func lines(_ imported: Imported) -> [String] {
    var table = Table()
    for server in imported.configuration?.virtualServers ?? [] {
      for key in server.services {
        let destinations = server.realServers.map { ($0.endpoint, $0.settings) }
        table[key] = VirtualService(
          settings: server.settings,
          destinations: [Endpoint: DestinationSettings](
            destinations, uniquingKeysWith: { first, _ in first }))
      }
    }
    return table.savedLines(thresholds: true)
  }

  /// What is printed reads to the same, without a complaint.
  private func expectClean(_ imported: Imported) throws {
    let loaded = load(text: Array(imported.text.utf8), name: "imported.conf")
    #expect(loaded.diagnostics.map { $0.rendered() } == [], "\(imported.text)")
    let configuration = try #require(imported.configuration)
    #expect(loaded.configuration?.virtualServers.count == configuration.virtualServers.count)
  }

  private static let real = """
    -A -t 192.0.2.9:80 -s wrr -p 300 -M 255.255.255.0
    -a -t 192.0.2.9:80 -r 10.0.0.2:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-csum
    -a -t 192.0.2.9:80 -r 10.0.0.3:80 -i -w 1 --tun-type gre --tun-nocsum
    -a -t 192.0.2.9:80 -r 10.0.0.5:80 -i -w 1 --tun-type ipip
    -a -t 192.0.2.9:80 -r 10.0.0.12:80 -g -w 3 -x 10 -y 5
    -A -t 192.0.2.9:81 -s mh -b mh-port
    -a -t 192.0.2.9:81 -r 10.0.0.2:8080 -m -w 100
    -A -t 192.0.2.10:0 -s rr -p 100
    -a -t 192.0.2.10:0 -r 10.0.0.200:0 -g -w 2147483647
    -A -u 192.0.2.9:5060 -s rr -p 60 --pe sip -o
    -a -u 192.0.2.9:5060 -r 10.0.0.6:5060 -m -w 1
    -A --sctp-service 192.0.2.9:80 -s sh -b sh-fallback,sh-port
    -a --sctp-service 192.0.2.9:80 -r 10.0.0.6:80 -m -w 1
    -A -t [2001:db8::1]:80 -s wlc -p 30 -M 64
    -a -t [2001:db8::1]:80 -r [2001:db8::2]:80 -g -w 1
    -A -f 2 -s rr
    -a -f 2 -r 10.0.0.2:0 -g -w 1
    -A -f 9 -6 -s rr
    -a -f 9 -6 -r [2001:db8::2]:0 -g -w 1
    """

  @Test func aSavedTableIsTheSameTableAgain() throws {
    let imported = table(Self.real)
    #expect(imported.remarks == [])
    try expectClean(imported)
    #expect(Set(lines(imported)) == Set(Self.real.split(separator: "\n").map { String($0) }))
  }

  /// Tables of any kind that a configuration can have.
  @Test(arguments: UInt64(1)...100)
  func aGeneratedTableComesBack(seed: UInt64) throws {
    var random = Randomness(seed: seed)
    let saved = generatedTable(using: &random).savedLines(thresholds: true)
    let imported = table(saved.joined(separator: "\n"))
    #expect(imported.remarks == [])
    try expectClean(imported)
    #expect(lines(imported) == saved)
  }

  private func generatedTable(using random: inout Randomness) -> Table {
    var table = Table()
    for number in 1...UInt32.random(in: 1...6, using: &random) {
      let isMark = Bool.random(using: &random)
      let port = UInt16.random(in: 1...3, using: &random)
      let key: ServiceKey =
        isMark
        ? .firewallMark(number, .ipv4)
        : .endpoint(
          TransportProtocol.allCases.randomElement(using: &random) ?? .tcp,
          Endpoint(.v4(0xc000_0200 + number), port: port))
      var settings = ServiceSettings(
        scheduler: Scheduler.allCases.randomElement(using: &random) ?? .roundRobin)
      if Bool.random(using: &random) {
        settings.persistence = Persistence(
          timeout: .random(in: 1...1000, using: &random),
          granularity: .random(in: 1...32, using: &random))
      }
      var service = VirtualService(settings: settings)
      for server in 1...UInt32.random(in: 1...4, using: &random) {
        let methods: [ForwardingMethod] = [.masquerade, .directRouting, .ipip]
        let method = methods.randomElement(using: &random) ?? .masquerade
        let endpoint = Endpoint(.v4(0x0a00_0000 + server), port: key.port)
        service.destinations[endpoint] = DestinationSettings(
          weight: .random(in: 1...9, using: &random), forwarding: method,
          upperThreshold: .random(in: 5...9, using: &random),
          lowerThreshold: .random(in: 0...4, using: &random))
      }
      table[key] = service
    }
    return table
  }

  @Test func whatHasNoCounterpartIsAComment() throws {
    let imported = table(
      """
      -A -t 192.0.2.1:80 -s wrr
      -A -f 5 -s rr -o
      -a -f 5 -r 10.0.0.2 -g
      -A -t 192.0.2.2:80 -p 60 -M 255.0.255.0
      -a -t 192.0.2.2:80 -r 10.0.0.2 -m
      -a -t 192.0.2.3:80 -r 10.0.0.2 -m
      -q
      --set 900 0 300
      --start-daemon master --mcast-interface eth1 --syncid 7
      """)
    #expect(imported.remarks.map(\.line) == [1, 2, 4, 6, 7, 9])
    for remark in imported.remarks {
      #expect(imported.text.contains("# line \(remark.line): \(remark.text)"))
    }
    try expectClean(imported)
    #expect(imported.configuration?.global.timeouts == Timeouts(tcp: 900, udp: 300))
  }

  @Test func aPortThatNothingRewritesIsSaid() throws {
    let imported = table("-A -f 2 -s rr\n-a -f 2 -r 10.0.0.2:80 -g -w 1")
    #expect(imported.remarks.map(\.line) == [1])
    #expect(lines(imported) == ["-A -f 2 -s rr", "-a -f 2 -r 10.0.0.2:0 -g -w 1"])
    try expectClean(imported)
  }

  // MARK: ldirectord

  private func file(_ text: String) -> Imported {
    importedLdirectord(Array(text.utf8), from: "ldirectord.cf")
  }

  private static let sample = """
    # Global Directives
    checktimeout=3
    checkinterval=1
    fallback=127.0.0.1:80
    autoreload=yes
    logfile="/var/log/ldirectord.log"
    quiescent=yes
    emailalert="admin@example.org, ops@example.org"

    # A sample virtual with a fallback that will override the global setting
    virtual=192.168.6.240:80
            real=192.168.6.2->192.168.6.3:80 gate 5
            real=192.168.6.6:80 masq 2 ".testpage", "test page"
            fallback=127.0.0.1:80 gate
            service=http
            scheduler=rr
            persistent=600
            netmask=255.255.255.0
            protocol=tcp
            checktype=negotiate
            request="index.html"
            receive="Test Page"
            virtualhost=www.example.org
    virtual6=[2001:db8::6]:25
            real6=[2001:db8::2]:25 ipip
            service=smtp
            scheduler=wlc
            checktype=connect
    virtual=1
            real=192.168.6.2 gate
            checktype=ping
            monitorfile=/tmp/x
    """

  @Test func aSampleIsTheSameServices() throws {
    let imported = file(Self.sample)
    try expectClean(imported)
    #expect(
      lines(imported) == [
        "-A -t 192.168.6.240:80 -s rr -p 600 -M 255.255.255.0",
        "-a -t 192.168.6.240:80 -r 192.168.6.2:80 -g -w 5",
        "-a -t 192.168.6.240:80 -r 192.168.6.3:80 -g -w 5",
        "-a -t 192.168.6.240:80 -r 192.168.6.6:80 -m -w 2",
        "-A -t [2001:db8::6]:25 -s wlc",
        "-a -t [2001:db8::6]:25 -r [2001:db8::2]:25 -i -w 1 --tun-type ipip",
        "-A -f 1 -s wrr",
        "-a -f 1 -r 192.168.6.2:0 -g -w 1",
      ])
    #expect(imported.remarks.map(\.line) == [5, 6, 32])
  }

  @Test func theChecksAreTheSame() throws {
    let configuration = try #require(file(Self.sample).configuration)
    let checks = configuration.virtualServers.map { $0.realServers.flatMap(\.checks) }
    #expect(checks[0].map(\.kind) == ["HTTP_GET", "HTTP_GET", "HTTP_GET"])
    #expect(checks[1].map(\.kind) == ["TCP_CHECK"])
    #expect(checks[2].map(\.kind) == ["PING_CHECK"])
    #expect(checks[1].first?.probe.timeout == .seconds(3))
    #expect(checks[0].first?.timing.interval == .seconds(1))
    let printed = configuration.printed
    #expect(printed.contains("path /index.html"))
    #expect(printed.contains("path /.testpage"))
    #expect(printed.contains("virtualhost www.example.org"))
    #expect(printed.contains("inhibit_on_failure"))
    #expect(printed.contains("sorry_server 127.0.0.1 80"))
  }

  @Test(arguments: [
    ("http", "HTTP_GET"), ("https", "SSL_GET"), ("ftp", "FTP_CHECK"), ("smtp", "SMTP_CHECK"),
    ("dns", "DNS_CHECK"), ("imap", "IMAP_CHECK"), ("imaps", "IMAP_CHECK"), ("pop", "POP_CHECK"),
    ("pops", "POP_CHECK"), ("mysql", "MYSQL_CHECK"), ("pgsql", "PGSQL_CHECK"),
    ("ldap", "LDAP_CHECK"), ("radius", "RADIUS_CHECK"), ("sip", "SIP_CHECK"),
    ("simpletcp", "TCP_CHECK"), ("nntp", "TCP_CHECK"), ("none", "TCP_CHECK"),
    ("oracle", "TCP_CHECK"), ("http_proxy", "TCP_CHECK"),
  ])
  func aServiceIsItsCheck(service: String, check: String) throws {
    let imported = file(
      """
      virtual=192.0.2.1:7000
        real=10.0.0.2:7000 masq
        service=\(service)
        login="probe"
        passwd="word"
        secret="shared"
      """)
    try expectClean(imported)
    #expect(imported.configuration?.virtualServers[0].realServers[0].checks.map(\.kind) == [check])
    #expect(imported.remarks.isEmpty != ["none", "oracle", "http_proxy"].contains(service))
  }

  @Test(arguments: [
    "virtual=192.0.2.1\n real=10.0.0.2:80 gate", "virtual=nosuch:80\n real=10.0.0.2:80 gate",
    "virtual=192.0.2.1:80\n real=10.0.0.9->10.0.0.2:80 gate", "virtual=192.0.2.1:80",
    "virtual=192.0.2.1:80\n real=0.0.0.0->255.255.255.255:80 gate",
    "virtual=192.0.2.1:80\n real=10.0.0.2:80 nosuch", "virtual=", "=", "real=10.0.0.2:80 gate",
    "virtual=192.0.2.1:80\n real=10.0.0.2:80 gate 99999999999", "checkinterval", "\u{0}=\"",
  ])
  func whatIsWrongIsARemarkAndNeverATrap(text: String) {
    _ = file(text)
  }

  @Test func everyRemarkStandsInTheText() {
    let imported = file(
      """
      callback="/usr/bin/sync"
      nonsense
      virtual=192.0.2.1:80
        real=10.0.0.2:80 masq
        checktype=external-perl
        load="x"
        scheduler=nosuch
      """)
    #expect(imported.remarks.map(\.line) == [1, 2, 5, 6, 7])
    for remark in imported.remarks {
      #expect(imported.text.contains("# line \(remark.line): \(remark.text)"))
    }
  }
}
