/// The part of `global_defs` that is about looking at the daemon and about its files.
extension Vocabulary {
  static let globalObservation: [Keyword] =
    [
      Keyword(
        "snmp_socket", .text("ADDRESS"), "Where the agent of SNMP listens.",
        example: "snmp_socket unix:/var/agentx/master", fate: .without(noSNMP)),
      Keyword(
        "enable_snmp_vrrp", .flag, "SNMP for virtual routers.",
        obsolete: ["enable_snmp_keepalived"], fate: .without(noSNMP)),
    ]
    + [
      "enable_snmp_checker", "enable_snmp_rfc", "enable_snmp_rfcv2", "enable_snmp_rfcv3",
      "enable_traps",
    ].map { Keyword($0, .flag, "A part of SNMP.", fate: .without(noSNMP)) }
    + ["snmp_vs_stats_update_interval", "snmp_rs_stats_update_interval"].map {
      Keyword(
        $0, .time(0.001...30), default: "5", "How old statistics in SNMP may be.",
        example: "\($0) 5", fate: .without(noSNMP))
    }
    + [
      Keyword("enable_dbus", .flag, "Answers on D-Bus.", fate: .without(noBus)),
      Keyword(
        "dbus_service_name", .text("NAME"), default: "org.keepalived.Vrrp1", "The name there.",
        example: "dbus_service_name org.example.director", fate: .without(noBus)),
      Keyword(
        "dbus_no_interface_name", .text("NAME"), default: "none",
        "What is said there of a virtual router without an interface.",
        example: "dbus_no_interface_name none", fate: .without(noBus)),
      Keyword(
        "json_version", .choice("1|2"), default: "1", "The form of keepalived's JSON.",
        example: "json_version 2",
        fate: .without("'directorctl status --json' has a schema of its own")),
      Keyword(
        "data_use_instance", .toggle, "The names of dumped files hold the instance's.",
        fate: .without(noDumps)),
    ]
    + ["state", "stats", "json"].map {
      Keyword(
        "\($0)_dump_file", .text("PATH"), "Where a signal dumps to.",
        example: "\($0)_dump_file /tmp/director.\($0)", also: ["\($0)_file_location"],
        fate: .without(noDumps))
    }

  private static let noSNMP = "there is no SNMP; 'directorctl status --json' tells the same"
  private static let noBus = "there is no D-Bus; 'directorctl status --json' tells the same"
  private static let noDumps = "nothing is dumped; 'directorctl status' shows it"

  static let globalReload: [Keyword] = [
    Keyword(
      "reload_check_config", .text("[LOGFILE]"), "A file with an error is not reloaded.",
      example: "reload_check_config",
      fate: .inherent("a file with an error is refused whole, and the log says why")),
    Keyword(
      "reload_time_file", .text("PATH"), "A file that says when to reload.",
      example: "reload_time_file /etc/directord/when",
      fate: .without("a timer of systemd that runs 'directorctl reload' does it")),
    Keyword(
      "reload_repeat", .flag, "That time is each day's.",
      fate: .without("a timer of systemd that runs 'directorctl reload' does it")),
    Keyword(
      "reload_file", .text("[PATH]"), "A file that is there while the configuration is read.",
      example: "reload_file",
      fate: .without("'directorctl reload' ends when the configuration has been read")),
    Keyword(
      "include_check", .text("[[+|-]read|match|wildcard_match|brace_match…]"), default: "none",
      "What must be so of the files that are included from here on: they can be read, a name "
        + "matches, a pattern does, every alternative in braces does. Alone it asks for all; with + and "
        + "- a check comes and goes.", example: "include_check match brace_match"),
    Keyword(
      "tmp_config_directory", .text("DIRECTORY"), "Where the file is copied to.",
      example: "tmp_config_directory /var/tmp", fate: .without("it is not copied")),
    Keyword(
      "config_save_dir", .text("DIRECTORY"), "Where each reload keeps what it found.",
      example: "config_save_dir /var/lib/director",
      fate: .without("'directorctl check --print' shows what a file means")),
    Keyword(
      "random_seed", .count, default: "the time", "What ${_RANDOM} is drawn from.",
      example: "random_seed 5",
      fate: .without("${_RANDOM} is drawn anew at each start")),
    Keyword(
      "linkbeat_use_polling", .flag, "The links of all interfaces are polled.",
      fate: .inherent("the kernel tells of every change of a link")),
  ]
}
