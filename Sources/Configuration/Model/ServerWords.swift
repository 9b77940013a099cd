extension Vocabulary {
  static let virtualServer = Vocabulary(
    "virtual_server",
    acted: """
      lb_algo lvs_sched lb_kind lvs_method protocol delay_loop persistence_timeout \
      persistence_granularity persistence_engine ops flag-1 flag-2 flag-3 sh-port sh-fallback \
      mh-port mh-fallback alpha quorum hysteresis quorum_up quorum_down inhibit_on_failure \
      sorry_server sorry_server_inhibit sorry_server_lvs_method retry delay_before_retry warmup \
      connect_timeout virtualhost weight ip_family real_server ha_suspend follow
      """,
    later: "omega smtp_alert snmp_name",
    obsolete: ["hashed": "the kernel sets it by itself; take it out"])

  static let realServer = Vocabulary(
    "real_server",
    acted: """
      weight lvs_method uthreshold lthreshold inhibit_on_failure notify_up notify_down alpha retry \
      delay_before_retry warmup connect_timeout delay_loop virtualhost TCP_CHECK HTTP_GET SSL_GET \
      FTP_CHECK
      """,
    later: """
      smtp_alert snmp_name SMTP_CHECK DNS_CHECK MISC_CHECK PING_CHECK UDP_CHECK BFD_CHECK \
      FILE_CHECK
      """,
    inner: [
      "SMTP_CHECK": "SMTP_CHECK", "DNS_CHECK": "DNS_CHECK", "MISC_CHECK": "MISC_CHECK",
      "PING_CHECK": "PING_CHECK", "UDP_CHECK": "UDP_CHECK", "BFD_CHECK": "BFD_CHECK",
      "FILE_CHECK": "FILE_CHECK",
    ])

  static let tcpCheck = Vocabulary("TCP_CHECK", acted: connectionWords)

  static let httpCheck = Vocabulary(
    "HTTP_GET", acted: connectionWords + " " + pageWords, idle: "fast_recovery",
    obsolete: retriesOfOld)

  static let tlsCheck = Vocabulary(
    "SSL_GET",
    acted: connectionWords + " " + pageWords + " enable_sni sni_name verify_certificate",
    idle: "fast_recovery tls_compliant", obsolete: retriesOfOld)

  static let url = Vocabulary(
    "url", acted: "path digest status_code virtualhost",
    later: """
      regex regex_no_match regex_options regex_min_offset regex_max_offset regex_stack
      """,
    idle: "tls_compliant")

  static let ftpCheck = Vocabulary(
    "FTP_CHECK",
    acted: connectionWords + " user password path digest passive tls")

  private static let pageWords = "http_protocol virtualhost url"
  private static let retriesOfOld = ["nb_get_retry": "write 'retry'"]

  /// What every checker has.
  fileprivate static let commonWords =
    "retry delay_before_retry warmup delay_loop alpha log_all_failures"

  /// What every checker has that connects somewhere.
  fileprivate static let connectionWords =
    "connect_ip connect_port bindto bind_port bind_if connect_timeout fwmark " + commonWords
}

/// Checkers that are known and not acted on.
extension Vocabulary {
  static let idleCheckers: [Vocabulary] = [
    Vocabulary(
      "SMTP_CHECK", idle: connectionWords + " helo_name", obsolete: ["host": "leave the block out"],
      inner: ["host": "host"]),
    Vocabulary("host", idle: connectionWords),
    Vocabulary("DNS_CHECK", idle: connectionWords + " type name"),
    Vocabulary("MISC_CHECK", idle: commonWords + " misc_path misc_timeout misc_dynamic user"),
    Vocabulary("PING_CHECK", idle: connectionWords),
    Vocabulary(
      "UDP_CHECK",
      idle: connectionWords + " payload require_reply min_reply_length max_reply_length"),
    Vocabulary("BFD_CHECK", idle: commonWords + " name"),
    Vocabulary("FILE_CHECK", idle: commonWords + " track_file weight"),
  ]
}
