package import Network

/// A network interface as the kernel tells of it (`RTM_NEWLINK`, `struct ifinfomsg`).
package struct Link: Hashable, Sendable {
  /// From 1. An interface that goes and comes again has another one.
  package var index: UInt32
  /// At most 15 bytes.
  package var name: String
  package var flags: Flags
  /// nil if it is not six bytes long, as on loopback tunnels or InfiniBand.
  package var hardware: HardwareAddress?
  /// Bytes.
  package var mtu: UInt32
  /// `ARPHRD_*`: 1 is Ethernet, 772 loopback.
  package var type: UInt16
  /// `vlan`, `macvlan`, `bond` …; nil for a plain card.
  package var kind: String?
  /// The index of what it lies on (a VLAN's or a macvlan's card); in another network namespace
  /// if the kind says so.
  package var parent: UInt32?
  /// A text that somebody gave it (`alias`).
  package var alias: String?
  /// The index of the bridge, bond or VRF that it belongs to.
  package var master: UInt32?
  /// Whether it forwards IPv6: announcements say so.
  package var isRouter: Bool

  package init(
    index: UInt32, name: String, flags: Flags = [], hardware: HardwareAddress? = nil,
    mtu: UInt32 = 0, type: UInt16 = 1, kind: String? = nil, parent: UInt32? = nil,
    master: UInt32? = nil, alias: String? = nil, isRouter: Bool = false
  ) {
    self.isRouter = isRouter
    self.index = index
    self.name = name
    self.flags = flags
    self.hardware = hardware
    self.mtu = mtu
    self.type = type
    self.kind = kind
    self.parent = parent
    self.master = master
    self.alias = alias
  }

  /// `IFF_*`
  package struct Flags: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Switched on by the administrator.
    package static let up = Flags(rawValue: 0x1)
    package static let loopback = Flags(rawValue: 0x8)
    package static let pointToPoint = Flags(rawValue: 0x10)
    /// The operational state is up or unknown (RFC 2863).
    package static let running = Flags(rawValue: 0x40)
    /// Nobody answers ARP or neighbour discovery here: nothing is announced.
    package static let noARP = Flags(rawValue: 0x80)
    package static let multicast = Flags(rawValue: 0x1000)
    /// There is a carrier.
    package static let lowerUp = Flags(rawValue: 0x10000)
  }

  /// Switched on, with a carrier, and not held back by 802.1X or a bond.
  package var isUp: Bool { flags.isSuperset(of: [.up, .running, .lowerUp]) }
}

extension Link {
  /// From a message's payload; nil if it is no interface's own state: a bridge's port, a
  /// radio's event, or bytes that are none.
  init?(_ payload: ArraySlice<UInt8>) {
    guard payload.byte(0) == 0, let index = payload.word(4), index > 0,
      let flags = payload.word(8),
      let type = payload.dropFirst(2).prefix(2).hostInteger(UInt16.self)
    else { return nil }
    self.init(index: index, name: "", flags: Flags(rawValue: flags), type: type)
    var reader = AttributeReader(payload.dropFirst(16))
    while let attribute = reader.next() { take(attribute) }
    guard !name.isEmpty, !reader.isMalformed else { return nil }
  }

  private mutating func take(_ attribute: Attribute) {
    switch attribute.type {
    case Wire.Link.name: name = attribute.text
    case Wire.Link.hardware: hardware = HardwareAddress(bytes: attribute.value)
    case Wire.Link.mtu: mtu = attribute.integer(UInt32.self) ?? 0
    case Wire.Link.parent: parent = attribute.integer(UInt32.self).flatMap { $0 == 0 ? nil : $0 }
    case Wire.Link.master: master = attribute.integer(UInt32.self).flatMap { $0 == 0 ? nil : $0 }
    case Wire.Link.alias: alias = attribute.text
    case Wire.Link.information:
      kind = attribute.nested.first { $0.type == Wire.Link.kind }.map(\.text)
    case Wire.Link.familySettings:
      let own = attribute.nested.first { $0.type == UInt16(Wire.inet6) }
      let settings = own?.nested.first { $0.type == Wire.Link.settings }
      isRouter = settings?.value.prefix(4).hostInteger(UInt32.self).map { $0 != 0 } ?? false
    default: break
    }
  }
}

/// The interface that carries a virtual router's hardware address: a macvlan in private mode, which
/// passes nothing to its siblings (keepalived's `use_vmac`).
package struct VirtualLink: Hashable, Sendable {
  /// At most 15 bytes: `vrrp.51`, `vrrp6.51`, or the configuration's.
  package var name: String
  package var hardware: HardwareAddress
  /// The index of the card below.
  package var parent: UInt32
  /// The index of what it comes to lie on: a macvlan on a macvlan lies on the card of that one.
  package var base: UInt32

  package init(name: String, hardware: HardwareAddress, parent: UInt32, base: UInt32? = nil) {
    self.name = name
    self.hardware = hardware
    self.parent = parent
    self.base = base ?? parent
  }

  /// On that interface.
  package init(name: String, hardware: HardwareAddress, parent: Link) {
    self.init(
      name: name, hardware: hardware, parent: parent.index,
      base: parent.kind == Self.kind ? parent.parent : nil)
  }

  private static let kind = "macvlan"
  /// What tells our own from others'.
  package static let alias = "directord"

  /// True if `link` is what this asks for, whoever made it.
  package func isMade(by link: Link) -> Bool {
    link.kind == Self.kind && link.name == name && link.hardware == hardware
      && link.parent == base
  }

  /// As the kernel tells of it once it is made: switched off.
  package func link(index: UInt32) -> Link {
    Link(index: index, name: name, hardware: hardware, kind: Self.kind, parent: base)
  }

  /// Whether an earlier turn has made it, or another daemon of ours that was killed.
  package static func isOurs(_ link: Link) -> Bool { link.kind == kind && link.alias == alias }

  func append(to bytes: inout [UInt8]) {
    bytes.appendLink(index: 0)
    bytes.append(attribute: Wire.Link.hardware, bytes: hardware.bytes)
    bytes.append(attribute: Wire.Link.parent, parent)
    bytes.append(attribute: Wire.Link.name, text: name)
    bytes.append(nested: Wire.Link.information) {
      $0.append(attribute: Wire.Link.kind, text: Self.kind)
      // MACVLAN_MODE_PRIVATE
      $0.append(nested: Wire.Link.data) { $0.append(attribute: Wire.Link.mode, UInt32(1)) }
    }
  }
}

extension [UInt8] {
  /// `struct ifinfomsg`
  mutating func appendLink(index: UInt32, flags: UInt32 = 0, change: UInt32 = 0) {
    append(contentsOf: [0, 0, 0, 0])
    appendHost(index)
    appendHost(flags)
    appendHost(change)
  }
}
