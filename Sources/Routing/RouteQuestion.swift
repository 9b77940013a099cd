package import Network

/// Where the kernel's routes lead a packet: `RTM_GETROUTE`.
package struct RouteQuestion: Hashable, Sendable {
  package var address: Address
  /// The packet's source; nil: the kernel's choice.
  package var source: Address?
  /// The index of the interface by which the packet comes in; nil: it is this machine's own.
  package var input: UInt32?
  /// 0: none.
  package var mark: UInt32
  /// The answer is the route as it stands in its table (`RTM_F_FIB_MATCH`, kernel 4.19), which shows
  /// all next hops, not the one that this packet takes.
  package var asksForTheEntry: Bool

  package init(
    to address: Address, from source: Address? = nil, input: UInt32? = nil, mark: UInt32 = 0,
    asksForTheEntry: Bool = false
  ) {
    self.address = address
    self.source = source
    self.input = input
    self.mark = mark
    self.asksForTheEntry = asksForTheEntry
  }

  package var message: UInt16 { Wire.Message.getRoute }

  package func append(to bytes: inout [UInt8]) {
    let sourceLength = UInt8((source?.bytes.count ?? 0) * 8)
    bytes += [
      Wire.number(address.family), UInt8(address.bytes.count * 8), sourceLength, 0, 0, 0, 0, 0,
    ]
    bytes.appendHost(asksForTheEntry ? Wire.Route.entry : UInt32(0))
    bytes.append(attribute: Wire.Route.destination, bytes: address.bytes)
    if let source { bytes.append(attribute: Wire.Route.from, bytes: source.bytes) }
    if let input { bytes.append(attribute: Wire.Route.input, input) }
    if mark != 0 { bytes.append(attribute: Wire.Route.mark, mark) }
  }
}

/// What the kernel answers to a `RouteQuestion`.
package enum RouteAnswer: Hashable, Sendable {
  case route(Found)
  /// errno, positive: `EXDEV` if the check of the way back drops the packet, `ENETUNREACH`, …
  case refused(Int32)

  package struct Found: Hashable, Sendable {
    package var kind: Route.Kind
    package var nextHops: [Route.NextHop]
    /// `RTA_PREFSRC`
    package var preferredSource: Address?
    /// Bytes, if the route bounds them.
    package var mtu: UInt32?

    package init(
      kind: Route.Kind, nextHops: [Route.NextHop] = [], preferredSource: Address? = nil,
      mtu: UInt32? = nil
    ) {
      self.kind = kind
      self.nextHops = nextHops
      self.preferredSource = preferredSource
      self.mtu = mtu
    }
  }

  /// From the message that answers the question; nil if it is something else or cut short.
  package init?(_ message: NetlinkMessage) {
    if message.type == NetlinkMessage.errorType, let answer = message.answer {
      self = .refused(answer.number)
      return
    }
    // An answer for one packet has RTM_F_CLONED, which a route in a table has not.
    guard message.type == Wire.Message.newRoute,
      let kind = message.payload.byte(7).flatMap(Route.Kind.init), message.payload.count >= 12
    else { return nil }
    var found = Found(kind: kind)
    var only = Route.NextHop()
    var reader = AttributeReader(message.payload.dropFirst(12))
    while let attribute = reader.next() {
      switch attribute.type {
      case Wire.Route.source: found.preferredSource = Address(bytes: attribute.value)
      case Wire.Route.metrics:
        // RTAX_MTU
        found.mtu = attribute.nested.first { $0.type == 2 }?.integer(UInt32.self)
      case Wire.Route.nextHops: found.nextHops = Route.NextHop.all(in: attribute.value)
      default: only.take(attribute)
      }
    }
    guard !reader.isMalformed else { return nil }
    if found.nextHops.isEmpty, only.interface != nil { found.nextHops = [only] }
    self = .route(found)
  }
}

extension Route.NextHop {
  /// From the answer; nil if the address is this machine's own, or none is led to.
  package init?(answer message: NetlinkMessage) {
    guard case .route(let found) = RouteAnswer(message), found.kind == .unicast,
      let hop = found.nextHops.first
    else { return nil }
    self = hop
  }
}
