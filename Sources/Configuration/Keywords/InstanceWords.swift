extension Vocabulary {
  static let instance = Vocabulary(
    "vrrp_instance", "A virtual router: addresses that one of several directors holds at a time.",
    instanceElection + instanceAddresses + instanceCarrier + instanceInterface + tracks + hooks
      + instanceHooks + instanceAnnouncements + instanceOthers)

  private static let instanceElection: [Keyword] = [
    Keyword(
      "state", .choice("MASTER|BACKUP"), default: "BACKUP, with priority 255 MASTER",
      "What to begin as. The priorities decide, soon after.", example: "state BACKUP"),
    Keyword(
      "interface", .text("INTERFACE"), "Where advertisements are sent and addresses stand.",
      example: "interface eth0"),
    Keyword(
      "virtual_router_id", .number(1...255),
      "The virtual router's number, the same on both directors and on nobody else's.",
      example: "virtual_router_id 51"),
    Keyword(
      "priority", .number(1...255), default: "100, with state MASTER 255",
      "The highest is master. 255 is for the owner of the addresses, who always preempts.",
      example: "priority 150"),
    Keyword(
      "advert_int", .time(0.01...255), default: "1",
      "How often the master advertises, the same on both directors. Whole seconds in version 2.",
      example: "advert_int 1"),
    Keyword(
      "nopreempt", .flag,
      "A master of lower priority is left in charge. After a start it is heard within three "
        + "intervals and a skew; listen waits longer, for a switch that is slow to forward."),
    Keyword(
      "preempt", .flag, default: "on", "The higher priority takes over: the opposite of nopreempt."),
    Keyword(
      "preempt_delay", .time(0...1000), default: "0",
      "How long a higher priority waits before it takes over.", example: "preempt_delay 30"),
    Keyword(
      "listen", .time(0...1000), default: "0",
      "How long to listen for a master before becoming one. Not keepalived's.",
      example: "listen 5"),
    Keyword(
      "version", .choice("2|3"), default: "vrrp_version",
      "The version of VRRP. Both directors must have the same.", example: "version 3"),
    Keyword(
      "strict_mode", .toggle, default: "vrrp_strict", "Keeps to the RFC's letter, as vrrp_strict."),
    Keyword(
      "skip_check_adv_addr", .toggle, default: "vrrp_skip_check_adv_addr",
      "The addresses in an advertisement are compared only where another router sends it."),
    Keyword(
      "down_timer_adverts", .number(1...100), default: "vrrp_down_timer_adverts",
      "After how many advertisements that stay away the master counts as dead.",
      example: "down_timer_adverts 3"),
    Keyword(
      "lower_prio_no_advert", .toggle, default: "vrrp_lower_prio_no_advert",
      "A master does not answer one of lower priority at once."),
    Keyword(
      "higher_prio_send_advert", .toggle, default: "vrrp_higher_prio_send_advert",
      "A master that gives way to one of higher priority advertises once more."),
    Keyword(
      "owner_ignore_adverts", .toggle, default: "vrrp_owner_ignore_adverts",
      "With priority 255 the advertisements of others are not looked at."),
    Keyword(
      "timer_expired_backup", .text("[1..254]"),
      "One that finds itself late goes back to backup.", example: "timer_expired_backup",
      obsolete: ["thread_timer_expired"],
      fate: .without("advertisements are sent by a thread that nothing else delays")),
  ]

  private static let instanceAddresses: [Keyword] = [
    Keyword(
      "virtual_ipaddress", .block("virtual_ipaddress"),
      "The addresses that the master holds and advertises.",
      example: "virtual_ipaddress {\n  192.0.2.10/24 dev eth0 label eth0:1\n}"),
    Keyword(
      "virtual_ipaddress_excluded", .block("virtual_ipaddress"),
      "Addresses that the master holds and does not advertise, of either family.",
      example: "virtual_ipaddress_excluded {\n  2001:db8::10/64\n}"),
    Keyword("no_virtual_ipaddress", .flag, "Says that having no address is meant."),
    Keyword(
      "virtual_routes", .block("virtual_routes"), "Routes that the master has.",
      example: "virtual_routes {\n  198.51.100.0/24 via 192.0.2.1 dev eth0\n}"),
    Keyword(
      "virtual_rules", .block("virtual_rules"), "Routing rules that the master has.",
      example: "virtual_rules {\n  from 192.0.2.0/24 table 100 preference 1000\n}"),
    Keyword(
      "promote_secondaries", .flag,
      "The kernel keeps a network's other addresses when its first is removed."),
    Keyword(
      "accept", .flag, default: "on", "What is sent to the addresses is accepted."),
    Keyword(
      "no_accept", .flag, "What is sent to the addresses themselves is dropped."),
  ]

  private static let instanceCarrier: [Keyword] = [
    Keyword(
      "unicast_src_ip", .text("IP"), default: "the interface's first address",
      "The address that advertisements come from.", example: "unicast_src_ip 192.0.2.2"),
    Keyword(
      "mcast_src_ip", .text("IP"), default: "the interface's first address",
      "The same, for multicast.", example: "mcast_src_ip 192.0.2.2"),
    Keyword(
      "track_src_ip", .flag, "It is a fault when the interface does not have that address."),
    Keyword(
      "unicast_peer", .block("unicast_peer"),
      "The other directors, which get advertisements by unicast.",
      example: "unicast_peer {\n  192.0.2.3\n}"),
    Keyword(
      "unicast_ttl", .number(0...255), default: "255", "The time to live of such advertisements.",
      example: "unicast_ttl 255"),
    Keyword(
      "unicast_fault_no_peer", .flag,
      "It is a fault when no peer is of the addresses' family."),
    Keyword(
      "check_unicast_src", .toggle, default: "vrrp_check_unicast_src",
      "Advertisements by unicast are taken from peers alone; over IPv4 from a neighbour "
        + "only with a TTL of 255, unless unicast_ttl or min_ttl says otherwise."),
    Keyword(
      "mcast_dst_ip", .text("IP"), default: "vrrp_mcast_group4 or vrrp_mcast_group6",
      "The multicast group of advertisements.", example: "mcast_dst_ip 224.0.0.18"),
    Keyword(
      "authentication", .block("authentication"),
      "A password in the clear in version 2's advertisements. It protects from mistakes, not from "
        + "attackers.", example: "authentication {\n  auth_type PASS\n  auth_pass secret\n}"),
    Keyword(
      "auth_hmac", .block("auth_hmac"),
      "Advertisements are signed with a key. The clocks of both directors must agree within "
        + "time_window, so have NTP set them: if they do not, neither hears the other, and both are "
        + "master. anti_replay monotonic asks nothing of the clocks.",
      example: "auth_hmac {\n  key 1 0123456789abcdef0123456789abcdef\n}"),
    Keyword(
      "v3_checksum_as_v2", .toggle, default: "v3_checksum_as_v2 of global_defs",
      "Version 3's checksum over IPv4 leaves the addresses of the packet out."),
    Keyword(
      "old_unicast_checksum", .text("[never]"), "A checksum of keepalived before 1.3.6.",
      example: "old_unicast_checksum",
      fate: .without("v3_checksum_as_v2 is nearest; keepalived before 1.3.6 is not a peer")),
    Keyword(
      "native_ipv6", .flag, "It is for IPv6, whatever its addresses.",
      fate: .deprecated("the addresses say so; take it out")),
  ]

  private static let instanceInterface: [Keyword] = [
    Keyword(
      "use_vmac", .text("[[name] NAME] [MAC] [netlink_notify_msg] [group GROUP]"),
      "The addresses stand on an interface of their own with the virtual router's hardware address.",
      example: "use_vmac vrrp.51"),
    Keyword(
      "use_vmac_addr", .flag, "So do addresses with a dev of their own.",
      fate: .without(
        "those addresses stand on that interface itself, under its own hardware address")),
    Keyword(
      "vmac_xmit_base", .flag, "Advertisements are sent by the interface underneath."),
    Keyword(
      "use_ipvlan", .text("[[name] NAME] [IP] [bridge|private|vepa] [group GROUP]"),
      "The addresses stand on an interface of kind ipvlan.", example: "use_ipvlan",
      fate: .without(
        "the addresses stand on the interface itself, whose hardware address an ipvlan has too")),
    Keyword(
      "vrf", .text("INTERFACE"), "The routing domain of a virtual router by unicast.",
      example: "vrf red",
      fate: .without("advertisements leave by 'interface', whichever VRF it belongs to")),
    Keyword(
      "dont_track_primary", .flag, "It is no fault when the interface itself is down."),
  ]

  private static let instanceOthers: [Keyword] = [
    Keyword(
      "kernel_rx_buf_size", .count, unit: "bytes", "The size of the receive buffer.",
      example: "kernel_rx_buf_size 65536",
      fate: .without("buffers are sized by directord itself")),
    Keyword(
      "debug", .number(0...4), default: "0", "Has no effect in keepalived either.",
      example: "debug 0", fate: .inherent("it has no effect in keepalived either")),
    Keyword(
      "linkbeat_use_polling", .flag, "The interface's link is polled.",
      fate: .inherent("the kernel tells of every change of a link")),
    Keyword(
      "lvs_sync_daemon_interface", .text("INTERFACE"), "The old place of lvs_sync_daemon.",
      example: "lvs_sync_daemon_interface eth1",
      fate: .deprecated("write 'lvs_sync_daemon INTERFACE INSTANCE' in global_defs")),
  ]
}
