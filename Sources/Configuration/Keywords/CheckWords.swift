/// What several checkers have.
extension Vocabulary {
  /// Checkers that connect somewhere.
  static let connection = endpoints + common("1")

  static let pageConnection = endpoints + common("1", delay: "3", obsolete: ["nb_get_retry"])

  private static let endpoints: [Keyword] = [
    Keyword(
      "connect_ip", .text("IP"), default: "the real server's", "The address to connect to.",
      example: "connect_ip 10.0.0.2"),
    Keyword(
      "connect_port", .number(1...65535), default: "the real server's", "The port to connect to.",
      example: "connect_port 8080"),
    Keyword(
      "bindto", .text("IP"), default: "the kernel's choice", "The address to connect from.",
      example: "bindto 10.0.0.1"),
    Keyword(
      "bind_port", .number(1...65535), default: "the kernel's choice", "The port to connect from.",
      example: "bind_port 20000"),
    Keyword(
      "bind_if", .text("INTERFACE"), default: "the kernel's choice",
      "The interface to connect over.", example: "bind_if eth1"),
    Keyword(
      "connect_timeout", .time(0.001...31_536_000), default: "the real server's, or 5",
      "How long one check may last in all.", example: "connect_timeout 3"),
    Keyword(
      "fwmark", .count, default: "none", "The firewall mark of its packets.", example: "fwmark 7"),
  ]

  /// Every checker.
  static func common(
    _ retries: String, delay: String = "1", obsolete: [String] = []
  ) -> [Keyword] {
    [
      Keyword(
        "retry", .count, default: "the real server's, or \(retries)",
        "How often it is tried again before it has failed.", example: "retry 3",
        obsolete: obsolete),
      Keyword(
        "delay_before_retry", .seconds, default: "the real server's, or \(delay)",
        "How long to wait before that.", example: "delay_before_retry 3"),
      Keyword(
        "delay_loop", .time(0.001...31_536_000), default: "the real server's",
        "From one check to the next.", example: "delay_loop 6"),
      Keyword(
        "warmup", .seconds, default: "delay_loop", "Within how long the first check begins.",
        example: "warmup 5"),
      Keyword(
        "alpha", .toggle, default: "the real server's",
        "A first check that fails is no change, and runs no notify_down."),
      Keyword(
        "log_all_failures", .toggle, default: "checker_log_all_failures",
        "Every check that fails is logged, not only the last of its retries."),
    ]
  }

  /// `HTTP_GET` and `SSL_GET`.
  static let pages: [Keyword] = [
    Keyword(
      "url", .block("url"), "A page to ask for; all must be as they are said to be.",
      example: "url {\n  path /\n  status_code 200\n}"),
    Keyword(
      "http_protocol", .choice("1.0|1.0C|1.1"), default: "1.0",
      "The version of HTTP; 1.0C closes the connection.", example: "http_protocol 1.1"),
    Keyword(
      "virtualhost", .text("HOST"), default: "the real server's, or its address",
      "The host to ask for.", example: "virtualhost www.example.org"),
    Keyword(
      "fast_recovery", .toggle, default: "off", "One success after a failure is enough.",
      fate: .inherent("one success after a failure is enough")),
  ]

  static let url = Vocabulary(
    "url", "A page to ask for, and what it must be.",
    [
      Keyword("path", .text("PATH"), default: "/", "The page.", example: "path /health"),
      Keyword(
        "digest", .text("MD5"), "What the page's MD5 must be: 32 hexadecimal digits.",
        example: "path /\ndigest d41d8cd98f00b204e9800998ecf8427e"),
      Keyword(
        "status_code", .text("STATUS[-STATUS]…"), default: "200-299", "Which statuses are good.",
        example: "path /\nstatus_code 200-299 302"),
      Keyword(
        "virtualhost", .text("HOST"), default: "the checker's", "The host to ask for.",
        example: "path /\nvirtualhost www.example.org"),
      Keyword(
        "regex", .text("EXPRESSION"), "What the page must match (PCRE2).",
        example: "path /\nregex \"^ok\"", fate: .later),
      Keyword("regex_no_match", .flag, "What it must not match.", fate: .later),
      Keyword(
        "regex_options", .text("OPTION…"), "Options of PCRE2.",
        example: "path /\nregex_options caseless", fate: .later),
      Keyword(
        "regex_min_offset", .count, unit: "bytes", "Where a match may begin at the earliest.",
        example: "path /\nregex_min_offset 10", fate: .later),
      Keyword(
        "regex_max_offset", .count, unit: "bytes", "Where a match may end at the latest.",
        example: "path /\nregex_max_offset 1000", fate: .later),
      Keyword(
        "regex_stack", .text("START MAXIMUM"), unit: "bytes", "The memory for matching.",
        example: "path /\nregex_stack 1024 65536", fate: .later),
      Keyword(
        "tls_compliant", .toggle, default: "off", "A server must end a connection as TLS says.",
        fate: .inherent("an answer that was cut short fails anyway")),
    ])
}
