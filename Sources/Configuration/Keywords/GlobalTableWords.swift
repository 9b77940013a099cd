/// The part of `global_defs` that is about the kernel's table and about processes.
extension Vocabulary {
  static let globalTable: [Keyword] = [
    Keyword(
      "lvs_sync_daemon",
      .text("INTERFACE [[inst] INSTANCE] [id N] [maxlen N] [port N] [ttl N] [group IP]"),
      "The kernel tells the other director of its connections: the instance's master sends, its "
        + "backup receives.", example: "lvs_sync_daemon eth1 VI_1"),
    Keyword(
      "lvs_timeouts", .text("[tcp SECONDS] [tcpfin SECONDS] [udp SECONDS]"),
      default: "the kernel's",
      unit: "seconds", "How long the kernel remembers idle connections.",
      example: "lvs_timeouts tcp 900 tcpfin 120 udp 300"),
    Keyword(
      "lvs_flush", .flag, "Services of the kernel's table that are not ours are removed at start."),
    Keyword(
      "lvs_flush_on_stop", .text("[VS]"), "The whole table is emptied at the end.",
      example: "lvs_flush_on_stop", obsolete: ["lvs_flush_onstop"]),
    Keyword(
      "keep_table_on_stop", .toggle, default: "off",
      "The table goes on serving after the end. Not keepalived's."),
    Keyword(
      "ipvs", .block("ipvs"),
      "Settings of the kernel's IPVS: defence against floods, and what becomes of connections. Not "
        + "keepalived's.", example: "ipvs {\n  drop_entry 1\n  conntrack on\n}"),
    Keyword(
      "rs_init_notifies", .toggle, default: "off",
      "notify_up runs too for a real server that comes up at start."),
    Keyword(
      "suspect_together", .text("N%|N|off [HOLD]"), default: "off; HOLD: 60", unit: "seconds",
      "Where this many of up to nine unrelated real servers fail at once that are reached through "
        + "one interface or next hop, it is this director that may see badly: none of them is "
        + "removed until one answers again, for at most HOLD. Real servers are unrelated where "
        + "their virtual servers share no address. One that has a canary asks that instead. "
        + "Not keepalived's.",
      example: "suspect_together 100% 60"),
    Keyword(
      "notify_suspect", .script,
      "Runs when this director's own view becomes suspect and when it is trusted again, by a canary "
        + "or by suspect_together. Not keepalived's.",
      example: "notify_suspect \"/usr/local/bin/suspect\""),
    Keyword(
      "check_marks", .text("FIRST-LAST"), default: "0x70000000-0x70003fff",
      "The firewall marks of the services that checks along check_path go through. Not keepalived's.",
      example: "check_marks 0x100-0x1ff"),
    Keyword(
      "check_accept_local", .toggle, default: "off",
      "Sets net.ipv4.conf.INTERFACE.accept_local where checks along check_path go out: without it the "
        + "kernel drops their answers while this director has the virtual address. Not keepalived's."
    ),
    Keyword(
      "doctor", .toggle, default: "on",
      "The daemon judges its own machine by the doctor's rules: after the start and a reload, when the "
        + "kernel tells of a change, and once a minute. What is wrong is logged once and shown by "
        + "'directorctl status'; 'directorctl doctor' shows the evidence and how to put it right. Nothing "
        + "is changed. Not keepalived's.",
      example: "doctor off"),
  ]

