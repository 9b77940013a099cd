import Configuration
import Control
import Election
import IPVS
import Network
import Routing
import Testing
import VRRP

@testable import directord

private let start = Instant(nanoseconds: 0)
private let eth0 = Link(
  index: 2, name: "eth0", flags: [.up, .running, .lowerUp],
  hardware: HardwareAddress(bytes: [2, 0, 0, 0, 0, 1][...]))
private let own = InterfaceAddress(.v4(0xc000_0203), length: 24, on: 2, owner: .unknown)

/// A director that is master under a plan, and a kernel that is as it wants it.
private struct Standing {
  var plan: ElectionPlan
  var election = Election()
  var view = KernelView(
    links: [eth0], addresses: [own], routes: StandingRoutes(routes: [], rules: []),
    isOurs: { $0.owner == .directord })
  var now = start

  init(_ plan: ElectionPlan, isMaster: Bool = true) {
    self.plan = plan
    _ = view.make(Wanted(plan, election, plan.belongings))
    _ = election.handle(.configured(plan.settings), at: start)
    _ = view.make(wanted)
    for name in plan.interfaces {
      _ = election.handle(.interfaceChanged(name, view.interface(named: name)), at: start)
    }
    _ = election.handle(.started(drained: false), at: start)
    while isMaster, election.held.isEmpty, let deadline = election.deadline {
      now = deadline
      _ = election.handle(.deadline, at: deadline)
    }
    _ = view.make(wanted)
  }

  var wanted: Wanted { Wanted(plan, election, plan.belongings) }

  func foresight(of next: ElectionPlan) -> Foresight {
    Foresight(of: next, election, wanted: wanted, view, at: now)
  }

  /// What a plan's page would say.
  func lines(_ next: ElectionPlan) -> [String] {
    var report = PlanReport(observation: Observation())
    report.add(foresight(of: next))
    return report.operations.filter { !$0.object.hasPrefix("vrrp_instance") }.map(\.line)
  }
}

extension PlannedOperation {
  /// `add route 10.0.0.0/8 via …`; with a mark if it waits for the election.
  fileprivate var line: String {
    (moment == .afterElection ? "later " : "") + "\(action) \(object)"
  }
}

private let routes = """
  virtual_routes {
      10.0.0.0/8 via 192.0.2.9 dev eth0
  }
  virtual_rules {
      from 192.0.2.1 table 100
  }

  """

@Test func theSamePlanChangesNothingInTheKernel() throws {
  for words in ["", routes, "use_vmac", "no_accept"] {
    let standing = Standing(try planOfOneInstance(words))
    #expect(!standing.election.held.isEmpty)
    #expect(standing.lines(standing.plan).isEmpty, "\(words)")
  }
}

@Test func routesAndRulesOfAMasterComeAndGoAtOnce() throws {
  #expect(
    Standing(try planOfOneInstance()).lines(try planOfOneInstance(routes)) == [
      "add route 10.0.0.0/8 via 192.0.2.9 dev eth0",
      "add rule from 192.0.2.1/32 lookup 100 priority 16384",
    ])
  #expect(
    Standing(try planOfOneInstance(routes)).lines(try planOfOneInstance()) == [
      "remove route 10.0.0.0/8 via 192.0.2.9 dev eth0",
      "remove rule from 192.0.2.1/32 lookup 100 priority 16384",
    ])
}

@Test func aBackupsRoutesAreNoConcernOfTheKernel() throws {
  #expect(
    Standing(try planOfOneInstance(), isMaster: false).lines(try planOfOneInstance(routes)).isEmpty)
}

@Test func whatIsStaticComesWhoeverIsMaster() throws {
  let next = try planOfOneInstance(
    outside: """
      static_ipaddress {
          192.0.2.50/24 dev eth0
      }
      static_routes {
          blackhole 10.9.0.0/16
      }

      """)
  #expect(
    Standing(try planOfOneInstance(), isMaster: false).lines(next)
      == ["add address 192.0.2.50/24 on eth0", "add route blackhole 10.9.0.0/16"])
}

