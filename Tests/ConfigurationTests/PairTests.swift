import Configuration
import Foundation
import Network
import Testing
import VRRP

/// The example of a NAT pair, as each of its directors reads it.
@Test(arguments: [("lb1", UInt8(150)), ("lb2", 100)])
func thePairsExampleLoadsWithoutADiagnostic(host: String, priority: UInt8) throws {
  let file = Files.repository.appending(path: "Config/pair.conf")
  let bytes = try #require(Files.bytes(file))
  let result = load(text: bytes, name: "pair.conf", context: Context(identifier: host))
  #expect(result.diagnostics.map { $0.rendered() } == [])
  let configuration = try #require(result.configuration)
  #expect(configuration.routers.map(\.name) == ["outside", "inside"])
  #expect(configuration.routers.map(\.instance.interface) == ["eth0", "eth1"])
  #expect(configuration.routers.map(\.instance.router.priority) == [priority, priority])
  let held = configuration.routers.flatMap(\.instance.router.held).map { "\($0.address)" }
  #expect(held == ["192.168.3.108", "10.0.0.1"])
  #expect(configuration.syncGroups.map(\.group.members) == [["outside", "inside"]])
}
