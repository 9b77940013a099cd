/// How the director hands a packet to a real server (linux/ip_vs.h, `IP_VS_CONN_F_FWD_MASK`).
package enum ForwardingMethod: Hashable, Sendable {
  /// LVS-NAT: the director rewrites addresses both ways.
  case masquerade
  /// LocalNode, as the kernel reports a real server on the director itself (`IP_VS_CONN_F_LOCALNODE`).
  /// Asking for any other method and a local address gives the same.
  case localNode
  /// LVS-TUN.
  case tunnel(Tunnel)
  /// LVS-DR.
  case directRouting
  /// `IP_VS_CONN_F_BYPASS`: the cache's default route; only ever read from the kernel.
  case bypass

  /// LVS-TUN over plain IP in IP, as old kernels know it.
  package static let ipip = ForwardingMethod.tunnel(Tunnel())
}

/// The tunnel of LVS-TUN (linux/ip_vs.h, `IP_VS_CONN_F_TUNNEL_TYPE_*`; kernel 5.2 and later for
/// anything but `ipip`).
package struct Tunnel: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case ipip
    /// Generic UDP encapsulation to `port`.
    case gue(port: UInt16)
    case gre
  }

  /// `IP_VS_TUNNEL_ENCAP_FLAG_*`; for `gue` and `gre` alone.
  package enum Checksum: Hashable, Sendable {
    case none
    case full
    /// Remote checksum offload (`remcsum`), `gue` alone.
    case remote
  }

  package var kind: Kind
  package var checksum: Checksum

  package init(_ kind: Kind = .ipip, checksum: Checksum = .none) {
    self.kind = kind
    self.checksum = checksum
  }
}
