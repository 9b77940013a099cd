/// The words within lines of blocks whose lines begin freely: what may follow an address, a prefix, a
/// name. Their readers look them up themselves.
extension Vocabulary {
  static let addressEntry = Vocabulary(
    "virtual_ipaddress",
    "Lines of IP[/LENGTH] and options, also in virtual_ipaddress_excluded and static_ipaddress. "
      + "Without a length an address is /32 or /128.",
    [
      option("dev", "INTERFACE", "Where it stands.", "eth0", default: "the instance's interface"),
      option("scope", "site|link|host|nowhere|global", "Its scope.", "link", default: "global"),
      option("brd", "IP|+|-", "Its broadcast address; + is the network's last.", "+"),
      option("broadcast", "IP|+|-", "The same.", "192.0.2.255"),
      option("label", "LABEL", "Its label, of 15 bytes at most.", "eth0:1"),
      option("peer", "IP[/LENGTH]", "The other end of a point-to-point link.", "192.0.2.1"),
      flag(
        "no_track", "Nobody minds when it is lost.", .inherent("it is put back when it is lost")),
      flag("home", "A home address of Mobile IPv6.", .honoured),
      flag("-nodad", "It is used only after nobody was found to have it (IPv6).", .honoured),
      flag("mngtmpaddr", "The kernel makes temporary addresses of it.", .honoured),
      flag("noprefixroute", "It brings no route to its network.", .honoured),
      flag("autojoin", "Its multicast group is joined.", .honoured),
      option("preferred_lft", "SECONDS|forever", "For how long it is preferred.", "0"),
      option(
        "track_group", "NAME", "Who minds when it is lost.", "GROUP",
        fate: .inherent("it is put back when it is lost")),
      flag(
        "use_vmac", "It stands on an interface as of use_vmac.",
        .without(
          "use_vmac of the instance does it for its interface; elsewhere the card's hardware "
            + "address stays")),
    ], hasFreeLines: true)

  static let routeEntry = Vocabulary(
    "virtual_routes",
    "Lines of [TYPE] [to] PREFIX|default and options, as iproute2 has them, also in static_routes.",
    routeTargets + routeNumbers + lesserRouteWords, hasFreeLines: true)

  private static let routeTargets: [Keyword] =
    ["unicast", "blackhole", "unreachable", "prohibit", "throw"].map {
      Keyword($0, .flag, "The type of the route.", example: "\($0) 198.51.100.0/24 via 192.0.2.1")
    } + [
      option("to", "PREFIX|default", "Where it leads.", "198.51.100.0/24"),
      option("via", "[inet|inet6] IP", "The gateway.", "192.0.2.1"),
      option("gw", "IP", "The gateway.", "192.0.2.1", fate: .deprecated("write 'via'")),
      option("src", "IP", "The address to send from.", "192.0.2.10"),
      option("from", "PREFIX", "For packets from there alone (IPv6).", "2001:db8::/64"),
      option("dev", "INTERFACE", "The interface it leaves by.", "eth0"),
      option("oif", "INTERFACE", "The interface it leaves by.", "eth0"),
      flag("onlink", "The gateway is taken for reachable.", .honoured),
    ]

  private static let routeNumbers: [Keyword] = [
    option("table", "NUMBER", "The routing table.", "100", default: "main"),
    option("metric", "NUMBER", "Of several routes the lowest is taken.", "10"),
    option("priority", "NUMBER", "The same as metric.", "10"),
    option("preference", "NUMBER", "The same as metric.", "10"),
    option("scope", "site|link|host|nowhere|global", "How far it reaches.", "link"),
    option("tos", "HEX", "For packets of this type of service.", "10"),
    option("dsfield", "HEX", "The same as tos.", "10"),
  ]

