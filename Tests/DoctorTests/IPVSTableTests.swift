import Doctor
import IPVS
import Network
import Testing

@Suite struct IPVSTableTests {
  @Test func aDumpGivesServicesByName() {
    var observed = IPVS.Observation()
    let web = ServiceKey.endpoint(.tcp, Endpoint("192.168.3.108", port: 80))
    let mark = ServiceKey.firewallMark(7, .ipv6)
    var service = VirtualService(
      settings: ServiceSettings(
        scheduler: .weightedRoundRobin, flags: .onePacket,
        persistence: Persistence(timeout: 300, granularity: 32)))
    service.destinations[Endpoint("10.0.0.3", port: 80)] = DestinationSettings(
      weight: 0, forwarding: .tunnel(Tunnel(.gue(port: 6080))), upperThreshold: 9)
    service.destinations[Endpoint("10.0.0.2", port: 80)] = DestinationSettings()
    observed.table.services = [web: service, mark: VirtualService(settings: ServiceSettings())]
    var counted = Statistics()
    counted.packetsIn = 12
    observed.services[web] = counted
    let found = KernelServiceFacts.all(in: observed)
    #expect(found.map(\.name.description) == ["fwmark 7 (IPv6)", "tcp 192.168.3.108:80"])
    #expect(found[1].packetsIn == 12)
    #expect(found[1].persistence == 300)
    #expect(found[1].isOnePacket == true)
    #expect(found[1].destinations.map(\.address) == ["10.0.0.2", "10.0.0.3"])
    #expect(found[1].destinations.map(\.method) == [.nat, .tunnel])
    #expect(found[1].destinations[1].tunnel == "gue")
    #expect(found[1].destinations[1].tunnelPort == 6080)
    #expect(found[1].destinations[1].upperThreshold == 9)
  }
}
