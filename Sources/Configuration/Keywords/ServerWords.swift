extension Vocabulary {
  static let virtualServer = Vocabulary(
    "virtual_server",
    "What clients connect to: a service of the kernel's table, with its real servers.",
    serviceWords + persistenceWords + quorumWords + serviceDefaults)

  /// What the kernel's service is.
  private static let serviceWords: [Keyword] = [
    Keyword(
      "lb_algo", .choice("rr|wrr|lc|wlc|lblc|lblcr|sh|mh|dh|fo|ovf|sed|nq|twos"), default: "wlc",
      "The scheduler: how the kernel chooses a real server for a connection.",
      example: "lb_algo wrr", also: ["lvs_sched"]),
    Keyword(
      "lb_kind", .text(forwardingForm), default: "NAT",
      "The forwarding method: how packets reach the real servers.", example: "lb_kind DR",
      also: ["lvs_method"]),
    Keyword(
      "protocol", .choice("TCP|UDP|SCTP"), default: "UDP, and a warning",
      "The transport protocol. A firewall mark has none.", example: "protocol TCP"),
    Keyword(
      "ops", .flag, "Every packet of UDP is a connection of its own (one-packet scheduling).",
      example: "protocol UDP\nops"),
    Keyword("flag-1", .flag, "The scheduler's first flag."),
    Keyword("flag-2", .flag, "The scheduler's second flag."),
    Keyword("flag-3", .flag, "The scheduler's third flag."),
    Keyword(
      "sh-fallback", .flag, "Scheduler sh: a real server with weight 0 is passed over.",
      example: "lb_algo sh\nsh-fallback"),
    Keyword(
      "sh-port", .flag, "Scheduler sh: the client's port counts too.",
      example: "lb_algo sh\nsh-port"),
    Keyword(
      "mh-fallback", .flag, "Scheduler mh: a real server with weight 0 is passed over.",
      example: "lb_algo mh\nmh-fallback"),
    Keyword(
      "mh-port", .flag, "Scheduler mh: the client's port counts too.",
      example: "lb_algo mh\nmh-port"),
    Keyword(
      "hashed", .flag, "The service is found by a hash.",
      fate: .deprecated("the kernel sets it by itself; take it out")),
    Keyword(
      "ip_family", .choice("inet|inet6"), default: "the real servers'",
      "The address family of a firewall mark.", example: "ip_family inet6"),
    Keyword(
      "real_server", .block("real_server", after: "IP [PORT]"), "One that serves.",
      example: "real_server 10.0.0.2 80 {\n  TCP_CHECK {\n  }\n}"),
  ]

  private static let persistenceWords: [Keyword] = [
    Keyword(
      "persistence_timeout", .text("[1..2678400]"),
      default: "none; 360 where the word stands alone",
      unit: "seconds", "For how long a client's connections go to one real server.",
      example: "persistence_timeout 300"),
    Keyword(
      "persistence_granularity", .text("MASK|LENGTH"), default: "the whole address",
      "Which clients count as one.", example: "persistence_granularity 255.255.255.0"),
    Keyword(
      "persistence_engine", .text("NAME"), "The kernel's module that tells clients apart.",
      example: "persistence_engine sip"),
  ]

  private static let quorumWords: [Keyword] = [
    Keyword(
      "quorum", .text("WEIGHT|N%"), default: "1",
      "The least sum of weights of real servers that are up, or, which is not keepalived's, so many "
        + "per cent of all weights.", example: "quorum 2"),
    Keyword(
      "hysteresis", .count, default: "0",
      "By how much more the quorum is regained, and by how much less it is lost.",
      example: "quorum 3\nhysteresis 1"),
    Keyword(
      "quorum_up", .script, "A program to run when the quorum is regained.",
      example: "quorum_up \"/usr/local/bin/quorum up\""),
    Keyword(
      "quorum_down", .script, "A program to run when the quorum is lost.",
      example: "quorum_down \"/usr/local/bin/quorum down\""),
    Keyword(
      "sorry_server", .text("IP [PORT]"), "Who answers where the quorum is lost.",
      example: "sorry_server 10.0.0.9 80"),
    Keyword(
      "sorry_server_inhibit", .flag,
      "The sorry server stays in the table, with weight 0, while it is not needed."),
    Keyword(
      "sorry_server_lvs_method", .text(forwardingForm), default: "the virtual server's",
      "The forwarding method to the sorry server.", example: "sorry_server_lvs_method NAT"),
  ]

  private static let serviceDefaults: [Keyword] =
    [
      Keyword(
        "weight", .number(0...2_147_483_647), default: "1",
        "The weight of real servers that name none.",
        example: "weight 10"),
      Keyword(
        "inhibit_on_failure", .flag,
        "A real server that fails stays in the table with weight 0, and keeps its connections."),
      Keyword(
        "omega", .flag, "notify_down and quorum_down run at the end too."),
      Keyword(
        "ha_suspend", .flag,
        "Checks rest while this machine does not have the address; what they found stays."),
      Keyword(
        "follow", .text("INSTANCE"),
        "Its services stand in the table only while this director is master of the instance.",
        example: "follow VI_1"),
      Keyword(
        "panic_threshold", .text("N%"), default: "none",
        "Where fewer than so many per cent of the real servers pass their checks, that is not "
          + "believed: all of them serve, and an alarm says so. Not keepalived's.",
        example: "panic_threshold 30%"),
      Keyword(
        "max_removed", .text("COUNT|N% SECONDS"), default: "none",
        "At most so many real servers are removed within so many seconds. Not keepalived's.",
        example: "max_removed 2 60"),
      Keyword(
        "canary", .text("NAME"), default: "none",
        "A failure counts only where this canary passes. Not keepalived's.",
        example: "canary uplink"),
    ] + upkeep("none") + checkDefaults("60", retries: "1", delay: "1", alpha: .flag)
    + alerts("smtp_alert_checker")

  static let forwardingForm = "NAT|DR|TUN [type ipip|gue port PORT|gre] [nocsum|csum|remcsum]"

  /// Told by mail, and told to SNMP.
  private static func alerts(_ fallback: String) -> [Keyword] {
    [
      Keyword(
        "smtp_alert", .toggle, default: fallback, "Changes are told by mail."),
      Keyword(
        "snmp_name", .text("NAME"), "The name in SNMP.", example: "snmp_name web",
        fate: .without("there is no SNMP")),
    ]
  }

  static let realServer = Vocabulary(
    "real_server", "One that serves.",
    [
      Keyword(
        "weight", .number(0...2_147_483_647), default: "the virtual server's, or 1",
        "Its share of connections; 0 is none.", example: "weight 3"),
      Keyword(
        "lvs_method", .text(forwardingForm), default: "the virtual server's",
        "The forwarding method to it.", example: "lvs_method TUN"),
      Keyword(
        "lb_kind", .text(forwardingForm), "The forwarding method.", example: "lb_kind NAT",
        fate: .dropped("write 'lvs_method' in a real_server")),
      Keyword(
        "uthreshold", .count, default: "none",
        "With so many connections it gets no more.", example: "uthreshold 1000"),
      Keyword(
        "lthreshold", .count, default: "three quarters of uthreshold",
        "Below so many connections it gets some again.",
        example: "uthreshold 1000\nlthreshold 800"),
      Keyword(
        "inhibit_on_failure", .toggle, default: "the virtual server's",
        "When it fails it stays in the table with weight 0, and keeps its connections."),
      Keyword(
        "notify_up", .script, "A program to run when it comes up.",
        example: "notify_up \"/usr/local/bin/server up\""),
      Keyword(
        "notify_down", .script, "A program to run when it goes down.",
        example: "notify_down \"/usr/local/bin/server down\""),
      Keyword(
        "maintenance", .toggle, default: "off",
        "It has weight 0 whatever its checks say, and keeps its connections. Not keepalived's."),
    ] + checkers + upkeep("the virtual server's")
      + checkDefaults(
        "the virtual server's", retries: "the virtual server's", delay: "the virtual server's")
      + alerts("on, or smtp_alert_checker"))

  private static let checkers: [Keyword] =
    [
      Keyword("TCP_CHECK", .block("TCP_CHECK"), "It must accept a connection."),
      Keyword(
        "HTTP_GET", .block("HTTP_GET"), "It must answer requests of HTTP.",
        example: "HTTP_GET {\n  url {\n    path /\n    status_code 200\n  }\n}"),
      Keyword(
        "SSL_GET", .block("SSL_GET"), "It must answer requests of HTTPS.",
        example: "SSL_GET {\n  url {\n    path /\n  }\n}"),
      Keyword("FTP_CHECK", .block("FTP_CHECK"), "It must take a login of FTP. Not keepalived's."),
      Keyword(
        "SMTP_CHECK", .block("SMTP_CHECK"), "It must greet as a mail server does."),
      Keyword(
        "DNS_CHECK", .block("DNS_CHECK"), "It must answer a question of DNS."),
      Keyword(
        "UDP_CHECK", .block("UDP_CHECK"), "It must answer a datagram, or not refuse it."),
      Keyword("PING_CHECK", .block("PING_CHECK"), "It must answer an echo request."),
      Keyword(
        "MISC_CHECK", .block("MISC_CHECK"), "A program must succeed.",
        example: "MISC_CHECK {\n  misc_path \"/usr/local/bin/check 10.0.0.2\"\n}"),
      Keyword(
        "FILE_CHECK", .block("FILE_CHECK"), "A file's number changes the weight.",
        example: "FILE_CHECK {\n  track_file maintenance\n}"),
      Keyword(
        "BFD_CHECK", .block("BFD_CHECK"), "A session of BFD must be up.",
        example: "BFD_CHECK {\n  name uplink\n}"),
    ] + serviceCheckers

  /// How checks come to a condition, and how a real server comes back. None is keepalived's.
  private static func upkeep(_ fallback: String) -> [Keyword] {
    [
      Keyword(
        "checks_needed", .text("all|any|COUNT"), default: fallback == "none" ? "all" : fallback,
        "How many of a real server's checks must pass. Not keepalived's.",
        example: "checks_needed any"),
      Keyword(
        "slow_start", .time(0...86_400), default: fallback,
        "How long the weight takes to rise, in ten steps, when a real server has come back. Not "
          + "keepalived's.", example: "slow_start 30"),
      Keyword(
        "flap_damping", .text("FIRST [MOST]|off"), default: fallback,
        "From the second fall on a real server is held down for FIRST seconds, then for twice as "
          + "long each time, up to MOST (300); one that has been up for MOST begins anew. Not "
          + "keepalived's.", example: "flap_damping 10 300"),
      Keyword(
        "check_path", .text("direct|forwarded|both [VIP]"),
        default: fallback == "none" ? "direct" : fallback,
        "Checks ask the real server itself, or the virtual address (the first, or VIP) along the way of "
          + "clients: through IPVS, by DR, TUN or NAT. Not keepalived's.",
        example: "check_path both"),
    ]
  }

  /// What a virtual server and a real server say for all checkers within.
  private static func checkDefaults(
    _ loop: String, retries: String, delay: String, alpha: KeywordForm = .toggle
  ) -> [Keyword] {
    let time = loop == "60" ? "5" : loop
    return [
      Keyword(
        "delay_loop", .time(0.001...31_536_000), default: loop,
        "From one check to the next, for checkers that do not say.", example: "delay_loop 6"),
      Keyword(
        "connect_timeout", .time(0.001...31_536_000), default: time,
        "How long one check may last in all, for checkers that do not say.",
        example: "connect_timeout 3"),
      Keyword(
        "retry", .count, default: retries,
        "How often a check is tried again before it has failed, for checkers that do not say.",
        example: "retry 3"),
      Keyword(
        "delay_before_retry", .seconds, default: delay,
        "How long to wait before that, for checkers that do not say.",
        example: "delay_before_retry 3"),
    ] + judgement + [
      Keyword(
        "warmup", .seconds, default: "delay_loop",
        "Within how long first checks begin, for checkers that do not say.", example: "warmup 5"),
      Keyword(
        "virtualhost", .text("HOST"), "The host to ask for, for checkers that do not say.",
        example: "virtualhost www.example.org"),
      Keyword(
        "alpha", alpha, default: alpha == .toggle ? "off" : "",
        "A first check that fails is no change, and runs no notify_down."),
    ]
  }

  static let virtualServerGroup = Vocabulary(
    "virtual_server_group",
    "Lines of IP [PORT], a range IP-LAST [PORT] or a network IP/LENGTH [PORT], and marks.",
    [
      Keyword(
        "fwmark", .text("MARK [inet|inet6]"), "Packets with this firewall mark.",
        example: "fwmark 10 inet")
    ], hasFreeLines: true)

  static let canary = Vocabulary(
    "canary", "Addresses that fail only where this director's own view is at fault.",
    [
      Keyword(
        "address", .block("real_server", after: "IP [PORT]"),
        "One of them, with its checks; the canary fails where all of them do.",
        example: "address 192.0.2.254 22 {\n  TCP_CHECK {\n  }\n}")
    ] + checkDefaults("60", retries: "1", delay: "1"))
}
