import Network

/// Expressions of nf_tables' rules (linux/netfilter/nf_tables.h).
extension [UInt8] {
  mutating func appendRule(of chain: String, _ expressions: (inout [UInt8]) -> Void) {
    append(attribute: 2, text: chain)
    append(nested: 4, expressions)
  }

  mutating func appendExpression(_ name: String, _ body: (inout [UInt8]) -> Void) {
    append(nested: 1) {
      $0.append(attribute: 1, text: name)
      $0.append(nested: 2, body)
    }
  }

  /// `meta nfproto`
  mutating func appendFamily(_ family: Family) {
    appendMeta(key: 15, to: 1)
    appendComparison(0, Wire.number(family))
  }

  /// Loads what is known of a packet into a register: `NFT_META_*`.
  mutating func appendMeta(key: UInt32, to register: UInt32) {
    appendExpression("meta") {
      $0.append(attribute: 2, network: key)
      $0.append(attribute: 1, network: register)
    }
  }

  /// Loads bytes of a packet into register 1; `base`: the network's header 1, the transport's 2.
  mutating func appendPayload(base: UInt32, offset: UInt32, length: UInt32) {
    appendExpression("payload") {
      $0.append(attribute: 1, network: UInt32(1))
      $0.append(attribute: 2, network: base)
      $0.append(attribute: 3, network: offset)
      $0.append(attribute: 4, network: length)
    }
  }

  /// Goes on if register 1 is equal (0), at most (3) or at least (5) that byte: `NFT_CMP_*`.
  mutating func appendComparison(_ operation: UInt32, _ byte: UInt8) {
    appendExpression("cmp") {
      $0.append(attribute: 1, network: UInt32(1))
      $0.append(attribute: 2, network: operation)
      $0.append(nested: 3) { $0.append(attribute: 1, bytes: [byte]) }
    }
  }

  /// `NF_ACCEPT` is 1, `NF_DROP` 0.
  mutating func appendVerdict(_ verdict: UInt32) {
    appendExpression("immediate") {
      $0.append(attribute: 1, network: UInt32(0))
      $0.append(nested: 2) { $0.append(nested: 2) { $0.append(attribute: 1, network: verdict) } }
    }
  }
}

/// Numbers of linux/netfilter/nfnetlink.h and nf_tables.h.
enum Filter {
  static let subsystem: UInt16 = 10
  /// `NFPROTO_INET`: IPv4 and IPv6.
  static let inet: UInt8 = 1
  static let chain = "input"

  enum Message: UInt16 {
    case newTable = 0
    case getTable = 1
    case deleteTable = 2
    case newChain = 3
    case deleteChain = 5
    case newRule = 6
    case deleteRule = 8
    case newSet = 9
    case deleteSet = 11
    case newElements = 12
    case deleteElements = 14
  }
}
