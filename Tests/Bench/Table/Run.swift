import Glibc
import IPVS
import Network
import System

/// `directord-table-bench SERVICES DESTINATIONS [shadow]`: programs an empty kernel table, changes every
/// weight, dumps it, and prints milliseconds: those of the kernel with our encoding, and those of
/// the reconciler alone. The services are those of ipvsctl.c.
func run(arguments: [String]) -> Int32 {
  let numbers = arguments.dropFirst().compactMap { Int($0) }
  let isShadow = arguments.contains("shadow")
  guard numbers.count == 2, let services = numbers.first, let destinations = numbers.last else {
    print("usage: directord-table-bench SERVICES DESTINATIONS [shadow]")
    return 64
  }
  do throws(TableError) {
    let kernel: any TableEdge = if isShadow { ShadowTable() } else { try KernelTable() }
    let bench = TableBench(kernel, services: services, destinations: destinations)
    try bench.run()
    return 0
  } catch {
    print(error)
    return 1
  }
}

private final class TableBench {
  private let kernel: any TableEdge
  private let wanted: Table
  private var reconciler = Reconciler()
  private let clock = ContinuousClock()

  init(_ kernel: any TableEdge, services: Int, destinations: Int) {
    self.kernel = kernel
    var table = Table()
    for index in 0..<services {
      var service = VirtualService(settings: ServiceSettings(scheduler: .weightedRoundRobin))
      for place in (index * destinations)..<((index + 1) * destinations) {
        let address = Address.v4(0x7f01_0000 + UInt32(clamping: place))
        service.destinations[Endpoint(address, port: 8080)] = DestinationSettings()
      }
      let address = Address.v4(0x0ac8_0000 + UInt32(clamping: index))
      table[.endpoint(.tcp, Endpoint(address, port: 80))] = service
    }
    wanted = table
  }

  func run() throws(TableError) {
    try turn("add") {
      for (key, service) in wanted.services { reconciler.want(key, service) }
    }
    for weight: UInt32 in [2, 3] {
      try turn("weights to \(weight)") {
        for (key, service) in wanted.services {
          for endpoint in service.destinations.keys {
            reconciler.want(endpoint, of: key, DestinationSettings(weight: weight))
          }
        }
      }
    }
    let start = clock.now
    let found = try kernel.observe().table
    let dumped = clock.now
    let repairs = reconciler.looked(at: found.services.keys, found)
    print("dump: \(words(dumped - start)), compared in \(words(clock.now - dumped))")
    guard repairs.isEmpty, found == reconciler.desired else {
      print("the kernel's table is not what was wanted: \(repairs.count) differences")
      return
    }
    try turn("remove") { for key in wanted.services.keys { reconciler.want(key, nil) } }
  }

  private func turn(_ name: String, _ want: () -> Void) throws(TableError) {
    let now = Instant(nanoseconds: 0)
    var (count, complaints) = (0, 0)
    var (compared, sent) = (Duration.zero, Duration.zero)
    let start = clock.now
    want()
    let wanted = clock.now
    while reconciler.hasMore {
      let begun = clock.now
      let commands = reconciler.pending(at: now, limit: 256)
      let ready = clock.now
      let refusals = try kernel.apply(commands)
      sent += clock.now - ready
      compared += ready - begun
      complaints += reconciler.applied(commands, refusals: refusals, at: now).count
      count += commands.count
    }
    let done = clock.now
    print(
      "\(name): \(count) commands in \(words(done - start)), of which wanted "
        + "\(words(wanted - start)), compared \(words(compared)), sent \(words(sent)); "
        + "\(complaints) complaints")
  }

  private func words(_ duration: Duration) -> String {
    let microseconds = duration.nanoseconds / 1000
    return "\(microseconds / 1000).\(microseconds % 1000 / 100) ms"
  }
}
