package import Network

/// An address on an interface (`RTM_NEWADDR`, `struct ifaddrmsg`).
package struct InterfaceAddress: Hashable, Sendable {
  /// The interface's index.
  package var interface: UInt32
  package var address: Address
  /// 0…32 or 0…128; the peer's, if there is one.
  package var length: UInt8
  /// The other end of a point-to-point link.
  package var peer: Address?
  /// IPv4 alone.
  package var broadcast: UInt32?
  /// IPv4 alone, at most 15 bytes, and it begins with the interface's name; nil asks for that name.
  package var label: String?
  /// IPv4 alone: of an IPv6 address the kernel makes the scope itself.
  package var scope: Scope
  package var flags: Flags
  /// Seconds; 0: no connection is begun from it; `forever`.
  package var preferredLifetime: UInt32
  /// Seconds; `forever`.
  package var validLifetime: UInt32
  /// A kernel before 5.18 ignores it, and tells `unknown`.
  package var owner: Owner

  package static let forever = UInt32.max

  /// An address to be held. IPv6's /128 is deprecated from the start, so that it serves and nothing
  /// is sent from it unasked, and is not looked for on the segment: its other holder may live.
  package init(
    _ address: Address, length: UInt8, on interface: UInt32, peer: Address? = nil,
    broadcast: UInt32? = nil, label: String? = nil, scope: Scope = .universe,
    flags: Flags? = nil, preferredLifetime: UInt32? = nil, owner: Owner = .directord
  ) {
    self.interface = interface
    self.address = address
    self.length = length
    self.peer = peer
    self.broadcast = broadcast
    self.label = label
    self.scope = scope
    self.flags = flags ?? (address.family == .ipv6 ? .noDetection : [])
    let isDeprecated = address.family == .ipv6 && length == 128
    self.preferredLifetime = preferredLifetime ?? (isDeprecated ? 0 : Self.forever)
    validLifetime = Self.forever
    self.owner = owner
  }

  /// `IFA_F_*`
  package struct Flags: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// IPv4: another one of its network came first, and takes this along when it goes unless
    /// `promote_secondaries` is set. IPv6: temporary.
    package static let secondary = Flags(rawValue: 0x1)
    /// `nodad`: duplicate address detection is left out (RFC 4862 §5.4).
    package static let noDetection = Flags(rawValue: 0x2)
    /// Somebody else on the segment has it: it does not serve.
    package static let duplicate = Flags(rawValue: 0x8)
    /// Mobile IPv6.
    package static let home = Flags(rawValue: 0x10)
    package static let deprecated = Flags(rawValue: 0x20)
    /// Detection has not ended: it does not serve yet.
    package static let tentative = Flags(rawValue: 0x40)
    package static let permanent = Flags(rawValue: 0x80)
    /// `mngtmpaddr`
    package static let managesTemporary = Flags(rawValue: 0x100)
    package static let noPrefixRoute = Flags(rawValue: 0x200)
    /// `autojoin`
    package static let joinsMulticast = Flags(rawValue: 0x400)

    /// What may be asked for; the others the kernel tells.
    package static let settable: Flags = [
      .noDetection, .home, .managesTemporary, .noPrefixRoute, .joinsMulticast,
    ]
  }

  /// What tells it from others. The kernel has an IPv6 address once on an interface, whatever its
  /// prefix.
  package struct Key: Hashable, Sendable {
    package var interface: UInt32
    package var address: Address
    package var length: UInt8
    package var peer: Address?
  }

  package var key: Key {
    switch address {
    case .v4: Key(interface: interface, address: address, length: length, peer: peer)
    case .v6: Key(interface: interface, address: address, length: 128, peer: nil)
    }
  }

  /// `+` and `-` of `brd`: the network's last address, or its first. nil for IPv6.
  package static func broadcast(
    of address: Address, length: UInt8, allOnes: Bool = true
  ) -> UInt32? {
    guard case .v4(let bits) = address else { return nil }
    let mask = Prefix.mask(length: Int(length))
    return allOnes ? bits | ~mask : bits & mask
  }

  /// True if `found` serves as what this asks for: only what the kernel tells back is compared.
  package func isMade(by found: InterfaceAddress) -> Bool {
    guard key == found.key, length == found.length, peer == found.peer else { return false }
    guard flags.contains(.noPrefixRoute) == found.flags.contains(.noPrefixRoute) else {
      return false
    }
    switch address {
    case .v4:
      return scope == found.scope && broadcast == found.broadcast
        && (label == nil || label == found.label)
    case .v6:
      // One that is preferred for a time is deprecated after it.
      let isAsPreferred =
        preferredLifetime == 0
        ? found.preferredLifetime == 0
        : found.preferredLifetime > 0 || preferredLifetime != Self.forever
      return isAsPreferred && !found.flags.contains(.duplicate)
    }
  }
}

/// How far an address or a route reaches (`RT_SCOPE_*`).
package struct Scope: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// `global`
  package static let universe = Scope(rawValue: 0)
  package static let site = Scope(rawValue: 200)
  package static let link = Scope(rawValue: 253)
  package static let host = Scope(rawValue: 254)
  package static let nowhere = Scope(rawValue: 255)
}