  private static let lesserRouteWords: [Keyword] =
    [
      ("mtu", "[lock] BYTES", "The path's greatest packet.", "1400"),
      ("advmss", "[lock] BYTES", "The segment size that TCP asks for.", "1360"),
      ("hoplimit", "NUMBER", "The hop limit of what is sent.", "64"),
      ("rtt", "[lock] NUMBER", "The first estimate of TCP's round trip.", "300"),
      ("rttvar", "[lock] NUMBER", "Its variance.", "75"),
      (
        "rto_min", "[lock] MILLISECONDS", "TCP waits so long at least before it sends again.", "200"
      ),
      ("reordering", "[lock] NUMBER", "How far segments may overtake each other.", "3"),
      ("window", "[lock] BYTES", "The greatest window that is advertised.", "65535"),
      ("cwnd", "[lock] SEGMENTS", "The bound of the congestion window.", "10"),
      ("initcwnd", "SEGMENTS", "The congestion window to begin with.", "10"),
      ("initrwnd", "SEGMENTS", "The receive window to begin with.", "10"),
      ("ssthresh", "[lock] SEGMENTS", "The threshold of slow start.", "10"),
      ("features", "ecn", "Explicit congestion notification is asked for.", "ecn"),
      ("quickack", "0|1", "Segments are acknowledged at once.", "1"),
      ("fastopen_no_cookie", "0|1", "TCP Fast Open goes without a cookie.", "1"),
    ].map { option($0.0, $0.1, $0.2, $0.3) }
    + [
      option(
        "congctl", "[lock] NAME", "TCP's congestion control.", "cubic",
        fate: .without("net.ipv4.tcp_congestion_control says it for the whole machine")),
      option(
        "realms", "[FROM/]TO", "The route's realms.", "10",
        fate: .without("tc's classifier alone asks for them: mark packets instead")),
      option(
        "pref", "low|medium|high", "The router's preference (IPv6).", "high",
        fate: .without("of several routes the one with the lowest metric is taken")),
      option(
        "expires", "SECONDS", "When it goes by itself (IPv6).", "60",
        fate: .without("it stands as long as what it belongs to")),
      option(
        "protocol", "NUMBER", "Who made it.", "100",
        fate: .without("directord knows its routes by a number of its own, 112")),
      option(
        "ttl-propagate", "enabled|disabled", "Of MPLS.", "enabled",
        fate: .without("MPLS alone asks for it")),
      flag(
        "prepend", "It goes in front of those to the same destination.", .inherent("it does")),
      flag(
        "add", "It is added where there is none to the same destination.",
        .without("it goes in front of those to the same destination")),
      flag(
        "append", "It goes behind those to the same destination.",
        .without("it goes in front of those to the same destination: write a greater metric")),
      flag("lock", "What the path turns out to be does not change the number after it.", .honoured),
      option(
        "encap", "…", "Of a tunnel.", "mpls",
        fate: .dropped("make the tunnel an interface, and let the route leave by it")),
      option(
        "nexthop", "via IP …", "One of several gateways.", "via 192.0.2.2",
        fate: .dropped("write a route for each gateway, with metrics that differ")),
      option(
        "or", "IP", "A second gateway, as it was written of old.", "192.0.2.2",
        fate: .dropped("write a second route with a greater metric")),
      option(
        "vrf", "NAME", "The table of a VRF.", "red",
        fate: .dropped("write 'table' with the number of its table: 'ip -d link show NAME'")),
      flag(
        "no_track", "Nobody minds when it is lost.", .inherent("it is put back when it is lost")),
      option(
        "track_group", "NAME", "Who minds when it is lost.", "GROUP",
        fate: .inherent("it is put back when it is lost")),
    ]

  static let ruleEntry = Vocabulary(
    "virtual_rules",
    "Lines of selectors and an action, as iproute2 has them, also in static_rules.",
    ruleSelectors + ruleActions
      + lesserRuleWords
      + [
        flag(
          "no_track", "Nobody minds when it is lost.", .inherent("it is put back when it is lost")),
        option(
          "track_group", "NAME", "Who minds when it is lost.", "GROUP",
          fate: .inherent("it is put back when it is lost")),
      ], hasFreeLines: true)

