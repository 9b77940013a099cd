import Doctor
import Network
import Testing

@Suite struct GrowthTests {
  private func document(at seconds: Double, packets: UInt64, adverts: Int) -> Facts {
    var facts = Facts(role: .director, host: "lb1", takenAt: seconds)
    facts.counters = CounterFacts(
      first: ["IpInAddrErrors": packets], second: ["IpInAddrErrors": packets + 1], interval: 0.1)
    var service = KernelServiceFacts(name: ServiceName("tcp", "192.168.3.108", 80))
    service.packetsIn = packets
    service.later = KernelServiceFacts.Totals(connections: 0, packetsIn: packets, packetsOut: 0)
    facts.ipvs = IPVSFacts(services: [service])
    var instance = InstanceFacts(name: "outside", interface: "eth0", virtualRouter: 51)
    instance.received = adverts
    instance.dropped = ["hopLimit": adverts]
    facts.director = DirectorFacts(instances: [instance])
    return facts
  }

  @Test func anEarlierDocumentIsTheFirstReading() {
    var facts = document(at: 160, packets: 30, adverts: 9)
    facts.count(since: document(at: 100, packets: 10, adverts: 4).counted)
    #expect(facts.counters?.growth(of: "IpInAddrErrors") == 20)
    #expect(facts.counters?.interval == 60)
    #expect(facts.ipvs?.services[0].packetsIn == 10)
    #expect(facts.ipvs?.services[0].later?.packetsIn == 30)
    #expect(facts.director?.instances[0].received == 4)
    #expect(facts.director?.instances[0].later?.received == 9)
    #expect(facts.director?.instances[0].later?.dropped == ["hopLimit": 9])
  }

  @Test func whatCountsFromZeroIsNotCompared() {
    var facts = document(at: 160, packets: 3, adverts: 1)
    facts.count(since: document(at: 100, packets: 10, adverts: 4))
    #expect(facts.ipvs?.services[0].packetsIn == 3)
    #expect(facts.director?.instances[0].later == nil)
    var alone = document(at: 160, packets: 3, adverts: 1)
    let before = alone
    alone.count(since: Facts(role: .director, host: "lb1", takenAt: 1))
    #expect(alone == before)
  }
}
