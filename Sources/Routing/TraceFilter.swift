package import Network

/// Has nf_tables tell the way of one client's packets through all chains: `meta nftrace set 1` in a
/// table of its own, before every other chain. It drops and changes nothing.
package struct TraceFilter: Hashable, Sendable {
  package var client: Address
  /// The process that made it: another run finds out whether it is still there.
  package var process: Int32

  package init(client: Address, process: Int32) {
    self.client = client
    self.process = process
  }

  package static let prefix = "directord_doctor_"

  package var table: String { "\(Self.prefix)\(process)" }

  /// The process whose table this is; nil: it is no table of ours.
  package static func process(ofTable name: String) -> Int32? {
    name.hasPrefix(prefix) ? Int32(name.dropFirst(prefix.count)) : nil
  }

  /// What makes it, without the ends of the batch.
  ///
  /// `isOwned`: the kernel removes the table when the socket is closed that made it (`NFT_TABLE_F_OWNER`,
  /// since Linux 5.12; before: EOPNOTSUPP).
  package func requests(isOwned: Bool) -> [FilterRequest] {
    var requests = [
      FilterRequest(.newTable, of: table, flags: [.create]) {
        $0.append(attribute: 2, network: UInt32(isOwned ? 2 : 0))
      }
    ]
    for (chain, hook) in [("prerouting", UInt32(0)), ("output", 3)] {
      requests.append(
        FilterRequest(.newChain, of: table, flags: .create) { $0.appendChain(chain, hook: hook) })
      for offset in client.family == .ipv4 ? [UInt32(12), 16] : [8, 24] {
        requests.append(
          FilterRequest(.newRule, of: table, flags: [.create, .append]) {
            $0.appendTrace(of: client, at: offset, in: chain)
          })
      }
    }
    return requests
  }

  /// What removes a table.
  package static func removal(of table: String) -> [FilterRequest] {
    [FilterRequest(.deleteTable, of: table) { _ in }]
  }

  /// Asks for the names of all tables of the family `inet`.
  package static let tables = FilterRequest(listing: .getTable)

  /// The table's name in an answer to that.
  package static func table(in message: NetlinkMessage) -> String? {
    guard message.type == Filter.subsystem << 8 | Filter.Message.newTable.rawValue,
      message.payload.first == Filter.inet
    else { return nil }
    return AttributeReader(message.payload.dropFirst(4)).first { $0.type == 1 }?.text
  }
}

extension [UInt8] {
  /// `type filter hook … priority -301; policy accept;`: before `raw`, and before connection tracking.
  fileprivate mutating func appendChain(_ name: String, hook: UInt32) {
    append(attribute: 3, text: name)
    append(attribute: 7, text: "filter")
    append(attribute: 5, network: UInt32(1))
    append(nested: 4) {
      $0.append(attribute: 1, network: hook)
      $0.append(attribute: 2, network: Int32(-301))
    }
  }

  /// `ip saddr … meta nftrace set 1`
  fileprivate mutating func appendTrace(of client: Address, at offset: UInt32, in chain: String) {
    appendRule(of: chain) {
      $0.appendFamily(client.family)
      $0.appendPayload(base: 1, offset: offset, length: UInt32(client.bytes.count))
      $0.appendExpression("cmp") {
        $0.append(attribute: 1, network: UInt32(1))
        $0.append(attribute: 2, network: UInt32(0))
        $0.append(nested: 3) { $0.append(attribute: 1, bytes: client.bytes) }
      }
      $0.appendExpression("immediate") {
        $0.append(attribute: 1, network: UInt32(1))
        $0.append(nested: 2) { $0.append(attribute: 1, bytes: [1]) }
      }
      // NFT_META_NFTRACE, from register 1.
      $0.appendExpression("meta") {
        $0.append(attribute: 2, network: UInt32(12))
        $0.append(attribute: 3, network: UInt32(1))
      }
    }
  }
}
