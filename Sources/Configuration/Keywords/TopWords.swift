extension Vocabulary {
  static let root = Vocabulary("top", "What stands outside any block.", topBlocks + topSettings)

  private static let topBlocks: [Keyword] = [
    Keyword(
      "global_defs", .block("global_defs"), "Settings of the whole director.",
      example: "global_defs {\n  router_id lb1\n}"),
    Keyword(
      "vrrp_instance", .block("vrrp_instance", after: "NAME"),
      "A virtual router: addresses that one of several directors holds at a time.",
      example: "vrrp_instance VI {\n  interface eth0\n  virtual_router_id 51\n  priority 150\n"
        + "  virtual_ipaddress {\n    192.0.2.10/24\n  }\n}"),
    Keyword(
      "vrrp_sync_group", .block("vrrp_sync_group", after: "NAME"),
      "Virtual routers that change hands together.",
      example: "vrrp_sync_group VG {\n  group {\n    VI_1\n    VI_2\n  }\n}"),
    Keyword(
      "vrrp_script", .block("vrrp_script", after: "NAME"),
      "A program that is run again and again, whose success counts for those who track it.",
      example: "vrrp_script http {\n  script \"/usr/local/bin/check http\"\n  interval 2\n}"),
    Keyword(
      "vrrp_track_process", .block("vrrp_track_process", after: "NAME"),
      "Processes that must run, for those who track it.",
      example: "vrrp_track_process proxy {\n  process nginx\n}"),
    Keyword(
      "track_file", .block("track_file", after: "NAME"),
      "A file with a number in it that is added to a priority or weight.",
      example: "track_file drained {\n  file /run/directord/drained\n  weight 1\n}",
      obsolete: ["vrrp_track_file"]),
    Keyword(
      "virtual_server", .block("virtual_server", after: "IP [PORT] | fwmark MARK | group NAME"),
      "What clients connect to: a service of the kernel's table, with its real servers.",
      example: "virtual_server 192.0.2.10 80 {\n  lb_algo wrr\n  lb_kind NAT\n  protocol TCP\n"
        + "  real_server 10.0.0.2 80 {\n    TCP_CHECK {\n    }\n  }\n}"),
    Keyword(
      "virtual_server_group", .block("virtual_server_group", after: "NAME"),
      "Addresses, ranges and marks that one virtual server serves alike.",
      example: "virtual_server_group WEB {\n  192.0.2.10-19 80\n}"),
    Keyword(
      "canary", .block("canary", after: "NAME"),
      "Addresses that fail only where this director's own view is at fault. Not keepalived's.",
      example: "canary gateway {\n  address 192.0.2.254 22 {\n    TCP_CHECK {\n    }\n  }\n}"),
    Keyword("SSL", .block("SSL"), "The files that every SSL_GET uses."),
    Keyword(
      "bfd_instance", .block("bfd_instance", after: "NAME"),
      "A BFD session with a neighbour, whose state may be tracked.",
      example: "bfd_instance gateway {\n  neighbor_ip 192.0.2.254\n}"),
    Keyword(
      "static_ipaddress", .block("virtual_ipaddress"),
      "Addresses that stand from start to end and belong to no virtual router.",
      example: "static_ipaddress {\n  192.0.2.5/24 dev eth0\n}"),
    Keyword(
      "static_routes", .block("virtual_routes"),
      "Routes that stand from start to end and belong to no virtual router.",
      example: "static_routes {\n  198.51.100.0/24 via 192.0.2.1\n}"),
    Keyword(
      "static_rules", .block("virtual_rules"),
      "Routing rules that stand from start to end and belong to no virtual router.",
      example: "static_rules {\n  from 192.0.2.0/24 table 100 preference 1000\n}"),
    Keyword(
      "track_group", .block("track_group", after: "NAME"),
      "Virtual routers that suffer when a static address, route or rule is lost.",
      fate: .without("static addresses, routes and rules are put back when they are lost")),
    Keyword(
      "garp_group", .block("garp_group"),
      "A pace of gratuitous ARP that several interfaces share.",
      fate: .without("vrrp_garp_interval and vrrp_gna_interval in global_defs pace them all")),
    Keyword(
      "linkbeat_interfaces", .entries("INTERFACE [MII|ETHTOOL|IOCTL]"),
      "Interfaces whose link is polled.", example: "linkbeat_interfaces {\n  eth0 MII\n}",
      fate: .inherent("the kernel tells of every change of a link")),
    Keyword(
      "interface_up_down_delays", .entries("INTERFACE DOWN [UP]"),
      "For how many seconds an interface must be down, or up, before it counts as such.",
      example: "interface_up_down_delays {\n  eth0 0.5 1\n}"),
  ]

  private static let topSettings: [Keyword] = [
    Keyword(
      "linkbeat_use_polling", .flag, "The links of all interfaces are polled.",
      fate: .inherent("the kernel tells of every change of a link")),
    Keyword(
      "net_namespace", .text("NAME"), default: "where directord is started",
      "The network namespace, of 'ip netns', to run in. It is entered at the start, which takes "
        + "CAP_SYS_ADMIN; systemd's NetworkNamespacePath= enters it without. A restart changes it.",
      example: "net_namespace lb1"),
    Keyword(
      "net_namespace_ipvs", .text("[NAME]"), default: "net_namespace",
      "The network namespace of the kernel's table alone; without a name, the machine's first one. "
        + "Checks and addresses stay in net_namespace.", example: "net_namespace_ipvs lb1"),
    Keyword(
      "namespace_with_ipsets", .flag, "Uses ipsets in a namespace of an old kernel.",
      fate: .without("directord makes no ipsets")),
    Keyword(
      "instance", .text("NAME"), "A name for this process, in the names of its files.",
      example: "instance lb1",
      fate: .without("--config, --socket and the service manager keep several directors apart")),
    Keyword(
      "use_pid_dir", .flag, "Keeps files with process numbers in a directory of their own.",
      fate: .without("there are no such files: the service manager knows the process")),
    Keyword(
      "child_wait_time", .number(0...4_294_967_295), default: "5", unit: "seconds",
      "How long to wait for child processes at the end.", example: "child_wait_time 5",
      fate: .without("there are no child processes to wait for")),
  ]

  /// The file's `SSL`, for every `SSL_GET`.
  static let tls = Vocabulary(
    "SSL", "The files that every SSL_GET uses; all of PEM.",
    [
      Keyword(
        "ca", .text("FILE"), "The authorities that verify_certificate trusts.",
        example: "ca /etc/ssl/certs/ca-certificates.crt"),
      Keyword(
        "certificate", .text("FILE"), "The certificate to show to servers that ask for one.",
        example: "certificate /etc/directord/check.pem"),
      Keyword(
        "key", .text("FILE"), "The certificate's private key.",
        example: "key /etc/directord/check.key"),
      Keyword(
        "password", .text("PASSWORD"), "What the private key is locked with.",
        example: "password secret"
      ).secret,
    ])
}
