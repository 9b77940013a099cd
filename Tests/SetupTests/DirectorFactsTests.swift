import Configuration
import Control
import Doctor
import Network
import Setup
import Testing

private func configuration(_ text: String) throws -> DirectorConfiguration {
  let loaded = load(text: Array(text.utf8), name: "t.conf")
  return try #require(loaded.configuration, "\(loaded.diagnostics.map(\.message))")
}

private let web = """
  virtual_server 192.168.3.108 80 {
    lb_algo wrr
    lb_kind NAT
    persistence_timeout 300
    protocol TCP
    real_server 10.0.0.2 80 {
      weight 3
      TCP_CHECK {
      }
    }
    real_server 10.0.0.3 80 {
      maintenance
    }
  }
  """

@Suite struct DirectorFactsTests {
  @Test func aVirtualServerIsAService() throws {
    let facts = DirectorFacts(try configuration(web), file: "t.conf", identity: "lb1")
    let service = try #require(facts.services.first)
    #expect(service.name == ServiceName("tcp", v4(192, 168, 3, 108), 80))
    #expect(service.location == "t.conf:1:1")
    #expect(service.scheduler == "wrr")
    #expect(service.method == .nat)
    #expect(service.persistence == 300)
    #expect(service.realServers.map(\.weight) == [3, 1])
    #expect(service.realServers[0].checks.map(\.kind) == ["TCP_CHECK"])
    #expect(service.realServers[0].checks.map(\.port) == [80])
    #expect(service.realServers[0].location == "t.conf:6:3")
    #expect(service.realServers[1].maintenance != nil)
    #expect(facts.daemon == nil)
    #expect(facts.identity == "lb1")
  }

  @Test func aGroupGivesOneServiceForEachEntry() throws {
    let facts = DirectorFacts(
      try configuration(
        """
        virtual_server_group web {
          192.168.3.108 80
          fwmark 7
        }
        virtual_server group web {
          lb_algo rr
          lb_kind DR
          protocol TCP
          real_server 192.168.3.2 80 {
          }
        }
        """))
    #expect(facts.services.map(\.name.description) == ["tcp 192.168.3.108:80", "fwmark 7"])
    #expect(facts.services.allSatisfy { $0.realServers.map(\.method) == [.directRouting] })
  }

  @Test func forwardedChecksHaveTheirMark() throws {
    let facts = DirectorFacts(
      try configuration(
        web.replacing("weight 3", with: "weight 3\ncheck_path both 192.168.3.108")))
    let server = facts.services[0].realServers[0]
    #expect(server.checks.map(\.path) == ["both"])
    #expect(server.checkMark != nil)
    #expect(server.checkAddress == v4(192, 168, 3, 108))
    #expect(server.checkPort == 80)
    #expect(facts.services[0].realServers[1].checkMark == nil)
  }

  @Test func aVirtualRouterHasItsAddressesAndPeers() throws {
    let facts = DirectorFacts(
      try configuration(
        """
        vrrp_sync_group pair {
          group {
            outside
          }
        }
        vrrp_instance outside {
          interface eth0
          virtual_router_id 51
          version 3
          advert_int 0.2
          priority 150
          nopreempt
          unicast_src_ip 192.168.3.1
          unicast_peer {
            192.168.3.2
          }
          virtual_ipaddress {
            192.168.3.108/24
          }
          virtual_ipaddress_excluded {
            10.0.0.1/24 dev eth1
          }
        }
        global_defs {
          lvs_sync_daemon eth1 outside
        }
        """))
    let instance = try #require(facts.instances.first)
    #expect(instance.interface == "eth0")
    #expect(instance.virtualRouter == 51)
    #expect(instance.version == 3)
    #expect(instance.priority == 150)
    #expect(instance.interval == 0.2)
    #expect(instance.doesNotPreempt == true)
    #expect(instance.group == "pair")
    #expect(instance.unicastPeers == ["192.168.3.2"])
    #expect(instance.addresses.map(\.address) == [v4(192, 168, 3, 108), v4(10, 0, 0, 1)])
    #expect(instance.addresses[1].interface == "eth1")
    #expect(facts.syncDaemon?.interface == "eth1")
  }
}

@Suite struct StatusFactsTests {
  @Test func aDaemonTellsHowTheyStand() throws {
    var facts = DirectorFacts(try configuration(web))
    let check = CheckStatus(
      kind: "TCP_CHECK", destination: "10.0.0.2:80", state: .failing, result: "connection refused")
    let down = RealServerStatus(
      endpoint: "10.0.0.2:80", forwarding: "NAT", state: .down, since: 1,
      weight: WeightStatus(configured: 3, wanted: nil, kernel: nil), checks: [check])
    let server = VirtualServerStatus(
      name: "tcp 192.168.3.108:80",
      services: [ServiceStatus(key: "tcp 192.168.3.108:80", scheduler: "wrr", inKernel: true)],
      realServers: [down],
      quorum: QuorumStatus(met: false, since: 1, required: 1, hysteresis: 0, weight: 0))
    var daemon = DaemonStatus(
      pid: 1, since: 1, configurationFile: "t.conf", configurationLoaded: 1, shadow: true)
    daemon.repairs = 2
    daemon.stateDirectoryTrouble = "write into /var/lib/directord: Read-only file system"
    facts.add(Status(daemon: daemon, virtualServers: [server]))
    let service = facts.services[0]
    #expect(service.trouble == "its quorum is not met: weight 0 of 1")
    #expect(service.realServers[0].state == "down")
    #expect(service.realServers[0].checks[0].state == "failing")
    #expect(service.realServers[0].checks[0].result == "connection refused")
    #expect(service.realServers[1].state == nil)
    #expect(facts.daemon?.isShadow == true)
    #expect(facts.daemon?.owned == [service.name])
    #expect(facts.daemon?.repairs == 2)
    #expect(facts.daemon?.stateDirectoryTrouble == daemon.stateDirectoryTrouble)
  }
}

private func v4(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32) -> Address {
  .v4(a << 24 | b << 16 | c << 8 | d)
}
