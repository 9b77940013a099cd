import Doctor
import Network
import Testing

@Suite struct LimitTests {
  private static let breaks: [Break] = [
    Break("L03", "no row left", of: .nat, shows: "gc_thresh3 = 1024") {
      $0.director.settings?["net.ipv4.neigh.default.gc_thresh3"] = "1024"
      $0.director.count("arp_cache.table_fulls", by: 3)
    },
    Break("M01", "ldirectord", of: .nat, shows: "ldirectord pid 77") {
      $0.director.programs = [ProgramFacts(name: "ldirectord", pid: 77)]
      $0.director.director?.daemon?.repairs = 3
    },
  ]

  @Test(arguments: breaks) func oneBreakIsOneError(broken: Break) throws { try broken.hold() }

  private static let warnings: [Break] = [
    Break("L01", "always", of: .nat, shows: "drop_packet = 3") {
      $0.director.settings?["net.ipv4.vs.drop_packet"] = "3"
    },
    Break("L01", "little memory", of: .nat, shows: "MemAvailable: 2097152 kB") {
      $0.director.settings?["net.ipv4.vs.drop_entry"] = "2"
    },
    Break("L02", "half open", of: .nat, shows: "SYN_RECV: 12 of 12") {
      $0.director.ipvs?.services[0].packetsIn = 40
      // Those that have ended say nothing of now.
      $0.director.ipvs?.connections = (0..<32).map { number in
        ConnectionFacts(
          transport: "TCP", client: "192.168.3.10", clientPort: UInt16(4000 + number),
          virtualAddress: "192.168.3.108", virtualPort: 80, destination: "10.0.0.2",
          destinationPort: 80, state: number < 12 ? "SYN_RECV" : "TIME_WAIT", expires: 50)
      }
    },
    Break("L04", "softnet", of: .nat, shows: "softnet.dropped +9") {
      $0.director.count("softnet.dropped", by: 9)
    },
    Break("L05", "descriptors", of: .nat, shows: "too many files") {
      var check = CheckFacts(kind: "TCP_CHECK")
      check.result = "no socket for the probe: too many files are open; raise LimitNOFILE"
      $0.director.director?.services[0].realServers[0].checks = [check]
    },
    Break("L07", "an old server", of: .nat, shows: "conn_reuse_mode = 0") {
      $0.director.settings?["net.ipv4.vs.conn_reuse_mode"] = "0"
    },
    Break("L07", "an old kernel", of: .nat, shows: "4.19.0") {
      $0.director.settings?["net.ipv4.vs.conntrack"] = "1"
      $0.director.bootSettings?["net.ipv4.vs.conntrack"] = "1"
      $0.director.kernel?.release = "4.19.0"
    },
    Break("L08", "mh", of: .pair, shows: "sloppy_tcp = 0") {
      $0.director.director?.services[0].scheduler = "mh"
      $0.director.director?.instances[1].state = "backup"
      $0.director.addresses?.removeAll { $0.address == "10.0.0.1" }
      $0.director.ipvs?.daemons = []
      $0.peer = nil
    },
    Break("M02", "ipvsadm.service", of: .nat, shows: "enabled") {
      $0.director.units = ["ipvsadm.service": "enabled", "keepalived.service": "disabled"]
    },
    Break("M04", "no state", of: .nat, shows: "Read-only") {
      $0.director.director?.daemon?.stateDirectoryTrouble = "/var/lib/directord: Read-only"
    },
    Break("M06", "here only", of: .pair, shows: "10.0.0.2:80") {
      $0.director.director?.daemon?.maintenance = ["10.0.0.2:80"]
    },
  ]

  @Test(arguments: warnings) func oneBreakIsOneWarning(broken: Break) throws { try broken.hold() }

  private static let notes: [Break] = [
    Break("L06", "short", of: .nat) {
      $0.director.ipvs?.timeouts = TimeoutFacts(tcp: 60, tcpFin: 30, udp: 300)
    },
    Break("M03", "of nobody", of: .nat, shows: "tcp 192.168.3.108:25") {
      $0.director.ipvs?.services.append(
        KernelServiceFacts(name: ServiceName("tcp", "192.168.3.108", 25)))
    },
    Break("M05", "by hand", of: .nat, shows: "in no sysctl file") {
      $0.director.bootSettings = [:]
    },
  ]

  @Test(arguments: notes) func oneBreakIsOneNote(broken: Break) throws { try broken.hold() }

  @Test func theDefenceOfIPSecIsWrittenAsRules() throws {
    var setup = Setup.ipsec
    setup.director.settings?["net.ipv4.vs.drop_entry"] = "3"
    let commands = try setup.findings("L01").flatMap(\.mend).flatMap(\.commands)
    #expect(commands.contains { $0.contains("udp dport 500 limit rate over") })
  }

  @Test func whatSomebodyElseChangedIsAWarningIfNobodyIsNamed() throws {
    var setup = Setup.nat
    setup.director.director?.daemon?.repairs = 2
    #expect(try setup.findings("M01").map(\.severity) == [.warning])
  }
}
