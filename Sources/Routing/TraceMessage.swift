package import Network

/// What nf_tables tells of one packet that it traces (`NFT_MSG_TRACE`, linux/netfilter/nf_tables.h).
package struct TraceMessage: Hashable, Sendable {
  /// `NFTA_TRACE_ID`: the packet's.
  package var identifier: UInt32
  /// `NFPROTO_*` of the table.
  package var family: UInt8
  package var table: String
  package var chain: String
  package var kind: Kind
  /// `NFTA_TRACE_NETWORK_HEADER`, and behind it the transport's, as far as they were told.
  package var packet: [UInt8]?
  /// Indices; nil: not known in this hook.
  package var input: UInt32?
  package var output: UInt32?

  package enum Kind: Hashable, Sendable {
    case rule(handle: UInt64, drops: Bool)
    case policy(drops: Bool)
    case other
  }

  /// The group that these messages are sent to: `NFNLGRP_NFTRACE`.
  package static let group: Int32 = 9

  /// nil if it is no such message.
  package init?(_ message: NetlinkMessage) {
    // NFT_MSG_TRACE is 17.
    guard message.type == Filter.subsystem << 8 | 17, let family = message.payload.first else {
      return nil
    }
    self.family = family
    (identifier, table, chain, kind) = (0, "", "", .other)
    var (type, policy, verdict): (UInt32, UInt32?, UInt32?) = (0, nil, nil)
    var handle: UInt64 = 0
    var (network, transport): (ArraySlice<UInt8>?, ArraySlice<UInt8>) = (nil, [])
    for attribute in AttributeReader(message.payload.dropFirst(4)) {
      switch attribute.type {
      case 1: table = attribute.text
      case 2: chain = attribute.text
      case 3: handle = attribute.network(UInt64.self) ?? 0
      case 4: type = attribute.network(UInt32.self) ?? 0
      case 5:
        let code = attribute.nested.first { $0.type == 1 }
        verdict = code?.network(UInt32.self)
      case 6: identifier = attribute.network(UInt32.self) ?? 0
      case 8: network = attribute.value
      case 9: transport = attribute.value
      case 10: input = attribute.network(UInt32.self)
      case 12: output = attribute.network(UInt32.self)
      case 16: policy = attribute.network(UInt32.self)
      default: break
      }
    }
    packet = network.map { Array($0 + transport) }
    // NFT_TRACETYPE_POLICY 1, NFT_TRACETYPE_RULE 3; NF_DROP 0.
    switch type {
    case 1: kind = .policy(drops: policy == 0)
    case 3: kind = .rule(handle: handle, drops: verdict == 0)
    default: break
    }
  }
}
