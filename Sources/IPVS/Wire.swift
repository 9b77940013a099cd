import Network

/// The numbers of linux/ip_vs.h, "IPVS Generic Netlink interface definitions".
enum Wire {
  static let version: UInt8 = 1
  /// `AF_INET` and `AF_INET6`, as Linux counts them.
  static let inet: UInt16 = 2
  static let inet6: UInt16 = 10

  /// `IPVS_CMD_*`
  enum Operation: UInt8 {
    case newService = 1
    case setService = 2
    case deleteService = 3
    case getService = 4
    case newDestination = 5
    case setDestination = 6
    case deleteDestination = 7
    case getDestination = 8
    case newDaemon = 9
    case deleteDaemon = 10
    case getDaemon = 11
    case setConfig = 12
    case getConfig = 13
    case getInfo = 15
    case zero = 16
    case flush = 17
  }

  /// `IPVS_CMD_ATTR_*`
  enum Top {
    static let service: UInt16 = 1
    static let destination: UInt16 = 2
    static let daemon: UInt16 = 3
    static let timeoutTCP: UInt16 = 4
    static let timeoutTCPFin: UInt16 = 5
    static let timeoutUDP: UInt16 = 6
  }

  /// `IPVS_SVC_ATTR_*`
  enum Service {
    static let family: UInt16 = 1
    static let transport: UInt16 = 2
    static let address: UInt16 = 3
    static let port: UInt16 = 4
    static let mark: UInt16 = 5
    static let scheduler: UInt16 = 6
    static let flags: UInt16 = 7
    static let timeout: UInt16 = 8
    static let netmask: UInt16 = 9
    static let statistics: UInt16 = 10
    static let engine: UInt16 = 11
    static let statistics64: UInt16 = 12
  }

  /// `IPVS_DEST_ATTR_*`
  enum Destination {
    static let address: UInt16 = 1
    static let port: UInt16 = 2
    static let forwarding: UInt16 = 3
    static let weight: UInt16 = 4
    static let upperThreshold: UInt16 = 5
    static let lowerThreshold: UInt16 = 6
    static let active: UInt16 = 7
    static let inactive: UInt16 = 8
    static let persistent: UInt16 = 9
    static let statistics: UInt16 = 10
    static let family: UInt16 = 11
    static let statistics64: UInt16 = 12
    static let tunnelKind: UInt16 = 13
    static let tunnelPort: UInt16 = 14
    static let tunnelFlags: UInt16 = 15
  }

  /// `IPVS_DAEMON_ATTR_*`
  enum Daemon {
    static let role: UInt16 = 1
    static let interface: UInt16 = 2
    static let identifier: UInt16 = 3
    static let maximumLength: UInt16 = 4
    static let group: UInt16 = 5
    static let group6: UInt16 = 6
    static let port: UInt16 = 7
    static let timeToLive: UInt16 = 8
  }

  /// `IPVS_INFO_ATTR_*`
  enum Info {
    static let version: UInt16 = 1
    static let tableSize: UInt16 = 2
  }

  static func number(_ family: Family) -> UInt16 {
    switch family {
    case .ipv4: inet
    case .ipv6: inet6
    }
  }

  static func family(_ number: UInt16) -> Family? {
    switch number {
    case inet: .ipv4
    case inet6: .ipv6
    default: nil
    }
  }
}

/// A forwarding method as `IPVS_DEST_ATTR_FWD_METHOD` and the tunnel's attributes have it.
struct WireForwarding {
  /// `IP_VS_CONN_F_FWD_MASK`'s three bits.
  var method: UInt32
  var tunnelKind: UInt8 = 0
  var tunnelPort: UInt16 = 0
  /// `IP_VS_TUNNEL_ENCAP_FLAG_*`
  var tunnelFlags: UInt16 = 0

  init(method: UInt32) { self.method = method }

  init(_ forwarding: ForwardingMethod) {
    switch forwarding {
    case .masquerade: method = 0
    case .localNode: method = 1
    case .tunnel(let tunnel):
      method = 2
      switch tunnel.kind {
      case .ipip: return
      case .gue(let port): (tunnelKind, tunnelPort) = (1, port)
      case .gre: tunnelKind = 2
      }
      switch tunnel.checksum {
      case .none: break
      case .full: tunnelFlags = 1
      case .remote: tunnelFlags = 2
      }
    case .directRouting: method = 3
    case .bypass: method = 4
    }
  }

  /// The kernel lets the three bits have values that mean nothing; they read as `bypass`, which
  /// nobody asks for.
  var value: ForwardingMethod {
    switch method & 7 {
    case 0: .masquerade
    case 1: .localNode
    case 2: .tunnel(tunnel)
    case 3: .directRouting
    default: .bypass
    }
  }

  private var tunnel: Tunnel {
    let checksum: Tunnel.Checksum =
      tunnelFlags & 2 != 0 ? .remote : tunnelFlags & 1 != 0 ? .full : .none
    return switch tunnelKind {
    case 1: Tunnel(.gue(port: tunnelPort), checksum: checksum)
    case 2: Tunnel(.gre, checksum: checksum)
    default: Tunnel(.ipip)
    }
  }
}
