/// A part of the kernel that a director, or a real server, may need.
package struct KernelPart: Hashable, Sendable {
  package var group: Group
  /// What it is, in a few words: `scheduler wrr`.
  package var name: String
  /// `CONFIG_IP_VS_WRR`
  package var option: String
  /// nil: it is no module of its own.
  package var module: String?
  /// A kernel setting that exists only with it.
  package var setting: String?

  package enum Group: String, Hashable, Sendable, CaseIterable {
    case ipvs = "IPVS"
    case schedulers = "schedulers"
    case netfilter = "packet filters"
    case routing = "routing"
    case tunnels = "tunnels, of real servers behind TUN"
    case links = "links"
  }

  package init(
    _ group: Group, _ name: String, _ option: String, _ module: String? = nil,
    setting: String? = nil
  ) {
    self.group = group
    self.name = name
    self.option = "CONFIG_\(option)"
    self.module = module
    self.setting = setting
  }

  /// How a kernel has a part.
  package enum Standing: String, Codable, Hashable, Sendable, CaseIterable {
    case builtIn = "built in"
    case loaded
    /// modprobe would load it.
    case loadable
    case absent
    /// Neither the kernel's options nor its modules could be read.
    case unknown
  }

  /// The schedulers of keepalived.conf (`lb_algo`), each a module `ip_vs_NAME`.
  package static let schedulers = [
    "rr", "wrr", "lc", "wlc", "lblc", "lblcr", "sh", "mh", "dh", "fo", "ovf", "sed", "nq", "twos",
  ]

  package static func scheduler(_ name: String) -> KernelPart {
    KernelPart(.schedulers, "scheduler \(name)", "IP_VS_\(name.uppercased())", "ip_vs_\(name)")
  }

  /// All, in the order of the readiness table: the seed's list of options by today's names.
  package static let all: [KernelPart] =
    ipvs + schedulers.map(scheduler) + netfilter + routing + tunnels + links

  package static let ipvs: [KernelPart] = [
    KernelPart(.ipvs, "IP virtual server", "IP_VS", "ip_vs"),
    KernelPart(.ipvs, "IPv6", "IP_VS_IPV6"),
    KernelPart(.ipvs, "TCP", "IP_VS_PROTO_TCP"),
    KernelPart(.ipvs, "UDP", "IP_VS_PROTO_UDP"),
    KernelPart(.ipvs, "SCTP", "IP_VS_PROTO_SCTP"),
    KernelPart(.ipvs, "ESP", "IP_VS_PROTO_ESP"),
    KernelPart(.ipvs, "AH", "IP_VS_PROTO_AH"),
    KernelPart(.ipvs, "conntrack", "IP_VS_NFCT", setting: "net.ipv4.vs.conntrack"),
    KernelPart(.ipvs, "FTP helper", "IP_VS_FTP", "ip_vs_ftp"),
    KernelPart(.ipvs, "SIP persistence", "IP_VS_PE_SIP", "ip_vs_pe_sip"),
  ]

  private static let netfilter: [KernelPart] = [
    KernelPart(.netfilter, "netfilter", "NETFILTER"),
    KernelPart(
      .netfilter, "connection tracking", "NF_CONNTRACK", "nf_conntrack",
      setting: "net.netfilter.nf_conntrack_max"),
    KernelPart(.netfilter, "address translation", "NF_NAT", "nf_nat"),
    KernelPart(.netfilter, "nftables", "NF_TABLES", "nf_tables"),
    KernelPart(.netfilter, "nftables masquerade", "NFT_MASQ", "nft_masq"),
    KernelPart(.netfilter, "iptables", "IP_NF_IPTABLES", "ip_tables"),
    KernelPart(.netfilter, "iptables marks", "NETFILTER_XT_MARK", "xt_mark"),
    KernelPart(
      .netfilter, "iptables masquerade", "NETFILTER_XT_TARGET_MASQUERADE", "xt_MASQUERADE"),
    KernelPart(.netfilter, "iptables match ipvs", "NETFILTER_XT_MATCH_IPVS", "xt_ipvs"),
  ]

  private static let routing: [KernelPart] = [
    KernelPart(.routing, "policy routing", "IP_MULTIPLE_TABLES"),
    KernelPart(.routing, "policy routing of IPv6", "IPV6_MULTIPLE_TABLES"),
    KernelPart(
      .routing, "SYN cookies", "SYN_COOKIES", setting: "net.ipv4.tcp_syncookies"),
  ]

  private static let tunnels: [KernelPart] = [
    KernelPart(.tunnels, "IP in IP", "NET_IPIP", "ipip"),
    KernelPart(.tunnels, "GUE", "NET_FOU", "fou"),
    KernelPart(.tunnels, "GRE", "NET_IPGRE", "ip_gre"),
    KernelPart(.tunnels, "IPv6 tunnel", "IPV6_TUNNEL", "ip6_tunnel"),
  ]

  private static let links: [KernelPart] = [
    KernelPart(.links, "macvlan (use_vmac)", "MACVLAN", "macvlan"),
    KernelPart(.links, "dummy", "DUMMY", "dummy"),
    KernelPart(.links, "VLAN", "VLAN_8021Q", "8021q"),
    KernelPart(.links, "bonding", "BONDING", "bonding"),
  ]
}

extension Facts {
  /// How this machine's kernel has a part.
  package func standing(of part: KernelPart) -> KernelPart.Standing {
    if let module = part.module, kernel?.loaded?.contains(module) == true { return .loaded }
    if isSeen(part) { return .builtIn }
    if let module = part.module {
      if kernel?.builtIn?.contains(module) == true { return .builtIn }
      if kernel?.loadable?.contains(module) == true { return .loadable }
    }
    if let options = kernel?.options {
      switch options[part.option] {
      case "y": return .builtIn
      // A part of a module, as CONFIG_IP_VS_IPV6 is of ip_vs.
      case "m": return .loadable
      case _: return .absent
      }
    }
    let areModulesKnown = kernel?.loadable != nil && kernel?.builtIn != nil
    return part.module != nil && areModulesKnown ? .absent : .unknown
  }

  /// The kernel shows that it has it.
  private func isSeen(_ part: KernelPart) -> Bool {
    if let setting = part.setting, settings?[setting] != nil { return true }
    switch part.option {
    case "CONFIG_IP_VS": return ipvs != nil
    case "CONFIG_IP_MULTIPLE_TABLES": return policyRules?.contains { !$0.isEmpty } == true
    default: return false
    }
  }
}
