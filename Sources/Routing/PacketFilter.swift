package import Network

/// What is dropped on its way to addresses that are held without being accepted (Accept_Mode, RFC
/// 9568 §6.1): everything but neighbour discovery, which "MUST NOT be dropped" (§6.1). ARP is no
/// matter of this filter's.
///
/// It is one table of nf_tables, of our own, which stands whether this director is master or not, so
/// that an address is never there without it.
package struct PacketFilter: Hashable, Sendable {
  /// A link-local address is another on each link.
  package struct LinkLocal: Hashable, Sendable {
    package var address: Address
    /// 1…15 bytes; by name, so that one that comes later is meant too.
    package var interface: String

    package init(_ address: Address, on interface: String) {
      self.address = address
      self.interface = interface
    }
  }

  package private(set) var addresses: Set<Address> = []
  package private(set) var linkLocal: Set<LinkLocal> = []

  package init() {}

  /// Drops what is sent to this address, too.
  package mutating func insert(_ address: Address, on interface: String) {
    switch address {
    case .v4: addresses.insert(address)
    case .v6 where address.isLinkLocal: linkLocal.insert(LinkLocal(address, on: interface))
    case .v6: addresses.insert(address)
    }
  }

  package var isEmpty: Bool { addresses.isEmpty && linkLocal.isEmpty }

  /// Of its table, of the family `inet`.
  package static let table = "directord"
}