@Test func aMastersAddressMovesToItsNewInterface() throws {
  #expect(
    Standing(try planOfOneInstance()).lines(try planOfOneInstance("use_vmac")) == [
      "add interface vrrp.7", "change interface vrrp.7",
      "remove address 192.0.2.1/24 on eth0", "add address 192.0.2.1/24 on vrrp.7",
    ])
  #expect(
    Standing(try planOfOneInstance("use_vmac")).lines(try planOfOneInstance()) == [
      "remove address 192.0.2.1/24 on vrrp.7", "add address 192.0.2.1/24 on eth0",
      "remove interface vrrp.7",
    ])
}

@Test func whatAnAddedInstanceHoldsComesOnceItIsElected() throws {
  let added = try planOfOneInstance(
    outside: """
      vrrp_instance b {
          interface eth0
          virtual_router_id 8
          use_vmac
          virtual_ipaddress {
              192.0.2.2/24
          }
          virtual_routes {
              10.7.0.0/16 via 192.0.2.9 dev eth0
          }
      }

      """)
  #expect(
    Standing(try planOfOneInstance()).lines(added) == [
      "add interface vrrp.8", "later change interface vrrp.8",
      "later add address 192.0.2.2/24 on vrrp.8",
      "later add route 10.7.0.0/16 via 192.0.2.9 dev eth0",
    ])
}

@Test func whatARemovedMasterHoldsGoes() throws {
  let standing = Standing(try planOfOneInstance(routes))
  let nothing = ElectionPlan(DirectorConfiguration(), uptime: .zero)
  #expect(
    standing.lines(nothing) == [
      "remove address 192.0.2.1/24 on eth0", "remove route 10.0.0.0/8 via 192.0.2.9 dev eth0",
      "remove rule from 192.0.2.1/32 lookup 100 priority 16384",
    ])
  let transitions = standing.foresight(of: nothing).outlook.transitions
  #expect(transitions.map(\.to) == [.leaving, .initialize])
}

@Test func whatIsDroppedFromNowOnIsTold() throws {
  #expect(
    Standing(try planOfOneInstance()).lines(try planOfOneInstance("no_accept")) == [
      "add packet filter for 192.0.2.1"
    ])
  #expect(
    Standing(try planOfOneInstance()).lines(try planOfOneInstance("promote_secondaries")) == [
      "change interface eth0"
    ])
}

@Test func trackersThatBeginEndOrBeginAnewAreTold() throws {
  let old = try oneInstance(
    "track_file {\n f\n }\n track_process {\n p\n }",
    outside: "track_file f {\n file /tmp/f\n }\n vrrp_track_process p {\n process sshd\n }")
  let new = try oneInstance(
    "track_file {\n f\n }\n track_script {\n s\n }",
    outside: "track_file f {\n file /tmp/g\n }\n vrrp_script s {\n script \"/bin/true\"\n }")
  var report = PlanReport(observation: Observation())
  report.compare(Tracked(old), Tracked(new))
  #expect(
    report.operations.map(\.line)
      == ["add vrrp_script s", "change track_file f", "remove vrrp_track_process p"])
  var same = PlanReport(observation: Observation())
  same.compare(Tracked(old), Tracked(old))
  #expect(same.operations.isEmpty)
}

@Test func sessionsThatBeginEndOrBeginAnewAreTold() throws {
  let text = { (neighbor: String, name: String) in
    """
    bfd_instance a {
        neighbor_ip \(neighbor)
    }
    bfd_instance \(name) {
        neighbor_ip 192.0.2.8
    }

    """
  }
  let old = try oneInstance(outside: text("192.0.2.9", "b"))
  let new = try oneInstance(outside: text("192.0.2.10", "c"))
  var report = PlanReport(observation: Observation())
  report.compare(old.sessions, new.sessions)
  #expect(
    report.operations.map(\.line)
      == ["remove bfd_instance b", "add bfd_instance c", "change bfd_instance a"])
}
