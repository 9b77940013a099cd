import Configuration
import Testing

struct ComparisonTests {
  private func changes(_ old: String, _ new: String) throws -> [String] {
    try differences(
      from: #require(loaded(old).configuration), to: #require(loaded(new).configuration))
  }

  private func service(_ inner: String) -> String {
    "virtual_server 192.0.2.1 80 {\nlb_algo rr\nlb_kind NAT\nprotocol TCP\n\(inner)\n}\n"
  }

  @Test func aFileThatOnlyMovesHasNoChange() throws {
    let text = service("real_server 10.0.0.2 80 { }")
    #expect(try changes(text, "# comment\n\n" + text) == [])
  }

  @Test func aWeightIsToldWithItsServer() throws {
    let found = try changes(
      service("real_server 10.0.0.2 80 { weight 1\n}"),
      service("real_server 10.0.0.2 80 { weight 3\n}"))
    #expect(
      found == [
        "virtual server 192.0.2.1 80 TCP: real server 10.0.0.2 80: weight changes from 1 to 3"
      ])
  }

  @Test func serversThatComeAndGoAreNamed() throws {
    let found = try changes(
      service("real_server 10.0.0.2 80 { }"), service("real_server 10.0.0.3 80 { }"))
    #expect(
      found == [
        "virtual server 192.0.2.1 80 TCP: real server 10.0.0.2 80 is removed",
        "virtual server 192.0.2.1 80 TCP: real server 10.0.0.3 80 (weight 1, lvs_method NAT) "
          + "is added",
      ])
  }

  @Test func aCheckIsComparedFieldByField() throws {
    let found = try changes(
      service("real_server 10.0.0.2 80 { TCP_CHECK { retry 1\n} }"),
      service("real_server 10.0.0.2 80 { TCP_CHECK { retry 2\n} }"))
    #expect(
      found == [
        "virtual server 192.0.2.1 80 TCP: real server 10.0.0.2 80: TCP_CHECK: retry changes "
          + "from 1 to 2"
      ])
  }

  @Test func anInstancesAddressesAndPriorityAreTold() throws {
    let instance = { (priority: Int, addresses: String) in
      """
      vrrp_instance A {
      interface eth0
      virtual_router_id 1
      priority \(priority)
      virtual_ipaddress {
      \(addresses)
      }
      }
      """
    }
    let found = try changes(
      instance(100, "192.0.2.1/24\n192.0.2.2/24"), instance(90, "192.0.2.1/24\n192.0.2.3/24"))
    #expect(
      found == [
        "instance A: priority changes from 100 to 90",
        "instance A: virtual_ipaddress: 192.0.2.2/24 is removed",
        "instance A: virtual_ipaddress: 192.0.2.3/24 is added",
      ])
    let moved = try changes(
      instance(100, "192.0.2.1/24\n192.0.2.2/24"), instance(100, "192.0.2.2/24\n192.0.2.1/24"))
    #expect(moved == ["instance A: virtual_ipaddress: the order changes"])
  }
}
