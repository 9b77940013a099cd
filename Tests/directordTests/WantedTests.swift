import Configuration
import Election
import Network
import Routing
import Testing
import VRRP

@testable import directord

private let routes = """
  virtual_routes {
      10.0.0.0/8 via 192.0.2.9 dev eth0
      blackhole 10.9.0.0/16
  }
  virtual_rules {
      from 192.0.2.1 table 100
  }

  """

private let start = Instant(nanoseconds: 0)

/// An election that is master as soon as nobody else is heard.
private func master(_ plan: ElectionPlan) -> Election {
  var election = Election()
  _ = election.handle(.configured(plan.settings), at: start)
  let interface = Interface(isUp: true, addresses: [.v4(0xc000_0203)])
  for name in plan.interfaces {
    _ = election.handle(.interfaceChanged(name, interface), at: start)
  }
  _ = election.handle(.started(drained: false), at: start)
  while let deadline = election.deadline, election.held.isEmpty {
    _ = election.handle(.deadline, at: deadline)
  }
  return election
}

@Test func routesAndRulesAreWantedWhereTheInstanceIsMaster() throws {
  let plan = try planOfOneInstance(routes)
  #expect(Wanted(plan, Election(), plan.belongings) == Wanted())
  let wanted = Wanted(plan, master(plan), plan.belongings)
  #expect(wanted.addresses.map(\.address.address) == [.v4(0xc000_0201)])
  #expect(wanted.routes.map(\.interface) == ["eth0", nil])
  #expect(wanted.rules.map(\.action) == [.lookUp(table: 100)])
}

@Test func whatIsStaticIsWantedFromTheStartAndOnce() throws {
  let plan = try planOfOneInstance(
    routes,
    outside: """
      static_ipaddress {
          192.0.2.50/24 dev eth0
      }
      static_routes {
          blackhole 10.9.0.0/16
      }
      static_rules {
          from 192.0.2.1 table 100 preference 16384
      }

      """)
  let wanted = Wanted(plan, Election(), plan.belongings)
  #expect(wanted.addresses.map(\.interface) == ["eth0"])
  #expect(wanted.routes.map(\.route.kind) == [.blackhole])
  #expect(wanted.rules.count == 1)
  let masters = Wanted(plan, master(plan), plan.belongings)
  #expect(masters.routes.map(\.route.kind) == [.blackhole, .unicast])
  #expect(masters.rules.count == 1)
}

@Test func aRouteLeadsOverItsInterfaceByNumberWhileThatIsUp() throws {
  let definition = try #require(try planOfOneInstance(routes).belongings.values.first?.routes.first)
  let up = Link(index: 5, name: "eth0", flags: .up)
  #expect(Route(definition) { $0 == "eth0" ? up : nil }?.nextHops.map(\.interface) == [5])
  #expect(Route(definition) { _ in Link(index: 5, name: "eth0") } == nil)
  #expect(Route(definition) { _ in nil } == nil)
}

@Test func whatIsKeptIsNamedAsIproute2NamesIt() throws {
  let plan = try planOfOneInstance(routes)
  let all = try #require(plan.belongings.values.first)
  let route = try #require(
    all.routes.first.flatMap { Route($0) { _ in Link(index: 5, name: "eth0", flags: .up) } })
  #expect(
    Subject.route(route).words { "link\($0)" } == "route 10.0.0.0/8 via 192.0.2.9 dev link5")
  #expect(
    all.rules.map { Subject.rule($0).words { _ in "" } }
      == ["rule from 192.0.2.1/32 lookup 100 priority 16384"])
  let held = HeldAddress(
    address: VirtualAddress(.v4(0xc000_0201), length: 24), interface: "eth0", accepts: true)
  #expect(Subject(held).words { _ in "" } == "address 192.0.2.1/24 of eth0")
}

@Test func aVirtualRoutersInterfaceIsThereFromTheStartAndOnWhereItIsMaster() throws {
  let plan = try planOfOneInstance("use_vmac")
  #expect(plan.interfaces == ["eth0", "vrrp.7"])
  var election = Election()
  _ = election.handle(.configured(plan.settings), at: start)
  #expect(Wanted(plan, election, plan.belongings).links.map(\.isUp) == [false])
  let wanted = Wanted(plan, master(plan), plan.belongings)
  #expect(wanted.links.map(\.isUp) == [true])
  #expect(wanted.links.map(\.families) == [[.ipv4]])
  #expect(wanted.addresses.map(\.interface) == ["vrrp.7"])
}

@Test func anInstanceWithoutItsOwnInterfaceIsInFault() throws {
  let plan = try planOfOneInstance("use_vmac")
  var election = master(plan)
  let effects = election.handle(.interfaceChanged("vrrp.7", nil), at: start + .seconds(9))
  let reasons = effects.compactMap { effect -> Router.TransitionReason? in
    if case .transition(let transition) = effect { transition.reason } else { nil }
  }
  #expect(reasons.map(\.description) == ["interface vrrp.7 does not exist"])
}

@Test func whatPromotesSecondariesIsTheInterfaceOfTheAddresses() throws {
  let plan = try planOfOneInstance("promote_secondaries")
  #expect(Wanted(plan, Election(), plan.belongings).promoting == ["eth0"])
}

@Test func whatIsNotAcceptedIsDroppedWhoeverIsMaster() throws {
  var expected = PacketFilter()
  expected.insert(.v4(0xc000_0201), on: "eth0")
  let silent = try planOfOneInstance("no_accept")
  var election = Election()
  _ = election.handle(.configured(silent.settings), at: start)
  #expect(Wanted(silent, election, silent.belongings).filter == expected)
  #expect(Wanted(silent, master(silent), silent.belongings).filter == expected)
  let accepted = try planOfOneInstance("accept")
  #expect(Wanted(accepted, master(accepted), accepted.belongings).filter.isEmpty)
}