  private static let ruleSelectors: [Keyword] = [
    flag("inet", "It is for IPv4.", .honoured), flag("inet6", "It is for IPv6.", .honoured),
    flag("not", "It is for all packets that do not match.", .honoured),
    option("from", "PREFIX|all", "Packets from there.", "192.0.2.0/24"),
    option("to", "PREFIX|all", "Packets to there.", "198.51.100.0/24"),
    option("iif", "INTERFACE", "Packets that came in there.", "eth0"),
    option("dev", "INTERFACE", "The same as iif.", "eth0"),
    option("oif", "INTERFACE", "Packets that are to leave there.", "eth0"),
    option("tos", "HEX", "Packets of this type of service.", "10"),
    option("dsfield", "HEX", "The same as tos.", "10"),
    option("fwmark", "MARK[/MASK]", "Packets with this firewall mark.", "7"),
  ]

  private static let lesserRuleWords: [Keyword] = [
    option(
      "suppress_prefixlength", "NUMBER", "A route that is no longer does not count.", "0",
      also: ["sup_pl"]),
    option(
      "suppress_ifgroup", "NUMBER", "A route by an interface of this group does not count.", "1",
      also: ["sup_group"]),
    option("tunnel-id", "NUMBER", "Packets of this tunnel.", "7"),
    option("uidrange", "FIRST-LAST", "Packets of these users' sockets.", "1000-1999"),
    option(
      "ipproto", "NAME|NUMBER", "Packets of this protocol.", "tcp", also: ["ip_proto"]),
    option("sport", "PORT[-LAST]", "Packets from these ports.", "1024-2047"),
    option("dport", "PORT[-LAST]", "Packets to these ports.", "80"),
    flag("l3mdev", "The table is that of the packet's VRF.", .honoured),
    option("type", "unicast|blackhole|unreachable|prohibit|nop", "What is done.", "prohibit"),
    option(
      "realms", "[FROM/]TO", "The rule's realms.", "10",
      fate: .dropped("tc's classifier alone asks for them: mark packets, and select by fwmark")),
    option(
      "protocol", "NUMBER", "Who made it.", "100",
      fate: .without("directord knows its rules by a number of its own, 112")),
  ]

  private static let ruleActions: [Keyword] = [
    option("priority", "NUMBER", "Rules are tried in this order.", "1000"),
    option("preference", "NUMBER", "The same as priority.", "1000"),
    option("order", "NUMBER", "The same as priority.", "1000"),
    option("table", "NUMBER", "The routing table to look in.", "100"),
    option("lookup", "NUMBER", "The same as table.", "100"),
    option("goto", "NUMBER", "Goes on at the rule of that priority.", "2000"),
    flag("nop", "Does nothing.", .honoured), flag("blackhole", "Drops the packet.", .honoured),
    flag("unreachable", "Answers that there is no way.", .honoured),
    flag("prohibit", "Answers that it is forbidden.", .honoured),
  ]

  static let peerEntry = Vocabulary(
    "unicast_peer", "Lines of IP and options.",
    [
      option("min_ttl", "0..255", "The least time to live of its packets.", "255", default: "0"),
      option("max_ttl", "0..255", "The greatest time to live.", "255", default: "255"),
    ], hasFreeLines: true)

  static let trackEntry = Vocabulary(
    "track_interface",
    "Lines of NAME and options, also in track_script, track_process, track_file and track_bfd.",
    [
      option(
        "weight", "-254..254", "What is added to the priority; with 0 a failure is a fault.", "-20",
        default: "the tracked object's, or 0"),
      flag("reverse", "The weight counts the other way round.", .honoured),
      flag("noreverse", "It does not, whatever the tracked object says.", .honoured),
    ], hasFreeLines: true)

  private static func option(
    _ name: String, _ form: String, _ meaning: String, _ value: String,
    default fallback: String = "", also synonyms: [String] = [], fate: Fate = .honoured
  ) -> Keyword {
    Keyword(
      name, .text(form), default: fallback, meaning, example: "\(name) \(value)", also: synonyms,
      fate: fate)
  }

  private static func flag(_ name: String, _ meaning: String, _ fate: Fate) -> Keyword {
    Keyword(name, .flag, meaning, fate: fate)
  }
}
