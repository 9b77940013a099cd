/// What is tracked, and lesser blocks of virtual routers.
extension Vocabulary {
  static let trackedScript = Vocabulary(
    "vrrp_script", "A program that is run again and again, whose success counts.",
    [
      Keyword(
        "script", .text("\"PROGRAM ARGUMENT…\""), "The program. Exit status 0 is success.",
        example: "script \"/usr/local/bin/check http\""),
      Keyword(
        "interval", .seconds, default: "1", "How often it is run.", example: "interval 2"),
      Keyword(
        "timeout", .time(0.001...31_536_000), default: "the interval",
        "How long it may run; after that it has failed.", example: "timeout 3"),
      Keyword(
        "weight", .text("-253..253 [reverse]"), default: "0",
        "What is added to the priority: on success where positive, on failure where negative. With 0 a "
          + "failure is a fault.", example: "weight -20"),
      Keyword(
        "rise", .number(0...1_000_000), default: "1", "How many successes in a row count.",
        example: "rise 2"),
      Keyword(
        "fall", .number(0...1_000_000), default: "1", "How many failures in a row count.",
        example: "fall 3"),
      Keyword(
        "user", .text("USER [[:]GROUP]"), default: "script_user", "Who it runs as.",
        example: "user nobody"),
      Keyword("init_fail", .flag, "It counts as failed until its first result."),
    ])

  static let trackedProcess = Vocabulary(
    "vrrp_track_process", "Processes that must run.",
    [
      Keyword(
        "process", .text("PROGRAM [ARGUMENT…]"),
        "The program's name, and its arguments if they count.",
        example: "process nginx"),
      Keyword(
        "param_match", .choice("exact|initial|partial"),
        default: "exact, where arguments are named",
        "How arguments are compared.", example: "param_match initial"),
      Keyword(
        "weight", .text("-254..254 [reverse]"), default: "0",
        "What is added to the priority: while they run where positive, while not where negative. With "
          + "0 it is a fault when they do not run.", example: "weight -20"),
      Keyword(
        "quorum", .number(1...65535), default: "1", "How many must run.", example: "quorum 2"),
      Keyword(
        "quorum_max", .number(0...65535), "How many may run.", example: "quorum_max 4"),
      Keyword(
        "fork_delay", .time(0.000001...3600), default: "0",
        "How long enough of them must run before it counts.", example: "fork_delay 0.5"),
      Keyword(
        "terminate_delay", .time(0.000001...3600), default: "0",
        "How long too few of them must run before it counts.", example: "terminate_delay 0.5"),
      Keyword(
        "delay", .time(0.000001...3600), "Both delays.", example: "delay 0.5"),
      Keyword("full_command", .flag, "The program's whole path is compared."),
    ])

  static let trackedFile = Vocabulary(
    "track_file", "A file with a number in it that is added to a priority or weight.",
    [
      Keyword("file", .text("PATH"), "The file.", example: "file /run/directord/weight"),
      Keyword(
        "weight", .text("-2147483647..2147483647 [reverse]"), default: "1",
        "What its number is multiplied with.", example: "weight 1"),
      Keyword(
        "init_file", .text("[NUMBER] [overwrite]"), default: "0",
        "The number that is written at start where the file is missing, or anyway.",
        example: "init_file 0 overwrite"),
    ])

  static let bfd = Vocabulary(
    "bfd_instance", "A BFD session with a neighbour.",
    [
      Keyword(
        "neighbor_ip", .text("IP"), "The neighbour.", example: "neighbor_ip 192.0.2.1",
        also: ["neighbour_ip"]),
      Keyword("source_ip", .text("IP"), "Where to send from.", example: "source_ip 192.0.2.2"),
      Keyword(
        "min_rx", .number(1...10_000), default: "10", unit: "milliseconds",
        "How often its packets may come at most.", example: "min_rx 100"),
      Keyword(
        "min_tx", .number(1...10_000), default: "10", unit: "milliseconds",
        "How often ours are sent at most.", example: "min_tx 100"),
      Keyword(
        "idle_tx", .number(1...10_000), default: "1000", unit: "milliseconds",
        "How often ours are sent while it is down.", example: "idle_tx 1000"),
      Keyword(
        "multiplier", .number(1...255), default: "5",
        "After how many packets that stay away it is down.", example: "multiplier 5"),
      Keyword("passive", .flag, "The neighbour begins."),
      Keyword(
        "ttl", .number(1...255), default: "255, for IPv6 64", "The time to live of our packets.",
        example: "ttl 255", also: ["hoplimit"]),
      Keyword(
        "max_hops", .number(-1...255), default: "0", "How many hops away it may be.",
        example: "max_hops 2"),
      Keyword("multihop", .toggle, default: "off", "The port of sessions over several hops."),
      Keyword(
        "weight", .text("-253..253 [reverse]"), default: "0", "What is added to priorities.",
        example: "weight -20"),
      Keyword("vrrp", .flag, "It is for virtual routers alone."),
      Keyword("checker", .flag, "It is for checkers alone."),
    ])

  static let garpGroup = Vocabulary(
    "garp_group", "A pace of gratuitous ARP that several interfaces share.",
    [
      Keyword(
        "garp_interval", .seconds, "The least time between two gratuitous ARPs.",
        example: "garp_interval 0.1"),
      Keyword(
        "gna_interval", .seconds,
        "The least time between two unsolicited neighbour advertisements.",
        example: "gna_interval 0.1"),
      Keyword("interface", .text("INTERFACE"), "One of them.", example: "interface eth0"),
      Keyword(
        "interfaces", .entries("INTERFACE…"), "Several.", example: "interfaces {\n  eth0 eth1\n}"),
    ])

  static let trackGroup = Vocabulary(
    "track_group", "Virtual routers that suffer when a static address, route or rule is lost.",
    [
      Keyword("group", .entries("INSTANCE…"), "Its members.", example: "group {\n  VI_1\n}")
    ])
}
