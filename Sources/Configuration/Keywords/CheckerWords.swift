extension Vocabulary {
  static let tcpCheck = Vocabulary(
    "TCP_CHECK", "The real server must accept a connection, and answer as the steps say.",
    steps + streamSecurity + connection)

  static let httpCheck = Vocabulary(
    "HTTP_GET", "The real server must answer requests of HTTP.", pages + pageConnection)

  static let tlsCheck = Vocabulary(
    "SSL_GET", "The real server must answer requests of HTTPS.",
    pages + security + [
      Keyword(
        "tls_compliant", .toggle, default: "off", "A server must end a connection as TLS says.",
        fate: .inherent("an answer that was cut short fails anyway"))
    ] + pageConnection)

  static let ftpCheck = Vocabulary(
    "FTP_CHECK", "The real server must take a login of FTP. Not keepalived's.",
    [
      Keyword(
        "user", .text("NAME"), default: "anonymous", "Who logs in.", example: "user probe"),
      Keyword("password", .text("PASSWORD"), "With what.", example: "password secret").secret,
      Keyword("path", .text("PATH"), "A file to retrieve.", example: "path /probe.txt"),
      Keyword(
        "digest", .text("MD5"), "What the file's MD5 must be.",
        example: "path /probe.txt\ndigest d41d8cd98f00b204e9800998ecf8427e"),
      Keyword(
        "passive", .choice("epsv|pasv|none"), default: "pasv, for IPv6 epsv",
        "How the data connection is asked for.", example: "passive epsv"),
      Keyword(
        "tls", .choice("none|explicit|implicit"), default: "none", "Whether it speaks TLS.",
        example: "tls explicit"),
    ] + connection)

  static let smtpCheck = Vocabulary(
    "SMTP_CHECK", "The real server must greet as a mail server does.",
    [
      Keyword(
        "helo_name", .text("NAME"), default: "health-check.director.invalid",
        "The name to greet with.",
        example: "helo_name lb1.example.org"),
      Keyword(
        "host", .block("host"),
        "Where to connect, as it was written of old: the words may stand without the block."),
    ] + streamSecurity + connection)

  static let host = Vocabulary(
    "host", "Where SMTP_CHECK connects, as it was written of old.", connection)

  static let dnsCheck = Vocabulary(
    "DNS_CHECK", "The real server must answer a question of DNS.",
    [
      Keyword(
        "type", .choice("A|NS|CNAME|SOA|MX|TXT|AAAA|RRSIG|DNSKEY"), default: "SOA",
        "The type of record to ask for.", example: "type A"),
      Keyword(
        "name", .text("NAME"), default: "the root", "The name to ask for.",
        example: "name example.org"),
    ] + connection)

  static let udpCheck = Vocabulary(
    "UDP_CHECK",
    "The real server must answer a datagram, or not refuse it. Kernels send few refusals a second, so "
      + "after a failure silence is believed when three probes in a row have met it, for 10 s.",
    [
      Keyword(
        "payload", .text("HEX"), "The datagram's bytes.", example: "payload 00 01 ff"),
      Keyword(
        "require_reply", .text("[HEX]"),
        "It must answer, and so where bytes are named; an x stands for any digit.",
        example: "require_reply 00 xx"),
      Keyword(
        "min_reply_length", .number(0...65535), default: "0", unit: "bytes",
        "The shortest answer that is good.", example: "min_reply_length 2"),
      Keyword(
        "max_reply_length", .number(0...65535), default: "255", unit: "bytes",
        "The longest answer that is good.", example: "max_reply_length 255"),
    ] + connection)

  static let pingCheck = Vocabulary(
    "PING_CHECK", "The real server must answer an echo request.", connection)

  static let miscCheck = Vocabulary(
    "MISC_CHECK", "A program must succeed: its exit code is 0.",
    [
      Keyword(
        "misc_path", .text("\"PROGRAM ARGUMENT…\""), "The program.",
        example: "misc_path \"/usr/local/bin/check 10.0.0.2\""),
      Keyword(
        "misc_timeout", .time(0...31_536_000), default: "the virtual server's delay_loop",
        "How long it may run; after that it is ended, and has failed.", example: "misc_timeout 5"),
      Keyword(
        "misc_dynamic", .flag,
        "Exit codes from 2 to 255 set the weight, two less than they are; 0 leaves it as it is."
      ),
      Keyword(
        "user", .text("USER [[:]GROUP]"), default: "script_user", "Who it runs as.",
        example: "user nobody"),
    ] + common("0"))

  static let fileCheck = Vocabulary(
    "FILE_CHECK", "A file's number changes the weight.",
    [
      Keyword(
        "track_file", .text("NAME"), "The track_file that names it.",
        example: "track_file maintenance"),
      Keyword(
        "weight", .text("-2147483647..2147483647 [reverse|noreverse]"), default: "the track_file's",
        "What its number is multiplied with before it is added to the weight; with 0 every number but "
          + "0 fails, with reverse 0 itself.", example: "weight 1"),
    ] + common("0"))

  static let bfdCheck = Vocabulary(
    "BFD_CHECK", "A session of BFD must be up.",
    [Keyword("name", .text("NAME"), "The bfd_instance.", example: "name uplink")] + common("0"))
}
