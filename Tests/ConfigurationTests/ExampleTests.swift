import Configuration
import Foundation
import IPVS
import Network
import Testing

/// The examples that are shipped.
struct ExampleTests {
  private static let directory = Files.repository.appending(path: "Config")

  @Test(arguments: ["directord.conf", "nat.conf", "ftp.conf", "fwmark.conf"])
  func anExampleLoadsWithoutADiagnostic(_ name: String) throws {
    let bytes = try #require(Files.bytes(Self.directory.appending(path: name)))
    let result = load(text: bytes, name: name)
    #expect(result.diagnostics.map { $0.rendered() } == [])
    #expect(result.configuration?.virtualServers.isEmpty == false)
  }

  @Test func theNATExampleIsTheTopologyThatItSays() throws {
    let bytes = try #require(Files.bytes(Self.directory.appending(path: "nat.conf")))
    let server = try #require(
      load(text: bytes, name: "nat.conf").configuration?.virtualServers.first)
    #expect(server.services.map(\.description) == ["tcp 192.168.3.108:80"])
    #expect(server.settings.scheduler == "wrr")
    #expect(server.realServers.map(\.endpoint.description) == ["10.0.0.2:80", "10.0.0.3:80"])
    #expect(server.realServers.allSatisfy { $0.settings.forwarding == .masquerade })
  }
}
