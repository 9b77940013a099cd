import Doctor
import Network
import System
import Testing

@Suite struct FactsReaderTests {
  @Test func thisMachineHasALoopback() throws {
    let reader = FactsReader(role: .realServer, client: Address("127.0.0.1"))
    reader.readMachine()
    reader.readRoutes(
      ofRealServerWith: [try #require(Address("127.0.0.1"))], [], director: Address("127.0.0.1"))
    let facts = reader.finished()
    #expect(facts.links?.contains { $0.name == "lo" } == true)
    #expect(facts.settings?["net.ipv4.ip_forward"] != nil)
    #expect(facts.kernel?.release.isEmpty == false)
    #expect(facts.counters?.second != nil)
    #expect(facts.routes?.map(\.type) == ["local", "local"])
    #expect(facts.routes?.map(\.output) == ["lo", "lo"])
  }
}
