extension Vocabulary {
  static let global = Vocabulary(
    "global_defs", "Settings of the whole director.",
    globalIdentity + globalScripts + globalElection + globalAnnouncements + globalTable
      + globalFirewall + globalProcesses + globalBuffers + globalObservation + globalReload)

  private static let globalIdentity: [Keyword] = [
    Keyword(
      "router_id", .text("NAME"), default: "the host's name",
      "This director's name, in messages and mail.", example: "router_id lb1"),
    Keyword(
      "notification_email", .entries("ADDRESS"), "Who is told by mail.",
      example: "notification_email {\n  ops@example.org\n}"),
    Keyword(
      "notification_email_from", .text("ADDRESS"), default: "keepalived@ and the host's name",
      "Whom the mail is from.", example: "notification_email_from lb1@example.org"),
    Keyword(
      "smtp_server", .text("HOST [PORT]"), "The relay that takes the mail.",
      example: "smtp_server 192.0.2.25 25"),
    Keyword(
      "smtp_connect_timeout", .count, default: "30", unit: "seconds",
      "How long to wait for the relay.", example: "smtp_connect_timeout 30"),
    Keyword(
      "smtp_helo_name", .text("NAME"), default: "the host's name",
      "The name to greet the relay with.", example: "smtp_helo_name lb1.example.org"),
    Keyword(
      "smtp_alert", .toggle, "Whether changes are told by mail where a block does not say."),
    Keyword(
      "smtp_alert_vrrp", .toggle, "The same, for virtual routers alone."),
    Keyword(
      "smtp_alert_checker", .toggle, "The same, for real servers and quorums alone."),
    Keyword("no_email_faults", .flag, "No mail when a virtual router is at fault."),
    Keyword(
      "no_checker_emails", .toggle, default: "off",
      "Mail only when a real server comes or goes, and not for each of its checks.",
      fate: .inherent("a mail tells of a real server, with the check that decided")),
    Keyword(
      "checker_log_all_failures", .toggle, default: "off",
      "Every check that fails is logged, not only the last of its retries."),
  ]

  private static let globalScripts: [Keyword] = [
    Keyword(
      "script_user", .text("USER [[:]GROUP]"),
      default: "keepalived_script if there is such a user, otherwise directord's own user",
      "The user that scripts run as if they name none.",
      example: "script_user nobody"),
    Keyword(
      "enable_script_security", .flag,
      "A script that somebody other than root could change is not run as root: it, each directory "
        + "and each symbolic link on the way must be root's, and writable by nobody else."),
    Keyword(
      "use_symlink_paths", .toggle, default: "off", "Keeps symbolic links in scripts' paths.",
      fate: .inherent("a script is run by the path that the file has")),
    Keyword(
      "set_supplementary_groups", .toggle, default: "off",
      "Scripts run with all groups of their user."),
    Keyword(
      "hook_timeout", .number(HookBounds.timeouts), default: "60", unit: "seconds",
      "How long a hook may run. After this it is sent SIGTERM, 2 s later SIGKILL. Not keepalived's.",
      example: "hook_timeout 60"),
    Keyword(
      "hooks_at_once", .number(HookBounds.counts), default: "16",
      "How many hooks of real servers and quorums run at a time; the others wait. Hooks of virtual "
        + "routers and sync groups never wait for these. Not keepalived's.",
      example: "hooks_at_once 16"),
    Keyword(
      "startup_script", .script, "A program that is run once, before anything else.",
      example: "startup_script /usr/local/sbin/prepare",
      fate: .without("systemd's ExecStartPre= runs it: 'systemctl edit directord'")),
    Keyword(
      "startup_script_timeout", .number(1...1000), default: "10", unit: "seconds",
      "How long it may run.", example: "startup_script_timeout 10",
      fate: .without("systemd's ExecStartPre= runs it, and TimeoutStartSec= bounds it")),
    Keyword(
      "shutdown_script", .script, "A program that is run once, after everything else.",
      example: "shutdown_script /usr/local/sbin/tidy",
      fate: .without("systemd's ExecStopPost= runs it: 'systemctl edit directord'")),
    Keyword(
      "shutdown_script_timeout", .number(1...1000), default: "10", unit: "seconds",
      "How long it may run.", example: "shutdown_script_timeout 10",
      fate: .without("systemd's ExecStopPost= runs it, and TimeoutStopSec= bounds it")),
    Keyword(
      "umask", .text("MASK"), "Which permissions files that are made do not get.",
      example: "umask 077", fate: .without("the service manager's UMask= says so")),
    Keyword(
      "notify_fifo", .text("PATH [USER [GROUP]]"),
      "A named pipe to which every change is written.", example: "notify_fifo /run/directord/events"
    ),
    Keyword(
      "notify_fifo_script", .script,
      "A program to read that pipe, whose last argument is its path.",
      example: "notify_fifo_script /usr/local/bin/events"),
    Keyword(
      "vrrp_notify_fifo", .text("PATH [USER [GROUP]]"),
      "A named pipe to which changes of virtual routers and groups are written.",
      example: "vrrp_notify_fifo /run/directord/routers"),
    Keyword(
      "vrrp_notify_fifo_script", .script,
      "A program to read that pipe, whose last argument is its path.",
      example: "vrrp_notify_fifo_script /usr/local/bin/routers"),
    Keyword(
      "lvs_notify_fifo", .text("PATH [USER [GROUP]]"),
      "A named pipe to which changes of virtual and real servers are written.",
      example: "lvs_notify_fifo /run/directord/servers"),
    Keyword(
      "lvs_notify_fifo_script", .script,
      "A program to read that pipe, whose last argument is its path.",
      example: "lvs_notify_fifo_script /usr/local/bin/servers"),
    Keyword(
      "vrrp_notify_priority_changes", .toggle, default: "off",
      "The pipes are told of changed priorities too."),
    Keyword(
      "fifo_write_vrrp_states_on_reload", .flag,
      "The pipes are told of every state again after a reload."),
  ]
}
