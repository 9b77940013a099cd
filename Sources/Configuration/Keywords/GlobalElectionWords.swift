/// The part of `global_defs` that is about virtual routers.
extension Vocabulary {
  static let globalElection: [Keyword] = [
    Keyword(
      "vrrp_version", .choice("2|3"), default: "2, for IPv6 3",
      "The version of VRRP. Both directors must have the same.", example: "vrrp_version 3"),
    Keyword(
      "vrrp_mcast_group4", .text("IP"), default: "224.0.0.18",
      "The multicast group of IPv4's advertisements.", example: "vrrp_mcast_group4 224.0.0.18"),
    Keyword(
      "vrrp_mcast_group6", .text("IP"), default: "ff02::12",
      "The multicast group of IPv6's advertisements.", example: "vrrp_mcast_group6 ff02::12"),
    Keyword(
      "vrrp_strict", .toggle, default: "off",
      "Keeps to the RFC's letter. It takes away authentication and unicast, and what is sent to the "
        + "addresses themselves is dropped, so that virtual servers on them get nothing."),
    Keyword(
      "vrrp_skip_check_adv_addr", .toggle, default: "off",
      "The addresses in an advertisement are compared only where another router sends it."),
    Keyword(
      "vrrp_check_unicast_src", .toggle, default: "on",
      "Advertisements by unicast are taken from peers alone."),
    Keyword(
      "vrrp_down_timer_adverts", .number(1...100), default: "3",
      "After how many advertisements that stay away the master counts as dead.",
      example: "vrrp_down_timer_adverts 3"),
    Keyword(
      "vrrp_lower_prio_no_advert", .toggle, default: "off, on with vrrp_strict",
      "A master does not answer one of lower priority at once."),
    Keyword(
      "vrrp_higher_prio_send_advert", .toggle, default: "off",
      "A master that gives way to one of higher priority advertises once more."),
    Keyword(
      "vrrp_owner_ignore_adverts", .toggle, default: "off, on with vrrp_strict",
      "With priority 255 the advertisements of others are not looked at."),
    Keyword(
      "v3_checksum_as_v2", .toggle, default: "off",
      "Version 3's checksum over IPv4 leaves the addresses of the packet out, as some makers do."),
    Keyword(
      "default_interface", .text("INTERFACE"), default: "eth0",
      "Where static addresses stand that name none.", example: "default_interface eth0"),
    Keyword(
      "dynamic_interfaces", .text("[allow_if_changes]"), "Interfaces may be missing and come back.",
      example: "dynamic_interfaces",
      fate: .inherent("an interface that is missing, comes back or changes is followed anyway")),
    Keyword(
      "vrrp_startup_delay", .seconds, default: "0",
      "How long after the start virtual routers wait.", example: "vrrp_startup_delay 5"),
    Keyword(
      "vrrp_delay_after_boot", .seconds, default: "0",
      "How long after the machine's boot virtual routers wait; the longer of both delays holds.",
      example: "vrrp_delay_after_boot 30"),
    Keyword(
      "log_unknown_vrids", .flag,
      "Advertisements for virtual routers that nobody here has are logged."),
    Keyword(
      "vmac_prefix", .text("PREFIX"), default: "vrrp",
      "How the names of interfaces begin that use_vmac makes.", example: "vmac_prefix vrrp"),
    Keyword(
      "vmac_addr_prefix", .text("PREFIX"), default: "vrrp",
      "How the names of interfaces begin that use_vmac_addr makes.",
      example: "vmac_addr_prefix vrrp", fate: .without("use_vmac_addr makes none here")),
    Keyword(
      "disable_local_igmp", .flag, "The kernel reports no memberships of link-local groups.",
      fate: .without("set net.ipv4.igmp_link_local_mcast_reports in sysctl.d")),
    Keyword(
      "iproute_usr_dir", .text("DIRECTORY"), "Where iproute2 keeps its names of tables.",
      example: "iproute_usr_dir /usr/share/iproute2",
      fate: .without("tables are written as numbers, or default, main and local")),
    Keyword(
      "iproute_etc_dir", .text("DIRECTORY"), "Where the machine keeps its names of tables.",
      example: "iproute_etc_dir /etc/iproute2",
      fate: .without("tables are written as numbers, or default, main and local")),
  ]

