import Network
import Routing

/// The addresses of one interface that something could be sent from, in the kernel's order, in which
/// the first of a network is the primary. The first one is found without looking at the others.
struct SourceAddresses {
  /// IPv4, and IPv6's link-local ones: those that are taken unasked (RFC 9568 §5.1.2.1).
  private var ipv4 = OrderedAddresses()
  private var linkLocal = OrderedAddresses()
  private var others = OrderedAddresses()
  /// What is reached without a router, each once.
  private(set) var networks: [Prefix] = []
  private var networksOfAddresses: [InterfaceAddress.Key: Prefix] = [:]
  private var counts: [Prefix: Int] = [:]

  mutating func take(_ address: InterfaceAddress) {
    guard address.serves else { return remove(address) }
    change(address.address) { $0.insert(address.key) }
    guard networksOfAddresses[address.key] == nil, let own = address.network else { return }
    let network = networks.first { $0.length == own.length && $0.contains(own.address) } ?? own
    networksOfAddresses[address.key] = network
    counts[network, default: 0] += 1
    if counts[network] == 1 { networks.append(network) }
  }

  mutating func remove(_ address: InterfaceAddress) {
    change(address.address) { $0.remove(address.key) }
    guard let network = networksOfAddresses.removeValue(forKey: address.key) else { return }
    let rest = (counts[network] ?? 1) - 1
    counts[network] = rest > 0 ? rest : nil
    if rest == 0 { networks.removeAll { $0 == network } }
  }

  /// The first of each kind that is none of `virtual`.
  func first(without virtual: Set<Address>) -> [Address] {
    [ipv4, linkLocal].compactMap { $0.first { !virtual.contains($0) } }
  }

  func has(_ address: Address) -> Bool {
    ipv4.has(address) || linkLocal.has(address) || others.has(address)
  }

  private mutating func change(_ address: Address, _ work: (inout OrderedAddresses) -> Void) {
    switch address {
    case .v4: work(&ipv4)
    case .v6: address.isLinkLocal ? work(&linkLocal) : work(&others)
    }
  }
}

/// Addresses in the order in which they came. One that goes leaves a gap, and gaps are closed when
/// they are most of it.
private struct OrderedAddresses {
  private var order: [InterfaceAddress.Key?] = []
  private var places: [InterfaceAddress.Key: Int] = [:]
  /// How many of each: one address may stand with several prefixes.
  private var counts: [Address: Int] = [:]

  mutating func insert(_ key: InterfaceAddress.Key) {
    guard places[key] == nil else { return }
    places[key] = order.count
    order.append(key)
    counts[key.address, default: 0] += 1
  }

  mutating func remove(_ key: InterfaceAddress.Key) {
    guard let place = places.removeValue(forKey: key) else { return }
    order[place] = nil
    let rest = (counts[key.address] ?? 1) - 1
    counts[key.address] = rest > 0 ? rest : nil
    guard order.count > 2 * places.count + 64 else { return }
    order = order.filter { $0 != nil }
    for (place, key) in order.enumerated() { key.map { places[$0] = place } }
  }

  func first(where isWanted: (Address) -> Bool) -> Address? {
    for case let key? in order where isWanted(key.address) { return key.address }
    return nil
  }

  func has(_ address: Address) -> Bool { counts[address] != nil }
}

extension InterfaceAddress {
  /// The network that is reached by it without a router; nil: only the address itself.
  fileprivate var network: Prefix? {
    let network = Prefix(peer ?? address, length: Int(length))
    let isOneHost = peer == nil && Int(length) == address.family.bits
    return isOneHost ? nil : network
  }
}
