/// What several checkers have.
extension Vocabulary {
  /// Checkers that connect somewhere.
  static let connection = endpoints + common("1")

  static let pageConnection = endpoints + common("1", delay: "3", obsolete: ["nb_get_retry"])

  private static let endpoints: [Keyword] = [
    Keyword(
      "connect_ip", .text("IP"), default: "the real server's",
      "The address to connect to. The virtual server's own address and port are asked through IPVS, "
        + "with a service of its own that leads to this real server.",
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

  /// How many answers in a row decide, and when the next is asked for: of a checker, and of all within a
  /// real server or a virtual server.
  static let judgement: [Keyword] = [
    Keyword(
      "fall", .number(1...1_000_000), default: "retry and one more",
      "How many failures in a row make a check fail. Not keepalived's, as are the next three.",
      example: "fall 3"),
    Keyword(
      "rise", .number(1...1_000_000), default: "1",
      "How many successes in a row make a failed check pass again.", example: "rise 2"),
    Keyword(
      "fast_interval", .time(0.001...31_536_000), default: "delay_before_retry",
      "From one check to the next while failures are forgiven or successes counted.",
      example: "fast_interval 0.5"),
    Keyword(
      "down_interval", .time(0.001...31_536_000), default: "delay_loop",
      "From one check to the next while it fails.", example: "down_interval 30"),
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
    ] + judgement + [
      Keyword(
        "reverse", .toggle, default: "off",
        "An answer fails, and a failure passes. A probe that could not be sent, for want of a route or "
          + "because this machine's own firewall forbids it, counts as neither. Not keepalived's."),
      Keyword(
        "log_all_failures", .toggle, default: "checker_log_all_failures",
        "Every check that fails is logged, not only the last of its retries."),
    ]
  }

  /// Checkers that may speak TLS.
  static let streamSecurity =
    [
      Keyword(
        "tls", .choice("none|starttls|implicit"), default: "none",
        "Whether it speaks TLS: after a word, or from the first byte. Not keepalived's.",
        example: "tls implicit")
    ] + security

  /// Checkers that speak TLS.
  static let security: [Keyword] = [
    Keyword("enable_sni", .toggle, default: "on", "The host's name is sent with TLS (SNI)."),
    Keyword(
      "sni_name", .text("[NAME]"), default: "the virtual host",
      "The name to send with TLS, and the one that a verified certificate must be for.",
      example: "sni_name www.example.org"),
    Keyword(
      "verify_certificate", .toggle, default: "off",
      "The server's certificate must be good. Not keepalived's."),
    Keyword(
      "ca", .text("FILE"), default: "of the SSL block, or the system's",
      "Whose certificates are believed, in PEM. Not keepalived's.", example: "ca /etc/ca.pem"),
    Keyword(
      "certificate", .text("FILE"), default: "of the SSL block",
      "Our own certificate, in PEM. Not keepalived's.", example: "certificate /etc/probe.pem"),
    Keyword(
      "key", .text("FILE"), default: "in the certificate's file",
      "Its private key, in PEM. Not keepalived's.", example: "key /etc/probe.key"),
    Keyword(
      "key_password", .text("PASSWORD"), "The key's password. Not keepalived's.",
      example: "key_password secret"
    ).secret,
    Keyword(
      "pinned_key", .text("sha256//BASE64"),
      "The SHA-256 of the key that the server must have. Not keepalived's.",
      example: "pinned_key sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
  ]

  /// `HTTP_GET` and `SSL_GET`.
  static let pages: [Keyword] = [
    Keyword(
      "url", .block("url"), "A page to ask for; all must be as they are said to be.",
      example: "url {\n  path /\n  status_code 200\n}"),
    Keyword(
      "http_protocol", .choice("1.0|1.0C|1.1|2"), default: "1.0",
      "The version of HTTP; 1.0C closes the connection; 2 is not keepalived's.",
      example: "http_protocol 1.1"),
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
        "regex", .text("EXPRESSION"),
        "What the page must match, in its first MiB: an expression of PCRE2. One that takes more than "
          + "0.15 s of processor time on a page fails the check. A backslash is doubled.",
        example: "path /\nregex \"^ok\""),
      Keyword("regex_no_match", .flag, "The page must not match."),
      Keyword(
        "regex_options", .text("OPTION…"),
        "Options of PCRE2, such as caseless, multiline, dotall, extended, ungreedy, ucp or utf.",
        example: "path /\nregex ok\nregex_options caseless"),
      Keyword(
        "regex_min_offset", .count, default: "0", unit: "bytes",
        "Where a match may begin at the earliest.",
        example: "path /\nregex ok\nregex_min_offset 10"),
      Keyword(
        "regex_max_offset", .count, unit: "bytes", "Where a match may begin at the latest.",
        example: "path /\nregex ok\nregex_max_offset 1000"),
      Keyword(
        "regex_stack", .text("START MAXIMUM"), unit: "bytes", "The memory for matching.",
        example: "path /\nregex_stack 1024 65536",
        fate: .inherent("a match takes bounded memory")),
      Keyword(
        "method", .text("METHOD"), default: "GET", "What is asked. Not keepalived's.",
        example: "path /\nmethod HEAD"),
      Keyword(
        "header", .text("NAME VALUE"), "A header of the request. Not keepalived's.",
        example: "path /\nheader Accept text/plain"
      ).with(.header),
      Keyword(
        "expect_header", .text("NAME [VALUE]"),
        "A header that the answer must have. Not keepalived's.",
        example: "path /\nexpect_header Content-Type text/html"),
      Keyword(
        "body_limit", .number(0...67_108_864), default: "67108864", unit: "bytes",
        "How long the page may be. Not keepalived's.", example: "path /\nbody_limit 65536"),
      Keyword(
        "follow_redirects", .toggle, default: "off",
        "Up to five redirects within the server are followed. Not keepalived's."),
      Keyword(
        "disable_on", .text("STATUS[-STATUS]…"),
        "Statuses with which the server drains: weight 0. Not keepalived's.",
        example: "path /\ndisable_on 404"),
      Keyword(
        "tls_compliant", .toggle, default: "off", "A server must end a connection as TLS says.",
        fate: .inherent("an answer that was cut short fails anyway")),
    ])
}