  static let globalAnnouncements: [Keyword] = [
    Keyword(
      "vrrp_garp_master_delay", .seconds, default: "5",
      "How long after the first announcement of the addresses a second follows; 0 is none.",
      example: "vrrp_garp_master_delay 5"),
    Keyword(
      "vrrp_garp_master_repeat", .number(0...1000), default: "5",
      "How often each address is announced in a row.", example: "vrrp_garp_master_repeat 5"),
    Keyword(
      "vrrp_garp_master_refresh", .seconds, default: "0",
      "How often a master announces the addresses anew; 0 is never.",
      example: "vrrp_garp_master_refresh 60"),
    Keyword(
      "vrrp_garp_master_refresh_repeat", .number(0...1000), default: "1",
      "How often each address is announced in a row then.",
      example: "vrrp_garp_master_refresh_repeat 2"),
    Keyword(
      "vrrp_garp_lower_prio_delay", .seconds, default: "vrrp_garp_master_delay, 0 with vrrp_strict",
      "The second announcement's delay after an advertisement of lower priority.",
      example: "vrrp_garp_lower_prio_delay 5"),
    Keyword(
      "vrrp_garp_lower_prio_repeat", .number(0...1000),
      default: "vrrp_garp_master_repeat, 1 with vrrp_strict",
      "How often each address is announced in a row then.",
      example: "vrrp_garp_lower_prio_repeat 1"),
    Keyword(
      "vrrp_garp_interval", .time(0...4294), default: "0",
      "The least time between two gratuitous ARPs on an interface.",
      example: "vrrp_garp_interval 0.001"),
    Keyword(
      "vrrp_gna_interval", .time(0...4294), default: "0",
      "The least time between two unsolicited neighbour advertisements on an interface.",
      example: "vrrp_gna_interval 0.001"),
    Keyword(
      "vrrp_min_garp", .toggle, default: "off", "Each address is announced once, and not again."),
    Keyword(
      "vrrp_garp_extra_if", .text("[all] SECONDS"), default: "0", unit: "seconds",
      "How often the addresses are announced on interfaces beside that of the virtual router.",
      example: "vrrp_garp_extra_if all 60", obsolete: ["vrrp_vmac_garp_intvl"],
      fate: .without(extraAnnouncements)),
  ]

  static let globalFirewall: [Keyword] = [
    firewall("vrrp_iptables", "[IN [OUT]]", "The chains of iptables for rules of no_accept."),
    firewall("vrrp_ipsets", "NAME…", "The names of ipsets for such rules."),
    firewall("nftables", "[TABLE]", "The table of nftables for such rules."),
    firewall("nftables_priority", "NUMBER", "The priority of that table's chains."),
    firewall("nftables_counters", "", "That table's rules count."),
    firewall("nftables_ifindex", "", "That table's rules name interfaces by number."),
    firewall(
      "nftables_ipvs", "[TABLE]", "The table of nftables that marks virtual_server_group's packets."
    ),
    firewall("nftables_ipvs_priority", "NUMBER", "The priority of that table's chains."),
    firewall("nftables_ipvs_start_fwmark", "NUMBER", "The first mark that it uses."),
  ]

  private static func firewall(_ name: String, _ form: String, _ meaning: String) -> Keyword {
    Keyword(
      name, form.isEmpty ? .flag : .text(form), meaning,
      example: form == "NUMBER" ? "\(name) 1" : form == "NAME…" ? "\(name) accepted" : name,
      fate: .without("directord makes no rules of a firewall from names of a file"))
  }
}
