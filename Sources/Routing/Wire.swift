package import Network

/// The numbers of linux/rtnetlink.h, if_link.h, if_addr.h and fib_rules.h.
enum Wire {
  /// `AF_INET` and `AF_INET6`, as Linux counts them; `AF_UNSPEC` is 0.
  static let inet: UInt8 = 2
  static let inet6: UInt8 = 10

  /// `RTM_*`
  enum Message {
    static let newLink: UInt16 = 16
    static let deleteLink: UInt16 = 17
    static let getLink: UInt16 = 18
    static let newAddress: UInt16 = 20
    static let deleteAddress: UInt16 = 21
    static let getAddress: UInt16 = 22
    static let newRoute: UInt16 = 24
    static let deleteRoute: UInt16 = 25
    static let getRoute: UInt16 = 26
    static let newNeighbor: UInt16 = 28
    static let getNeighbor: UInt16 = 30
    static let newRule: UInt16 = 32
    static let deleteRule: UInt16 = 33
    static let getRule: UInt16 = 34
    static let newSettings: UInt16 = 80
  }

  /// `IFLA_*`
  enum Link {
    static let hardware: UInt16 = 1
    static let name: UInt16 = 3
    static let mtu: UInt16 = 4
    static let parent: UInt16 = 5
    static let master: UInt16 = 10
    static let information: UInt16 = 18
    static let alias: UInt16 = 20
    static let familySettings: UInt16 = 26
    static let filter: UInt16 = 29
    /// `IFLA_INFO_*`
    static let kind: UInt16 = 1
    static let data: UInt16 = 2
    /// `IFLA_INET6_ADDR_GEN_MODE`
    static let addressGeneration: UInt16 = 8
    /// `IFLA_INET6_CONF`, whose first number is `forwarding`
    static let settings: UInt16 = 2
    /// `IFLA_MACVLAN_MODE`
    static let mode: UInt16 = 1
  }

  /// `NETCONFA_*`
  enum Settings {
    static let interface: UInt16 = 1
    static let forwarding: UInt16 = 2
  }

  /// `IFA_*`
  enum Address {
    static let address: UInt16 = 1
    static let local: UInt16 = 2
    static let label: UInt16 = 3
    static let broadcast: UInt16 = 4
    static let lifetimes: UInt16 = 6
    static let flags: UInt16 = 8
    static let owner: UInt16 = 11
  }

  /// `NDA_*`
  enum Neighbor {
    static let destination: UInt16 = 1
    static let hardware: UInt16 = 2
  }

  /// `RTA_*`
  enum Route {
    static let destination: UInt16 = 1
    static let from: UInt16 = 2
    static let input: UInt16 = 3
    static let interface: UInt16 = 4
    static let gateway: UInt16 = 5
    static let metric: UInt16 = 6
    static let source: UInt16 = 7
    static let metrics: UInt16 = 8
    static let nextHops: UInt16 = 9
    static let table: UInt16 = 15
    static let mark: UInt16 = 16
    static let via: UInt16 = 18
    /// `RTM_F_FIB_MATCH`
    static let entry: UInt32 = 0x2000
    /// `RTNH_F_ONLINK`
    static let onLink: UInt32 = 4
  }

  /// `FRA_*`
  enum Rule {
    static let destination: UInt16 = 1
    static let source: UInt16 = 2
    static let input: UInt16 = 3
    static let target: UInt16 = 4
    static let priority: UInt16 = 6
    static let mark: UInt16 = 10
    static let tunnel: UInt16 = 12
    static let suppressedGroup: UInt16 = 13
    static let suppressedLength: UInt16 = 14
    static let table: UInt16 = 15
    static let mask: UInt16 = 16
    static let output: UInt16 = 17
    static let vrf: UInt16 = 19
    static let users: UInt16 = 20
    static let owner: UInt16 = 21
    static let transport: UInt16 = 22
    static let sourcePorts: UInt16 = 23
    static let destinationPorts: UInt16 = 24
    /// `FIB_RULE_INVERT`
    static let inverted: UInt32 = 2
  }

  static func number(_ family: Family) -> UInt8 {
    switch family {
    case .ipv4: inet
    case .ipv6: inet6
    }
  }

  static func family(_ number: UInt8) -> Family? {
    switch number {
    case inet: .ipv4
    case inet6: .ipv6
    default: nil
    }
  }
}

/// Who made an address, a route or a rule: `IFA_PROTO`, `RTPROT_*`, `FRA_PROTOCOL`.
package struct Owner: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// What a kernel that does not know of owners says (addresses: before 5.18).
  package static let unknown = Owner(rawValue: 0)
  /// VRRP's own protocol number, which nobody has taken here; 18 is keepalived's.
  package static let directord = Owner(rawValue: 112)
  package static let keepalived = Owner(rawValue: 18)
}

extension NetlinkMessage.Flags {
  /// `NLM_F_REPLACE`, `NLM_F_EXCL`, `NLM_F_CREATE`, `NLM_F_APPEND`: of a request that makes something.
  package static let replace = Self(rawValue: 0x100)
  package static let exclusive = Self(rawValue: 0x200)
  package static let create = Self(rawValue: 0x400)
  package static let append = Self(rawValue: 0x800)
}

extension ArraySlice<UInt8> {
  /// The byte that many after the first.
  func byte(_ offset: Int) -> UInt8? { dropFirst(offset).first }

  /// Four bytes from there on, in the host's order.
  func word(_ offset: Int) -> UInt32? {
    dropFirst(offset).prefix(4).hostInteger(UInt32.self)
  }
}
