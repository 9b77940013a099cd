import Doctor
import Network
import Testing

@Suite struct RouterTests {
  private static let breaks: [Break] = [
    Break("V13", "kill -9", of: .backup, shows: "inet 192.168.3.108/24") {
      $0.director.addresses?.append(
        AddressFacts(interface: "eth0", address: "192.168.3.108", prefixLength: 24))
    },
    Break("V13", "no daemon", of: .pair, shows: "dev eth1") {
      $0.peer = nil
      $0.director.director?.daemon = nil
      $0.director.heard = nil
      $0.director.director?.instances.removeFirst()
      $0.director.director?.instances[0].state = nil
    },
    Break("V16", "vMAC", of: .virtualMAC, shows: "no answer on lb2") {
      $0.peer?.answers = [AddressAnswer(interface: "eth0", address: "192.168.3.108")]
    },
    Break("V19", "duplicate", of: .ipv6, shows: "dadfailed") {
      $0.director.addresses?[2].flags = ["dadfailed"]
    },
    Break("V20", "no interface", of: .backup, shows: "does not exist") {
      $0.director.links?.removeAll { $0.name == "eth1" }
      $0.director.director?.instances[1].state = "fault"
    },
    Break("V20", "no carrier", of: .backup, shows: "NO-CARRIER") {
      $0.director.links?[1].hasCarrier = false
      $0.director.director?.instances[0].state = "fault"
      $0.director.heard = HeardFacts(seconds: 3)
      $0.director.answers = [AddressAnswer(interface: "eth0", address: "192.168.3.108")]
    },
    Break("V23", "both drained", of: .backup, shows: "192.168.3.108: no answer on eth0") {
      $0.peer = nil
      $0.director.heard = HeardFacts(seconds: 3)
      $0.director.answers = [
        AddressAnswer(interface: "eth0", address: "192.168.3.108")
      ]
      for place in 0..<2 { $0.director.director?.instances[place].state = "drained" }
    },
    Break("V24", "another name", of: .pair, shows: "identity: vm") {
      $0.director.director?.identity = "vm"
      $0.director.director?.namedIdentities = ["lb1", "lb2"]
    },
  ]

  @Test(arguments: breaks) func oneBreakIsOneError(broken: Break) throws { try broken.hold() }

  private static let warnings: [Break] = [
    Break("V14", "half a partition", of: .backup, shows: "heard 9 s ago") {
      $0.director.director?.instances[0].neighbors = [
        VRRPNeighborFacts(address: "192.168.3.1", priority: 150, age: 9)
      ]
      $0.director.answers = [AddressAnswer(interface: "eth0", address: "192.168.3.108")]
      $0.director.heard?.adverts.removeFirst()
    },
    Break("V15", "late", of: .pair, shows: "longest turn: 0.7 s") {
      $0.director.director?.daemon?.longestTurn = 0.7
    },
    Break("V21", "networkd", of: .pair, shows: "systemd-networkd pid 400") {
      $0.director.director?.daemon?.restorations = 4
      $0.director.programs = [ProgramFacts(name: "systemd-networkd", pid: 400)]
    },
    Break("V25", "another network", of: .pair, shows: "192.168.3.1/24") {
      $0.director.director?.instances[0].addresses.append(
        VirtualAddressFacts(address: "172.20.0.1", prefixLength: 24))
      $0.peer = nil
    },
    Break("V26", "another scheduler", of: .pair, shows: "virtual_server tcp 192.168.3.108:80") {
      $0.peer?.director?.services[0].scheduler = "rr"
    },
  ]

  @Test(arguments: warnings) func oneBreakIsOneWarning(broken: Break) throws { try broken.hold() }

  @Test func nopreemptOfAMasterIsANote() throws {
    try Break("V18", "state MASTER", of: .pair) {
      $0.director.director?.instances[0].doesNotPreempt = true
      $0.director.director?.instances[0].startsAsMaster = true
    }.hold()
  }

  @Test func nopreemptThatTheFilesReaderLeavesOutIsANote() throws {
    try Break("V18", "state MASTER", of: .pair, shows: "a.conf:12:5: nopreempt does not go") {
      for (place, line) in [(0, 20), (1, 10)] {
        $0.director.director?.instances[place].location = "a.conf:\(line):1"
      }
      $0.director.director?.warnings = [
        ConfigurationWarning("no-preemption", at: "a.conf:11:5", "preempt_delay does not go"),
        ConfigurationWarning("no-preemption", at: "a.conf:12:5", "nopreempt does not go"),
      ]
    }.hold()
  }

  @Test func anAddressOfLocalNodeIsNotLeftBehind() throws {
    var setup = Setup.backup
    setup.director.addresses?.append(
      AddressFacts(interface: "lo", address: "192.168.3.108", prefixLength: 32))
    #expect(try setup.findings("V13") == [])
  }

  @Test func withoutItsWordNoDaemonIsTakenForDead() throws {
    var setup = Setup.pair
    setup.director.director?.daemon = nil
    for place in 0..<2 { setup.director.director?.instances[place].state = nil }
    setup.director.unread = [Facts.Unread(.director, reason: "connect: Permission denied")]
    #expect(try setup.findings("V13") == [])
  }
}
