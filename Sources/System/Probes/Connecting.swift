import CLinux
import Glibc
import Health
import Network

/// A probe's socket on its way to the server, or the verdict that came in its stead.
enum Connecting: ~Copyable {
  case begun(Descriptor)
  case ended(Verdict)
  /// It failed at once: nothing has left this machine.
  case blocked(Verdict)

  /// Begins to connect as the probe's path says. Never waits.
  init(_ probe: Probe, _ kind: SocketKind = .stream) {
    switch Connecting(unconnected: probe, kind) {
    case .ended(let verdict): self = .ended(verdict)
    case .blocked(let verdict): self = .blocked(verdict)
    case .begun(let descriptor):
      var destination = probe.path.destination
      // To a socket that knows no ports it must name none.
      if kind == .echo { destination.port = 0 }
      let answer = SocketAddress(destination, scope: probe.path.scope).withPointer {
        connect(descriptor.number, $0, $1)
      }
      if answer == 0 || errno == EINPROGRESS {
        self = .begun(descriptor)
      } else if isOfThisMachine(errno) {
        self = .blocked(probe.verdict(connecting: errno))
      } else {
        self = .ended(probe.verdict(connecting: errno))
      }
    }
  }

  /// A socket that is bound as the probe's path says, and not connected.
  init(unconnected probe: Probe, _ kind: SocketKind = .stream) {
    var path = probe.path
    if let forwarding = path.forwarding, path.source == nil, !path.endsHere {
      path.source = path.forwardedSource
      guard path.source != nil else {
        self = .ended(.notMade("\(probe.subject): \(path.lacksSource(forwarding))"))
        return
      }
    }
    let family = path.destination.address.family
    var number = kind.open(family)
    if number < 0, kind == .echo { number = SocketKind.rawEcho.open(family) }
    guard number >= 0 else {
      self = .ended(probe.lacking(errno))
      return
    }
    let descriptor = Descriptor(owning: number)
    guard number < firstReservedDescriptor else {
      self = .ended(probe.lacking(EMFILE))
      return
    }
    // A host that cannot be reached is told by ICMP, and to a datagram's sender only on request.
    if kind != .stream {
      _ =
        family == .ipv4
        ? set(number, CInt(IPPROTO_IP), IP_RECVERR, to: 1)
        : set(number, CInt(IPPROTO_IPV6), IPV6_RECVERR, to: 1)
    }
    if path.isBound, let reason = bind(number, path) {
      self = .ended(.notMade(reason))
    } else {
      self = .begun(descriptor)
    }
  }
}

enum SocketKind {
  case stream
  case datagram
  /// The kernel's echo socket, for those whom `net.ipv4.ping_group_range` allows it, or else a raw
  /// one, for those with CAP_NET_RAW.
  case echo
  case rawEcho

  fileprivate func open(_ family: Family) -> CInt {
    socket(
      family.domain, type | CInt(CLINUX_NONBLOCK),
      transport(family))
  }

  private var type: CInt {
    switch self {
    case .stream: CInt(CLINUX_STREAM)
    case .datagram, .echo: CInt(CLINUX_DATAGRAM)
    case .rawEcho: CInt(CLINUX_RAW)
    }
  }

  private func transport(_ family: Family) -> CInt {
    switch self {
    case .stream, .datagram: 0
    case .echo, .rawEcho: family == .ipv4 ? CInt(IPPROTO_ICMP) : CInt(IPPROTO_ICMPV6)
    }
  }
}

extension Probe.Path {
  /// The plain case, decided once: nothing is to be set before the connection.
  fileprivate var isBound: Bool {
    source != nil || sourcePort != 0 || interface != nil || firewallMark != 0
  }

  fileprivate func lacksSource(_ forwarding: Forwarding) -> String {
    "this machine has no \(destination.address.family) address towards \(forwarding.realServer) but the "
      + "virtual one: give its interface one of its own, or write bindto"
  }

  /// A link-local address means nothing without its interface.
  var scope: UInt32 {
    guard let interface, destination.address.isLinkLocal else { return 0 }
    return if_nametoindex(interface)
  }
}

/// What `connect` or `send` answers at once if this machine has no route or its own firewall forbids
/// it. An ICMP message, or a neighbor that does not answer, comes later.
func isOfThisMachine(_ number: CInt) -> Bool {
  [EPERM, EACCES, ENETUNREACH, EHOSTUNREACH].contains(number)
}

/// The error that a socket holds; 0 is none.
func pendingError(of descriptor: CInt) -> CInt {
  var error: CInt = 0
  var size = socklen_t(MemoryLayout<CInt>.size)
  return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno
}

/// Sets what the path asks for; the reason in words if it cannot be had.
private func bind(_ socket: CInt, _ path: Probe.Path) -> String? {
  if path.firewallMark != 0,
    !set(socket, SOL_SOCKET, SO_MARK, to: CInt(bitPattern: path.firewallMark))
  {
    return "fwmark \(path.firewallMark): \(reason())"
  }
  if let interface = path.interface {
    let answer = setsockopt(
      socket, SOL_SOCKET, SO_BINDTODEVICE, interface, socklen_t(interface.utf8.count))
    guard answer == 0 else { return "bind_if \(interface): \(reason())" }
  }
  guard path.source != nil || path.sourcePort != 0 else { return nil }
  // A port that is named may still be held by the probe before; one that is not is chosen when the
  // connection is, so that as many probes as there are servers and ports may share an address.
  if path.sourcePort != 0 {
    _ = set(socket, SOL_SOCKET, SO_REUSEADDR, to: 1)
  } else {
    _ = set(socket, CInt(IPPROTO_IP), IP_BIND_ADDRESS_NO_PORT, to: 1)
  }
  let family = path.destination.address.family
  let source = Endpoint(path.source ?? family.unspecified, port: path.sourcePort)
  let answer = SocketAddress(source, scope: path.sourceScope).withPointer {
    Glibc.bind(socket, $0, $1)
  }
  return answer == 0 ? nil : "bindto \(source): \(reason())"
}

extension Probe.Path {
  fileprivate var sourceScope: UInt32 {
    guard let interface, let source, source.isLinkLocal else { return 0 }
    return if_nametoindex(interface)
  }
}

extension Family {
  /// `0.0.0.0`, `::`
  fileprivate var unspecified: Address {
    switch self {
    case .ipv4: .v4(0)
    case .ipv6: .v6(0)
    }
  }
}

private func set(_ socket: CInt, _ level: CInt, _ option: CInt, to value: CInt) -> Bool {
  var value = value
  return setsockopt(socket, level, option, &value, socklen_t(MemoryLayout<CInt>.size)) == 0
}

private func reason() -> String { String(cString: strerror(errno)) }
