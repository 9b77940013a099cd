import Doctor
import Network
import Routing
import System

/// `walk SECONDS CLIENT VIRTUAL REAL [trace]`: prints what a walk has seen; CLIENT may be "anybody".
func walk(_ arguments: [String]) throws(SystemError) -> Int32 {
  let addresses = arguments.dropFirst().map { Address($0) }
  guard let seconds = arguments.first.flatMap(Int.init), addresses.count >= 3,
    let virtual = addresses[1], let real = addresses[2]
  else {
    print("usage: directord-edge walk SECONDS CLIENT VIRTUAL REAL [trace]")
    return 64
  }
  let capture = try WalkCapture(
    WalkSubject(client: addresses[0], virtualAddresses: [virtual], realServers: [real]))
  let trace = arguments.last == "trace" ? addresses[0].map { KernelTrace(of: $0) } : nil
  print("walking")
  let began = MonotonicClock.now
  try capture.follow(until: began + .seconds(seconds)) {
    trace?.advance()
    return false
  }
  let took = MonotonicClock.now - began
  trace?.end()
  let facts = capture.facts
  for step in facts.steps { print(step.words) }
  let client = capture.record.subject.client.map { "\($0)" } ?? "nobody"
  print("client \(client), \(facts.steps.count) shapes, missed \(facts.missed)")
  let seen = facts.steps.reduce(0) { $0 + $1.count }
  print("seen \(seen), took \(took.inSeconds) s")
  for line in trace?.facts.evidence() ?? [] { print(line) }
  return 0
}

/// `heard SECONDS [ABSENT…]`: prints what was heard of directors, and frames for absent addresses.
func heard(_ arguments: [String]) throws(SystemError) -> Int32 {
  let seconds = arguments.first.flatMap(Int.init) ?? 3
  let capture = try HeardCapture(absent: Set(arguments.dropFirst().compactMap { Address($0) }))
  print("listening")
  let poller = try Poller(capacity: 1)
  try poller.add(capture.descriptor, for: .readable, token: 0)
  let deadline = MonotonicClock.now + .seconds(seconds)
  while MonotonicClock.now < deadline {
    if try !poller.wait(until: deadline).isEmpty { try capture.advance() }
  }
  let facts = capture.facts
  for advert in facts.adverts {
    let own = advert.isOwn == true ? " own" : ""
    print(
      "advert \(advert.interface) \(advert.source) router \(advert.virtualRouter) priority "
        + "\(advert.priority) version \(advert.version) ttl \(advert.timeToLive) "
        + "count \(advert.count)\(own)")
  }
  for message in facts.syncMessages {
    print("sync \(message.source) id \(message.syncID) count \(message.count)")
  }
  for frame in facts.strayFrames ?? [] {
    print("stray \(frame.interface) \(frame.from) to \(frame.destination) count \(frame.count)")
  }
  return 0
}

/// `answers INTERFACE ADDRESS…`: prints which hardware addresses answer for each.
func answers(_ arguments: [String]) throws(SystemError) -> Int32 {
  let kernel = try KernelRouting()
  let link = try interface(arguments.first ?? "", kernel)
  var facts = Facts(role: .director, host: "edge", takenAt: 0)
  facts.links = try kernel.links().map {
    LinkFacts(name: $0.name, index: Int($0.index), isUp: $0.isUp, hardwareAddress: $0.hardware)
  }
  facts.addresses = try kernel.addresses().compactMap { address in
    address.interface == link.index
      ? AddressFacts(
        interface: link.name, address: address.address, prefixLength: Int(address.length)) : nil
  }
  facts.director = DirectorFacts(instances: [
    InstanceFacts(
      name: "edge", interface: link.name, virtualRouter: 1,
      addresses: arguments.dropFirst().compactMap { text in
        Address(text).map { VirtualAddressFacts(address: $0, prefixLength: 32) }
      })
  ])
  let began = MonotonicClock.now
  let answers = try AddressProbes.answers(
    to: facts.addressQuestions, own: facts.hardwareAddresses)
  for answer in answers {
    print("\(answer.address) on \(answer.interface): \(answer.by.joined(separator: " "))")
  }
  print("took \((MonotonicClock.now - began).inSeconds) s")
  return 0
}

/// `blast INTERFACE CLIENT VIRTUAL RATE SECONDS`: sends SYNs, RATE a second, from ever other ports.
func blast(_ arguments: [String]) throws(SystemError) -> Int32 {
  guard arguments.count == 5, case .v4? = Address(arguments[1]), case .v4? = Address(arguments[2]),
    let client = Address(arguments[1]), let virtual = Address(arguments[2]),
    let rate = Int(arguments[3]), rate > 0, let seconds = Int(arguments[4])
  else {
    print("usage: directord-edge blast INTERFACE CLIENT VIRTUAL RATE SECONDS")
    return 64
  }
  let link = try interface(arguments[0], try KernelRouting())
  let socket = try AnnouncementSocket()
  let began = MonotonicClock.now
  let end = began + .seconds(seconds)
  var (sent, refused) = (0, 0)
  while MonotonicClock.now < end {
    let due = Int((MonotonicClock.now - began).inSeconds * Double(rate))
    // A machine that cannot send so many stops in time all the same.
    while sent + refused < due, MonotonicClock.now < end {
      let frame = syn(client, virtual, port: UInt16(truncatingIfNeeded: sent))
      if socket.send(frame: frame, on: link.index) == nil { sent += 1 } else { refused += 1 }
    }
  }
  print("sent \(sent), refused \(refused)")
  return 0
}

private func syn(_ client: Address, _ virtual: Address, port: UInt16) -> [UInt8] {
  let header: [UInt8] = [0x45, 0, 0, 40, 0, 1, 0, 0, 64, 6, 0, 0] + client.bytes + virtual.bytes
  let sum = networkOrder(checksum(of: header))
  return HardwareAddress.broadcast.bytes + [2, 0, 0, 0, 0, 1, 8, 0] + header.prefix(10) + sum
    + header.dropFirst(12) + networkOrder(port) + [0, 80, 0, 0, 0, 1, 0, 0, 0, 0]
    + [0x50, 2, 0xfa, 0xf0, 0, 0, 0, 0]
}

extension WalkFacts.Step {
  /// `eth0 in syn 192.168.3.10:40001 > 192.168.3.108:80 ×3`
  fileprivate var words: String {
    let packet = WalkFacts.Quoted(
      from: source, sourcePort, to: destination, destinationPort)
    var all = ["\(interface) \(direction.rawValue) \(self.packet.rawValue) \(packet)"]
    if let type { all.append("icmp \(type)/\(code ?? 0)") }
    if let about { all.append("about \(about)") }
    if let inner { all.append("\(tunnel ?? "") \(inner)") }
    all.append("from \(from ?? "-") to \(to ?? "-") count \(count)")
    return all.joined(separator: " ")
  }
}
