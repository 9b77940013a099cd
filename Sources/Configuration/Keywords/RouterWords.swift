extension Vocabulary {
  static let syncGroup = Vocabulary(
    "vrrp_sync_group", "Virtual routers that change hands together.",
    [
      Keyword(
        "group", .entries("INSTANCE…"), "Its members.", example: "group {\n  VI_1\n  VI_2\n}"),
      Keyword(
        "sync_group_tracking_weight", .flag, "Weights of what is tracked count for the members."),
      Keyword(
        "global_tracking", .flag, "Members share what they track.",
        fate: .inherent("members always share what they track")),
    ] + tracks + hooks)

  static let authentication = Vocabulary(
    "authentication", "A password in the clear in version 2's advertisements.",
    [
      Keyword(
        "auth_type", .choice("PASS|AH"), "A password, or a header of IPsec.",
        example: "auth_type PASS"),
      Keyword(
        "auth_pass", .text("PASSWORD"), unit: "bytes",
        "The password; only the first eight bytes count. Quotes keep a '#' or '!' in it.",
        example: "auth_pass secret"
      ).secret,
    ])

  static let hmac = Vocabulary(
    "auth_hmac",
    "Advertisements are signed with a key. The clocks of both directors must agree within time_window.",
    [
      Keyword(
        "key", .text("NUMBER KEY"),
        "A key of 32 to 64 bytes: hexadecimal digits after hex:, the first line of a file after "
          + "file:, or text. The number is 1 to 255. All keys are good for what is received.",
        example: "key 1 hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
      ).with(.hidden(from: 2)),
      Keyword(
        "active_key", .number(1...255), default: "the only one",
        "The number of the key to sign with.",
        example: "active_key 1"),
      Keyword(
        "anti_replay", .choice("time|monotonic"), default: "time",
        "What guards against advertisements that are sent again.", example: "anti_replay time"),
      Keyword(
        "time_window", .number(1...300), default: "3 × advert_int, 5 at least", unit: "seconds",
        "By how much the directors' clocks may differ before they refuse each other's "
          + "advertisements. With anti_replay monotonic it is not asked.", example: "time_window 5"),
      Keyword(
        "mode", .choice("enforce|permissive|receive-only"), default: "enforce",
        "Whether unsigned advertisements are heard, and whether ours are signed.",
        example: "mode enforce"),
    ])

  /// What instances and groups track.
  static let tracks: [Keyword] = [
    Keyword(
      "track_interface", .block("track_interface"),
      "Interfaces that must be up; with a weight they change the priority instead.",
      example: "track_interface {\n  eth1\n  eth2 weight -20\n}"),
    Keyword(
      "track_script", .block("track_interface"), "Scripts that must succeed.",
      example: "track_script {\n  check_nginx\n}"),
    Keyword(
      "track_process", .block("track_interface"), "Processes that must run.",
      example: "track_process {\n  nginx\n}"),
    Keyword(
      "track_file", .block("track_interface"), "Files whose number is added to the priority.",
      example: "track_file {\n  maintenance\n}"),
    Keyword(
      "track_canary", .block("track_interface"),
      "Canaries: the priority is another one while this director's own view is suspect. Not "
        + "keepalived's.", example: "track_canary {\n  uplink weight -50\n}"),
    Keyword(
      "track_bfd", .block("track_interface"), "Sessions of BFD that must be up.",
      example: "track_bfd {\n  uplink\n}"),
  ]

  /// What instances and groups run and tell.
  static let hooks: [Keyword] =
    [
      ("notify_master", "when it becomes master"), ("notify_backup", "when it becomes backup"),
      ("notify_fault", "when it is at fault"), ("notify_stop", "when directord ends"),
    ].map {
      Keyword(
        $0.0, .script, "A program to run \($0.1).", example: "\($0.0) \"/usr/local/bin/hook up\"")
    } + [
      Keyword(
        "notify", .script,
        "A program to run at every change, with INSTANCE or GROUP, the name, the state and the "
          + "priority as its last arguments.", example: "notify /usr/local/bin/changed"),
      Keyword(
        "notify_priority_changes", .toggle, default: "vrrp_notify_priority_changes",
        "The pipes are told of changed priorities too."),
      Keyword(
        "smtp_alert", .toggle, default: "smtp_alert_vrrp", "Changes are told by mail."),
    ]

  static let instanceHooks: [Keyword] = [
    Keyword(
      "notify_master_rx_lower_pri", .script,
      "A program to run when a master hears one of lower priority.",
      example: "notify_master_rx_lower_pri /usr/local/bin/claim"),
    Keyword(
      "notify_deleted", .script,
      "A program to run when a reload takes the instance away. Without one DELETED is told instead of "
        + "FAULT.", example: "notify_deleted /usr/local/bin/gone"),
  ]

  static let extraAnnouncements =
    "garp_master_refresh announces the addresses where they stand, and no other interface has them"

  static let instanceAnnouncements: [Keyword] = [
    Keyword(
      "garp_master_delay", .seconds, default: "vrrp_garp_master_delay",
      "How long after the first announcement of the addresses a second follows; 0 is none.",
      example: "garp_master_delay 5"),
    Keyword(
      "garp_master_repeat", .number(0...1000), default: "vrrp_garp_master_repeat",
      "How often each address is announced in a row.", example: "garp_master_repeat 5"),
    Keyword(
      "garp_master_refresh", .seconds, default: "vrrp_garp_master_refresh",
      "How often a master announces the addresses anew; 0 is never.",
      example: "garp_master_refresh 60"),
    Keyword(
      "garp_master_refresh_repeat", .number(0...1000), default: "vrrp_garp_master_refresh_repeat",
      "How often each address is announced in a row then.",
      example: "garp_master_refresh_repeat 2"),
    Keyword(
      "garp_lower_prio_delay", .seconds, default: "vrrp_garp_lower_prio_delay",
      "The second announcement's delay after an advertisement of lower priority.",
      example: "garp_lower_prio_delay 5"),
    Keyword(
      "garp_lower_prio_repeat", .number(0...1000), default: "vrrp_garp_lower_prio_repeat",
      "How often each address is announced in a row then.", example: "garp_lower_prio_repeat 1"),
    Keyword(
      "garp_extra_if", .text("[all] SECONDS"), default: "vrrp_garp_extra_if", unit: "seconds",
      "How often the addresses are announced on interfaces beside that of the virtual router.",
      example: "garp_extra_if all 60", obsolete: ["vmac_garp_intvl"],
      fate: .without(extraAnnouncements)),
  ]
}
