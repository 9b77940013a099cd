import IPVS
import Network
import Testing

struct ChangesTests {
  @Test(arguments: UInt64(0)..<300) func theChangesMakeOneTableTheOther(seed: UInt64) {
    var source = TableSource(seed: seed)
    let (found, desired) = (source.table(), source.table())
    var table = found
    for command in found.changes(to: desired) {
      #expect(isPossible(command, in: table))
      table.apply(command)
    }
    #expect(table == desired)
    #expect(desired.changes(to: desired).isEmpty)
  }

  /// As the kernel sees it: what is new must not be there, what is edited or deleted must.
  private func isPossible(_ command: Command, in table: Table) -> Bool {
    switch command {
    case .newService(let key, _): table[key] == nil
    case .setService(let key, _), .deleteService(let key): table[key] != nil
    case .newDestination(let key, let endpoint, _):
      table[key] != nil && table[key]?.destinations[endpoint] == nil
    case .setDestination(let key, let endpoint, _), .deleteDestination(let key, let endpoint):
      table[key]?.destinations[endpoint] != nil
    case .flush, .zero, .setTimeouts, .startDaemon, .stopDaemon: false
    }
  }

  @Test func whatServesMoreComesBeforeWhatServesLess() {
    let (a, b, c, d) = (v4(10, 0, 0, 1), v4(10, 0, 0, 2), v4(10, 0, 0, 3), v4(10, 0, 0, 4))
    let old = VirtualService(
      settings: .init(),
      destinations: [a: .init(weight: 1), b: .init(weight: 1), c: .init(weight: 1)])
    let new = VirtualService(
      settings: .init(scheduler: .sourceHashing),
      destinations: [b: .init(weight: 0), c: .init(weight: 2), d: .init(weight: 1)])
    #expect(
      Table([web: old]).changes(to: Table([web: new])) == [
        .setService(web, new.settings),
        .newDestination(web, d, .init(weight: 1)),
        .setDestination(web, c, .init(weight: 2)),
        .setDestination(web, b, .init(weight: 0)),
        .deleteDestination(web, a),
      ])
  }

  @Test func whatTheKernelKeepsOtherwiseIsNoDifference() {
    let local = DestinationSettings(forwarding: .localNode)
    #expect(local.serves(as: DestinationSettings(forwarding: .directRouting)))
    #expect(!DestinationSettings(forwarding: .directRouting).serves(as: local))
    let checked = DestinationSettings(forwarding: .tunnel(Tunnel(.ipip, checksum: .full)))
    #expect(DestinationSettings(forwarding: .ipip).serves(as: checked))
    #expect(!DestinationSettings(weight: 2).serves(as: DestinationSettings(weight: 1)))
  }

  @Test func keysAndObjectsHaveOneOrder() {
    let keys: [ServiceKey] = [
      .endpoint(.tcp, v4(192, 0, 2, 1)), .endpoint(.tcp, v6(1)), .endpoint(.udp, v4(1, 0, 0, 1)),
      .firewallMark(1, .ipv4), .firewallMark(1, .ipv6), .firewallMark(2, .ipv4),
    ]
    #expect(keys.reversed().sorted() == keys)
    let objects: [TableObject] = [
      .service(web), .destination(web, v4(10, 0, 0, 1)), .destination(web, v4(10, 0, 0, 2)),
    ]
    #expect(objects.reversed().sorted() == objects)
  }
}
