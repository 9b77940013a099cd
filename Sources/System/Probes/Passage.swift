import CLinux
import Glibc
import Health
import Network

/// What the kernel must let pass for the answer to a probe through IPVS to come in.
///
/// With DR and TUN it comes from the virtual address, which is this machine's own if it is in
/// charge: a martian source, which IPv4 drops without a word unless `accept_local` is set for the
/// interface that it comes by (net/ipv4/fib_frontend.c, `fib_validate_source`). IPv6 does not look.
package struct Passage {
  /// `check_accept_local`: it is set if it must be.
  package var isOpened = false {
    didSet { if !isOpened { close() } }
  }
  private var settings = InterfaceSettings()
  private var wanted: InterfaceSettings.Values = [:]
  /// The own addresses whose interfaces have been seen to.
  private var seen: Set<Address> = []
  /// When the last of them was: answers to earlier probes may have been dropped.
  private var openedAt: Instant?

  /// Before a probe.
  mutating func open(for path: Probe.Path, at now: Instant) {
    guard isOpened, path.isAnsweredAsMartian, let source = path.forwardedSource,
      !seen.contains(source)
    else { return }
    seen.insert(source)
    guard let interface = interface(of: source), !accepts(on: interface) else { return }
    openedAt = now
    wanted[InterfaceSetting("accept_local", .ipv4, of: interface)] = 1
    _ = settings.makeTrue(wanted)
  }

  /// What was set is put back.
  private mutating func close() {
    wanted = [:]
    seen = []
    _ = settings.makeTrue(wanted)
  }

  /// If no answer could come in, that none came says nothing of the server.
  mutating func judged(_ verdict: Verdict, of attempt: Attempt) -> Verdict {
    let path = attempt.probe.path
    let address = path.destination.address
    guard case .failed = verdict, path.isAnsweredAsMartian,
      !attempt.probe.hasHeard(in: attempt.phases),
      ownAddress(towards: address) == address, let source = path.forwardedSource,
      let interface = interface(of: source),
      !accepts(on: interface) || openedAt.map({ attempt.started < $0 }) ?? false
    else { return verdict }
    // Somebody took it back: it is set again for the next probe.
    seen.remove(source)
    return .notMade(
      "\(attempt.probe.subject): the answer would come from \(address), which is this machine's own "
        + "address, and the kernel drops it: write check_accept_local into global_defs, or set "
        + "net.ipv4.conf.\(interface).accept_local to 1")
  }

  private func accepts(on interface: String) -> Bool {
    ["all", interface].contains {
      InterfaceSettings.value(of: InterfaceSetting("accept_local", .ipv4, of: $0)) == 1
    }
  }
}

extension Probe.Path {
  /// A masked answer has the real server's address until the kernel has let it in.
  fileprivate var isAnsweredAsMartian: Bool {
    switch forwarding?.method {
    case .directRouting, .tunnel: destination.address.family == .ipv4 && !endsHere
    case .masquerade, nil: false
    }
  }

  /// Where a probe through IPVS is sent from: `bindto`, or as to the real server itself. Left to the
  /// kernel it would be the virtual address, whose answers go to whoever has it. nil if there is no
  /// other, or only one of another family.
  var forwardedSource: Address? {
    if let source { return source }
    guard let forwarding, let own = ownAddress(towards: forwarding.realServer),
      own.family == destination.address.family, own != destination.address
    else { return nil }
    return own
  }
}

/// The address of this machine that the kernel would send from; nil if it has no way there.
/// Nothing is sent.
func ownAddress(towards address: Address) -> Address? {
  let number = socket(address.family.domain, CInt(CLINUX_DATAGRAM), 0)
  guard number >= 0 else { return nil }
  let descriptor = Descriptor(owning: number)
  let answer = SocketAddress(Endpoint(address, port: 9)).withPointer {
    connect(descriptor.number, $0, $1)
  }
  guard answer == 0 else { return nil }
  var storage = sockaddr_storage()
  var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
  return withUnsafeMutablePointer(to: &storage) { storage in
    let pointer = UnsafeMutableRawPointer(storage).assumingMemoryBound(to: sockaddr.self)
    guard getsockname(descriptor.number, pointer, &size) == 0 else { return nil }
    return SocketAddress(pointer)?.endpoint.address
  }
}

/// The interface that has one of this machine's addresses.
private func interface(of address: Address) -> String? {
  var list: UnsafeMutablePointer<ifaddrs>?
  guard getifaddrs(&list) == 0 else { return nil }
  defer { freeifaddrs(list) }
  var entry = list
  while let current = entry {
    if let found = current.pointee.ifa_addr, SocketAddress(found)?.endpoint.address == address {
      // An old label has a number after the interface: `eth0:1`.
      return String(cString: current.pointee.ifa_name).split(separator: ":").first.map {
        String($0)
      }
    }
    entry = current.pointee.ifa_next
  }
  return nil
}
