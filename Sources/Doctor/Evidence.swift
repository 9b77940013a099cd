import Network

// Facts as the tools of the kernel print them.

extension AddressFacts {
  /// `inet 192.168.3.108/24 dev lo`, after `ip -brief address`.
  var line: String {
    let flags = (flags ?? []).map { " \($0)" }.joined()
    return
      "\(address.isIPv6 ? "inet6" : "inet") \(address)/\(prefixLength)\(flags) dev \(interface)"
  }
}

extension RouteFacts {
  /// `192.168.3.10 from 10.0.0.2 via 192.168.3.254 dev eth0 src 192.168.3.1`, after `ip route get`.
  var line: String {
    var words = [destination.description]
    if let source { words.append("from \(source)") }
    if let input { words.append("iif \(input)") }
    if let type, type != "unicast" { words.insert(type, at: 0) }
    if let gateway { words.append("via \(gateway)") }
    if let output { words.append("dev \(output)") }
    if let preferredSource { words.append("src \(preferredSource)") }
    if let refusal { words.append("\(refusal)") }
    return words.joined(separator: " ")
  }
}

extension NeighborFacts {
  /// `192.168.3.2 dev eth0 lladdr 1e:b3:00:00:00:02 REACHABLE`, after `ip neighbour`.
  var line: String {
    "\(address) dev \(interface)\(hardwareAddress.map { " lladdr \($0)" } ?? "") \(state)"
  }
}

extension ListenerFacts {
  /// `LISTEN tcp 10.0.0.2:80 nginx pid 812`, after `ss -lntup`.
  var line: String {
    let who = program.map { " \($0)" } ?? ""
    return "\(transport == "tcp" ? "LISTEN" : "UNCONN") \(transport) "
      + "\(Endpoint(address, port: port))\(who)\(pid.map { " pid \($0)" } ?? "")"
  }
}

extension WalkFacts.Step {
  /// The packet with its sender on the link: `… SYN (3), from 1e:b3:00:00:00:02`
  var lineWithSender: String { from.map { "\(line), from \($0)" } ?? line }
}

extension ProbeFacts {
  /// `forwarded 192.168.3.108:80 for 192.168.3.2: silence`
  var line: String {
    let place = port.map { Endpoint(destination, port: $0).description } ?? "\(destination)"
    let aim = realServer.map { " for \($0)" } ?? ""
    var words = "\(kind.rawValue) probe of \(place)\(aim)"
    if let source { words += " from \(source)" }
    words += ": \(outcome.rawValue)"
    if let icmpType { words += ", ICMP \(icmpType)/\(icmpCode ?? 0)" }
    if let reporter { words += " from \(reporter)" }
    return words + (detail.map { " (\($0))" } ?? "")
  }
}

extension AddressAnswer {
  /// `192.168.3.108 is at 1e:b3:00:00:00:02 on eth0`
  func line(_ hardware: some CustomStringConvertible) -> String {
    "\(address) is at \(hardware) on \(interface)"
  }
}

extension HeardFacts.Advert {
  /// `eth0 192.168.3.2 > 224.0.0.18: VRRPv3, vrid 51, prio 100, intvl 1s, ttl 255, 192.168.3.108`
  var line: String {
    "\(interface) \(source) > \(destination): VRRPv\(version), vrid \(virtualRouter), "
      + "prio \(priority), intvl \(interval)s, ttl \(timeToLive)"
      + (addresses.isEmpty ? "" : ", \(addresses.shortList(of: 4))")
  }
}

extension Address {
  var isIPv6: Bool { family == .ipv6 }
}

extension CounterFacts {
  /// `["IpInAddrErrors +4"]`; nothing unless it has grown.
  func grown(_ names: String...) -> [String] {
    names.compactMap { name in
      guard let growth = growth(of: name), growth > 0 else { return nil }
      return "\(name) +\(growth)"
    }
  }
}

/// `net.ipv4.ip_forward = 0`, as sysctl prints it.
func settingLine(_ name: String, _ value: some CustomStringConvertible) -> String {
  "\(name) = \(value)"
}

extension Int {
  /// By how much a counter has grown; 0 if it was begun anew. Never overflows.
  func growth(since before: Int) -> Int {
    guard self > before else { return 0 }
    let (growth, overflow) = subtractingReportingOverflow(before)
    return overflow ? .max : growth
  }
}

/// `9 s`; whatever a document says.
func wholeSeconds(_ seconds: Double) -> String {
  seconds >= 0 && seconds < 1e9 ? "\(Int(seconds)) s" : "\(seconds) s"
}