  static let globalProcesses: [Keyword] =
    [
      Keyword(
        "vrrp_priority", .number(-20...19), "The election's priority among processes (nice).",
        example: "vrrp_priority -10"),
      Keyword("vrrp_no_swap", .flag, "The process's memory stays in memory."),
      Keyword(
        "vrrp_cpu_affinity", .text("NUMBER…"), default: "all", "The processors of the election.",
        example: "vrrp_cpu_affinity 0 1"),
      Keyword(
        "vrrp_rt_priority", .number(1...99), "The election's real-time priority.",
        example: "vrrp_rt_priority 50"),
      Keyword(
        "vrrp_rlimit_rttime", .number(2...4_294_967_295), unit: "microseconds",
        "How long the real-time election may run without a sleep before the log says it. It is not "
          + "ended, as keepalived is, and sleeps for a moment before that if it can.",
        example: "vrrp_rlimit_rttime 200000", obsolete: ["vrrp_rlimit_rtime"]),
      Keyword(
        "max_auto_priority", .number(-1...99), default: "0",
        "The real-time priority that the election may give itself when it is late.",
        example: "max_auto_priority 50",
        fate: .without("write vrrp_rt_priority: the priority is set and does not grow")),
      Keyword(
        "min_auto_priority_delay", .number(1...10_000_000), default: "1000000",
        unit: "microseconds", "How late it must be for that.",
        example: "min_auto_priority_delay 1000000",
        fate: .without("write vrrp_rt_priority: the priority is set and does not grow")),
      Keyword(
        "process_names", .flag, "Every process has a name of its own.", fate: .without(oneProcess)),
    ]
    + ["process_name", "vrrp_process_name", "bfd_process_name"].map {
      Keyword(
        $0, .text("NAME"), "A process's name.", example: "\($0) director",
        fate: .without(oneProcess))
    }
    + [
      Keyword(
        "checker_process_name", .text("NAME"), "A process's name.",
        example: "checker_process_name director", obsolete: ["lvs_process_name"],
        fate: .without(oneProcess))
    ] + ["checker", "bfd"].flatMap(ofProcess)

  private static let oneProcess = "directord is one process"

  /// What keepalived says of each of its processes; only the election's is a thread here.
  private static func ofProcess(_ process: String) -> [Keyword] {
    let reason = "only the election, in vrrp_ words, has a thread of its own"
    return [
      Keyword(
        "\(process)_priority", .number(-20...19), "Its priority among processes (nice).",
        example: "\(process)_priority 0", fate: .without(reason)),
      Keyword(
        "\(process)_no_swap", .flag, "Its memory stays in memory.",
        fate: .without("vrrp_no_swap keeps the whole process in memory")),
      Keyword(
        "\(process)_cpu_affinity", .text("NUMBER…"), "Its processors.",
        example: "\(process)_cpu_affinity 0", fate: .without(reason)),
      Keyword(
        "\(process)_rt_priority", .number(1...99), "Its real-time priority.",
        example: "\(process)_rt_priority 1", fate: .without(reason)),
      Keyword(
        "\(process)_rlimit_rttime", .number(2...4_294_967_295), unit: "microseconds",
        "How long it may run without a wait.", example: "\(process)_rlimit_rttime 10000",
        obsolete: ["\(process)_rlimit_rtime"], fate: .without(reason)),
    ]
  }

  static let globalBuffers: [Keyword] =
    [
      "vrrp_netlink_cmd_rcv_bufs", "vrrp_netlink_monitor_rcv_bufs", "lvs_netlink_cmd_rcv_bufs",
      "lvs_netlink_monitor_rcv_bufs", "process_monitor_rcv_bufs",
    ].flatMap { name in
      [
        Keyword(
          name, .count, unit: "bytes", "The size of a socket's receive buffer.",
          example: "\(name) 1048576", fate: .without(ownBuffers)),
        Keyword(
          "\(name)_force", .toggle, "That size may exceed the system's bound.",
          fate: .without(ownBuffers)),
      ]
    } + [
      Keyword(
        "vrrp_rx_bufs_policy", .text("MTU|ADVERT|BYTES"),
        "How the receive buffer of advertisements is sized.", example: "vrrp_rx_bufs_policy MTU",
        fate: .without(ownBuffers)),
      Keyword(
        "vrrp_rx_bufs_multiplier", .count, default: "3", "How many times that size.",
        example: "vrrp_rx_bufs_multiplier 3", fate: .without(ownBuffers)),
    ]

  private static let ownBuffers =
    "what a full buffer loses is asked for again, and buffers are sized by directord itself"
}
