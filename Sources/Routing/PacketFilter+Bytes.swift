package import Network

/// One request to nf_tables (linux/netfilter/nf_tables.h); `NFT_MSG_*`.
package struct FilterRequest: Hashable, Sendable {
  /// With the subsystem's number above it.
  package var message: UInt16
  /// Beside those that ask for an answer.
  package var flags: NetlinkMessage.Flags
  package var payload: [UInt8]

  init(
    _ kind: Filter.Message, of table: String = PacketFilter.table,
    flags: NetlinkMessage.Flags = [], _ body: (inout [UInt8]) -> Void
  ) {
    message = Filter.subsystem << 8 | kind.rawValue
    self.flags = flags.union(.request)
    // struct nfgenmsg: the family, a version, and a number that only batches use.
    payload = [Filter.inet, 0, 0, 0]
    payload.append(attribute: 1, text: table)
    body(&payload)
  }

  /// Asks for all tables of the family.
  init(listing kind: Filter.Message) {
    message = Filter.subsystem << 8 | kind.rawValue
    flags = [.request, .dump]
    payload = [Filter.inet, 0, 0, 0]
  }

  /// The ends of a batch, which is done whole or not at all: `NFNL_MSG_BATCH_*`.
  package static let begin = FilterRequest(batch: 0x10)
  package static let end = FilterRequest(batch: 0x11)

  private init(batch message: UInt16) {
    self.message = message
    flags = .request
    payload = [0, 0] + networkOrder(Filter.subsystem)
  }

  /// Whether there is such a table: an answer or ENOENT.
  package static let question = FilterRequest(.getTable) { _ in }
}

extension PacketFilter {
  /// What puts it in the place of whatever stands, in one piece; the ends of the batch not among them.
  package var requests: [FilterRequest] {
    // What is not there cannot be deleted: so it is made first.
    var requests = [
      FilterRequest(.newTable) { $0.append(attribute: 2, network: UInt32(0)) },
      FilterRequest(.deleteTable) { _ in },
    ]
    guard !isEmpty else { return requests }
    requests.append(requests[0])
    requests.append(FilterRequest(.newChain, flags: .create) { $0.appendChain() })
    requests.append(FilterRequest(.newRule, flags: [.create, .append]) { $0.appendDiscovery() })
    for set in sets where !set.keys.isEmpty {
      requests.append(FilterRequest(.newSet, flags: .create) { $0.append(set) })
      requests.append(FilterRequest(.newElements, flags: .create) { $0.append(keysOf: set) })
      requests.append(
        FilterRequest(.newRule, flags: [.create, .append]) { $0.append(dropping: set) })
    }
    return requests
  }

  private var sets: [AddressSet] {
    let global = addresses.map(\.bytes).sorted { $0.lexicographicallyPrecedes($1) }
    let local = linkLocal.map { pair in
      let name = Array(pair.interface.utf8.prefix(15))
      return pair.address.bytes + name + [UInt8](repeating: 0, count: 16 - name.count)
    }
    return [
      AddressSet(kind: .ipv4, keys: global.filter { $0.count == 4 }),
      AddressSet(kind: .ipv6, keys: global.filter { $0.count == 16 }),
      AddressSet(kind: .linkLocal, keys: local.sorted { $0.lexicographicallyPrecedes($1) }),
    ]
  }
}

/// Keys that a rule looks up.
private struct AddressSet {
  enum Kind: UInt32 {
    case ipv4 = 1
    case ipv6 = 2
    case linkLocal = 3
  }

  var kind: Kind
  var keys: [[UInt8]]

  var name: String {
    switch kind {
    case .ipv4: "ipv4"
    case .ipv6: "ipv6"
    case .linkLocal: "link_local"
    }
  }

  /// nft's own number of the type, which it shows them by: an IPv4 address, an IPv6 address, and one
  /// before an interface's name.
  var type: UInt32 {
    switch kind {
    case .ipv4: 7
    case .ipv6: 8
    case .linkLocal: 8 << 6 | 41
    }
  }

  var keyLength: UInt32 {
    switch kind {
    case .ipv4: 4
    case .ipv6: 16
    case .linkLocal: 32
    }
  }
}

extension [UInt8] {
  /// `type filter hook input priority filter - 1; policy accept;`
  fileprivate mutating func appendChain() {
    append(attribute: 3, text: Filter.chain)
    append(attribute: 7, text: "filter")
    append(attribute: 5, network: UInt32(1))
    append(nested: 4) {
      $0.append(attribute: 1, network: UInt32(1))
      $0.append(attribute: 2, network: Int32(-1))
    }
  }

  fileprivate mutating func append(_ set: AddressSet) {
    append(attribute: 2, text: set.name)
    append(attribute: 3, network: UInt32(0))
    append(attribute: 4, network: set.type)
    append(attribute: 5, network: set.keyLength)
    append(attribute: 10, network: set.kind.rawValue)
  }

  fileprivate mutating func append(keysOf set: AddressSet) {
    append(attribute: 2, text: set.name)
    append(attribute: 4, network: set.kind.rawValue)
    append(nested: 3) {
      for key in set.keys {
        $0.append(nested: 1) { $0.append(nested: 1) { $0.append(attribute: 1, bytes: key) } }
      }
    }
  }

  /// `icmpv6 type 135-136 accept`: neighbour solicitations and advertisements.
  fileprivate mutating func appendDiscovery() {
    appendRule(of: Filter.chain) {
      $0.appendFamily(.ipv6)
      $0.appendMeta(key: 16, to: 1)
      $0.appendComparison(0, 58)
      $0.appendPayload(base: 2, offset: 0, length: 1)
      $0.appendComparison(5, 135)
      $0.appendComparison(3, 136)
      $0.appendVerdict(1)
    }
  }

  /// `ip daddr @ipv4 counter drop`, and over IPv6.
  fileprivate mutating func append(dropping set: AddressSet) {
    appendRule(of: Filter.chain) {
      switch set.kind {
      case .ipv4:
        $0.appendFamily(.ipv4)
        $0.appendPayload(base: 1, offset: 16, length: 4)
      case .ipv6, .linkLocal:
        $0.appendFamily(.ipv6)
        $0.appendPayload(base: 1, offset: 24, length: 16)
      }
      // Behind the address, where the key's second half is looked for.
      if set.kind == .linkLocal { $0.appendMeta(key: 6, to: 2) }
      $0.appendExpression("lookup") {
        $0.append(attribute: 2, network: UInt32(1))
        $0.append(attribute: 1, text: set.name)
        $0.append(attribute: 4, network: set.kind.rawValue)
      }
      $0.appendExpression("counter") { _ in }
      $0.appendVerdict(0)
    }
  }
}

extension PacketFilter {
  /// Whether a message tells that something of our table was taken away; whoever did it.
  package static func isLoss(_ message: NetlinkMessage) -> Bool {
    guard message.type >> 8 == Filter.subsystem,
      let kind = Filter.Message(rawValue: message.type & 0xff), message.payload.first == Filter.inet
    else { return false }
    switch kind {
    case .newTable, .getTable, .newChain, .newRule, .newSet, .newElements: return false
    case .deleteTable, .deleteChain, .deleteRule, .deleteSet, .deleteElements: break
    }
    let attributes = AttributeReader(message.payload.dropFirst(4))
    return attributes.first { $0.type == 1 }?.text == table
  }
}
