import BFD
import Configuration
import IPVS
import Network
import Routing
import Testing
import VRRP

private func server(_ lines: String = "", target: String = "192.0.2.1 80", reals: [String])
  -> String
{
  let servers = reals.map { "real_server \($0) {\nTCP_CHECK {\n}\n}\n" }.joined()
  return
    "virtual_server \(target) {\nlb_algo rr\nlb_kind TUN\nprotocol TCP\n\(lines)\n\(servers)}\n"
}

private func addresses(_ server: VirtualServer) -> [String] {
  server.realServers.map { "\($0.endpoint.address)" }
}

struct FlagTests {
  @Test(arguments: ["1", "0", "x", "off"])
  func aFlagOfAVirtualServerHoldsWhateverFollowsIt(argument: String) throws {
    let lines = "alpha \(argument)\ninhibit_on_failure \(argument)\nomega \(argument)"
    let result = loaded(server(lines, reals: ["10.0.0.2 80"]))
    let found = try #require(result.configuration?.virtualServers.first)
    #expect(found.realServers[0].startsDown && found.realServers[0].inhibitsOnFailure)
    #expect(found.notifiesAtStop)
    #expect(result.diagnostics.count { $0.code == .surplusArgument } == 3)
  }

  @Test(arguments: ["1", "0", "x"])
  func whatKeepalivedTakesForOnIsOn(argument: String) {
    for word in ["vrrp_strict", "vrrp_skip_check_adv_addr"] {
      let result = loaded("global_defs {\n\(word) \(argument)\n}\n")
      #expect(result.configuration != nil)
      #expect(result.diagnostics.map(\.severity) == [.warning])
    }
  }

  @Test(arguments: [
    ("dynamic_interfaces true", "'true' is no argument of 'dynamic_interfaces'"),
    ("lvs_flush_on_stop yes", "'yes' is no argument of 'lvs_flush_on_stop': the line is ignored"),
    ("no_checker_emails 1", "'1' is no argument of 'no_checker_emails'"),
  ])
  func aWrongArgumentIsNamed(line: String, message: String) {
    let result = loaded("global_defs {\n\(line)\n}\n")
    #expect(result.configuration?.global.atStop == .removeOurs)
    #expect(messages(result).first?.contains(message) == true, "\(messages(result))")
    let right = loaded(
      "global_defs {\ndynamic_interfaces allow_if_changes\nlvs_flush_on_stop VS\n}\n")
    #expect(messages(right) == [])
  }
}

struct SharedServiceTests {
  @Test func realServersOfASecondVirtualServerJoinTheFirst() throws {
    let result = loaded(
      server(reals: ["10.0.0.2 80", "10.0.0.3 80"]) + server(reals: ["10.0.0.3 80", "10.0.0.4 80"]))
    let servers = try #require(result.configuration?.virtualServers)
    #expect(servers.count == 1)
    #expect(addresses(servers[0]) == ["10.0.0.2", "10.0.0.3", "10.0.0.4"])
    #expect(result.diagnostics.contains { $0.code == .definedTwice && $0.severity == .warning })
  }

  @Test func aGroupThatIsSharedInPartServesEachAddressByItself() throws {
    let group = "virtual_server_group g {\n192.0.2.1 80\n192.0.2.2 80\n}\n"
    let result = loaded(
      group + server(target: "group g", reals: ["10.0.0.2 80"]) + server(reals: ["10.0.0.3 80"]))
    let configuration = try #require(result.configuration)
    let found = Dictionary(
      configuration.virtualServers.map { ($0.services.map(\.description), addresses($0)) },
      uniquingKeysWith: { first, _ in first })
    #expect(
      found == [
        ["tcp 192.0.2.1:80"]: ["10.0.0.2", "10.0.0.3"], ["tcp 192.0.2.2:80"]: ["10.0.0.2"],
      ])
    let again = try #require(loaded(configuration.printed).configuration)
    #expect(again.unplaced == configuration.unplaced)
  }

  @Test func aMarkWithTunnelsToBothFamiliesIsOfIPv4() throws {
    let both = server(target: "fwmark 83", reals: ["2001:db8::2 80", "10.0.0.2 80"])
    let six = server(target: "fwmark 83", reals: ["2001:db8::2 80", "2001:db8::3 80"])
    let servers = try #require(loaded(six + both).configuration?.virtualServers)
    #expect(servers.map(\.services) == [[.firewallMark(83, .ipv6)], [.firewallMark(83, .ipv4)]])
    #expect(servers.map(\.realServers.count) == [2, 2])
  }

  @Test func aMarkOfAGroupServesBothFamiliesAfterPrinting() throws {
    let group = "virtual_server_group g {\nfwmark 40\nfwmark 42\n}\n"
    let text =
      group + server("ip_family inet", target: "group g", reals: ["10.0.0.2 80"])
      + server("ip_family inet6", target: "group g", reals: ["2001:db8::2 80"])
    let configuration = try #require(loaded(text).configuration)
    #expect(configuration.virtualServers.count == 2)
    let again = try #require(
      loaded(configuration.printed).configuration, "\(configuration.printed)")
    #expect(again.unplaced == configuration.unplaced, "\(configuration.printed)")
  }
}

