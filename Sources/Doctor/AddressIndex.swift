import Network

/// The director's addresses by the questions that rules ask: with a thousand virtual services a search
/// through lists for each of them would take seconds.
struct AddressIndex: Sendable {
  /// The interface of each address.
  private(set) var interfaces: [Address: String] = [:]
  /// Networks of lo's addresses: all of their addresses are local.
  private(set) var localNetworks: [Prefix] = []
  /// The first address of each network on each interface but lo.
  private(set) var connected: [AddressFacts] = []
  /// Addresses of virtual routers.
  private(set) var ofRouters: Set<Address> = []

  init(_ facts: Facts) {
    var networks: [String: Set<Prefix>] = [:]
    for fact in facts.addresses ?? [] {
      if interfaces[fact.address] == nil { interfaces[fact.address] = fact.interface }
      guard fact.prefixLength < fact.address.family.bits,
        let network = Prefix(fact.address, length: fact.prefixLength)?.network
      else { continue }
      if fact.interface == "lo" {
        localNetworks.append(network)
      } else if networks[fact.interface, default: []].insert(network).inserted {
        connected.append(fact)
      }
    }
    for instance in facts.director?.instances ?? [] {
      ofRouters.formUnion(instance.addresses.map(\.address))
    }
  }
}
