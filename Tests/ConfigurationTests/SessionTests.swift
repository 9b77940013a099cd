import BFD
import Network
import Testing
import VRRP

@testable import Configuration

private func session(_ text: String) throws -> (Loaded, SessionSettings?) {
  let loaded = load(text: Array("bfd_instance a {\n\(text)\n}\n".utf8), name: "a.conf")
  return (loaded, loaded.configuration?.sessions.first)
}

@Test func aSessionHasKeepalivedsDefaults() throws {
  let (loaded, session) = try session("neighbor_ip 192.0.2.1")
  #expect(loaded.diagnostics.isEmpty)
  #expect(session == SessionSettings(name: "a", neighbor: .v4(0xc000_0201)))
  #expect(session?.multiplier == 5 && session?.hopLimit == 255 && session?.greatestHops == 0)
}

@Test func everyWordOfASessionCounts() throws {
  let (loaded, session) = try session(
    """
    neighbour_ip 2001:db8::1
    source_ip 2001:db8::2
    min_rx 100
    min_tx 200
    idle_tx 3000
    multiplier 3
    passive
    hoplimit 7
    max_hops -1
    multihop
    weight 10
    """)
  let found = try #require(session)
  #expect(loaded.diagnostics.isEmpty)
  #expect(
    found.requiredReceive == .milliseconds(100) && found.desiredTransmit == .milliseconds(200))
  #expect(found.idleTransmit == .seconds(3) && found.multiplier == 3 && found.isPassive)
  #expect(found.hopLimit == 7 && found.greatestHops == nil && found.isMultihop)
  #expect(found.source == Address("2001:db8::2"))
}

@Test(arguments: [
  ("min_rx 10", "has no neighbour"),
  ("neighbor_ip 192.0.2.1\nsource_ip 2001:db8::1", "cannot speak to"),
  ("neighbor_ip 192.0.2.1\nmultiplier 0", "is not a number of packets"),
  ("neighbor_ip 192.0.2.1\nmin_rx 0", "is not a number of milliseconds"),
  ("neighbor_ip 192.0.2.1\n}\nbfd_instance b {\nneighbor_ip 192.0.2.1", "of another one"),
])
func aSessionThatCannotBeIsRefused(text: String, message: String) throws {
  let (loaded, _) = try session(text)
  #expect(loaded.configuration == nil)
  #expect(loaded.diagnostics.contains { $0.message.contains(message) })
}

@Test func aTrackedSessionBringsItsWeight() throws {
  let loaded = load(
    text: Array(
      """
      bfd_instance a {
          neighbor_ip 192.0.2.1
          weight -20
      }
      vrrp_instance one {
          interface eth0
          virtual_router_id 1
          virtual_ipaddress {
              192.0.2.100/24
          }
          track_bfd {
              a
          }
      }
      """.utf8), name: "a.conf")
  #expect(
    loaded.configuration?.routers.first?.instance.tracks == [
      Track(.session("a"), weight: -20)
    ])
}