struct RuleFormTests {
  @Test func rulesWithoutAPreferenceAreNumberedAsByKeepalived() throws {
    let text = """
      vrrp_instance a {
        interface eth0
        virtual_router_id 1
        virtual_ipaddress {
          192.0.2.1
        }
        virtual_rules {
          from 192.0.2.0/24 table 7
          inet6 iif eth0 table 7
          to 192.0.2.0/24 table 7 preference 5
        }
      }
      static_rules {
        from 198.51.100.0/24 table 8
      }
      """
    let result = loaded(text)
    let configuration = try #require(result.configuration)
    #expect(configuration.routers[0].rules.map(\.priority) == [16_384, 16_384, 5])
    #expect(configuration.election.rules.map(\.priority) == [16_383])
    #expect(result.diagnostics.count { $0.message.contains("names no preference") } == 3)
  }

  @Test func aRuleMayBeInvertedAndComeFromAnywhere() throws {
    let text =
      "static_rules {\nnot from 192.0.2.0/24 table 7 preference 5\nfrom default to any iif eth0 table 7 preference 6\n}\n"
    let result = loaded(text)
    #expect(messages(result) == [])
    let rules = try #require(result.configuration?.election.rules)
    #expect(rules.map(\.isInverted) == [true, false])
    #expect(rules[1].from == nil && rules[1].to == nil)
    #expect(loaded(result.configuration?.printed ?? "").configuration?.election.rules == rules)
  }

  @Test(
    arguments: [
      ("rtt 100ms", 800), ("rtt 1.5s", 12_000), ("rtt 300", 300), ("rttvar 75ms", 300),
      ("rto_min 5s", 5_000),
    ] as [(String, UInt32)])
  func aRoundTripIsATimeOrTheKernelsNumber(option: String, value: UInt32) throws {
    let result = loaded("static_routes {\n192.0.2.0/24 dev eth0 \(option)\n}\n")
    #expect(
      result.configuration?.election.routes.first.map { Array($0.route.path.values.values) } == [
        value
      ])
  }

  @Test(arguments: ["rtt ms", "rtt 1e3s", "rtt 121s", "rtt -1s", "rtt 0ms", "rtt 1.2.3s"])
  func aRoundTripThatIsNoneIsAnError(option: String) {
    #expect(loaded("static_routes {\n192.0.2.0/24 dev eth0 \(option)\n}\n").configuration == nil)
  }
}

struct SessionFormTests {
  @Test func aNeighbourMayHaveASessionForEachSource() throws {
    let text = """
      bfd_instance a {
        neighbor_ip 192.0.2.2
        source_ip 192.0.2.1/30
      }
      bfd_instance b {
        neighbor_ip 192.0.2.2
        source_ip 192.0.2.3
      }
      """
    let result = loaded(text)
    let sessions = try #require(result.configuration?.sessions)
    #expect(sessions.map(\.source) == [Address("192.0.2.1"), Address("192.0.2.3")])
    #expect(messages(result) == ["an address has no prefix length here: '/30' is ignored"])
    #expect(
      loaded(text + "bfd_instance c {\nneighbor_ip 192.0.2.2\nsource_ip 192.0.2.3\n}\n")
        .configuration == nil)
  }
}

struct NamespaceTests {
  @Test func namespacesAreReadAndPrinted() throws {
    let result = loaded("net_namespace lb1\nnet_namespace_ipvs front\nnet_namespace other\n")
    let configuration = try #require(result.configuration)
    #expect(configuration.global.namespaces == Namespaces(own: "lb1", table: .named("front")))
    #expect(messages(result) == ["a second 'net_namespace' is ignored"])
    #expect(configuration.printed == "net_namespace lb1\nnet_namespace_ipvs front\n")
    #expect(loaded("net_namespace_ipvs\n").configuration?.global.namespaces.table == .initial)
  }

  @Test(arguments: ["net_namespace a/b", "net_namespace ..", "net_namespace \"\"", "net_namespace"])
  func aNamespaceThatIsNoneIsAnError(line: String) {
    #expect(loaded(line + "\n").configuration == nil)
  }
}

struct ContinuedDefinitionTests {
  @Test(arguments: [
    "$X= 192.0.2.1 \\\n# first\n 192.0.2.2 \\\n   \n 192.0.2.3\n",
    "$X= 192.0.2.1 \\ # first\n 192.0.2.2 \\   ! second\n 192.0.2.3\n",
  ])
  func aCommentDoesNotEndADefinition(definition: String) throws {
    let text =
      definition
      + "vrrp_instance a {\ninterface eth0\nvirtual_router_id 1\nvirtual_ipaddress {\n$X\n}\n}\n"
    let result = loaded(text)
    let router = try #require(result.configuration?.routers.first)
    #expect(router.instance.router.addresses.count == 3)
    #expect(messages(result).count == 2)
    #expect(messages(result).allSatisfy { $0.contains("keepalived 2.4 ends it here") })
  }

  @Test func anEmptyLineEndsADefinition() {
    let result = loaded("$X=a \\\n\nglobal_defs {\nrouter_id $X\n}\n")
    #expect(result.configuration?.global.routerIdentifier == "a")
  }
}
