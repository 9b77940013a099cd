extension Vocabulary {
  /// What is done with lines before they have a meaning, wherever they stand.
  static let language = Vocabulary(
    "lines", "What is done with lines before they have a meaning, wherever they stand.",
    includes + definitions + sequences)

  private static let includes: [Keyword] = [
    Keyword(
      "include", .text("PATTERN"),
      "The files that match, in their order, stand here; it is no error where none does. A path is "
        + "relative to the file that includes it.", example: "include conf.d/*.conf"),
    Keyword(
      "includer", .text("PATTERN"), "The same; every file must be readable.",
      example: "includer conf.d/*.conf"),
    Keyword(
      "includem", .text("PATTERN"), "The same; something must match.",
      example: "includem site.conf"),
    Keyword(
      "includew", .text("PATTERN"), "The same; every wildcard must match.",
      example: "includew conf.d/*.conf"),
    Keyword(
      "includeb", .text("PATTERN"), "The same; every alternative in braces must match.",
      example: "includeb {site,local}.conf"),
    Keyword(
      "includea", .text("PATTERN"), "The same; all of that.", example: "includea conf.d/*.conf"),
    Keyword(
      "@", .text("ID LINE"), default: "the host's name up to its first dot",
      "The line is for the director with this identifier alone.", example: "@lb1 priority 150"),
    Keyword(
      "@^", .text("ID LINE"), "The line is for every director but this.",
      example: "@^lb1 priority 100"),
  ]

  private static let definitions: [Keyword] = [
    Keyword(
      "$", .text("NAME=VALUE"),
      "Defines $NAME, also written ${NAME}. A line that ends with a backslash goes on in the next.",
      example: "$VIP=192.0.2.10"),
    Keyword("${_PWD}", .flag, "The directory of the file."),
    Keyword("${_INSTANCE}", .flag, "The process's instance."),
    Keyword(
      "${_RANDOM}", .text("[LEAST [MOST]]"), default: "0 to 32767", "A random number.",
      example: "${_RANDOM 1 255}"),
    Keyword(
      "${_ENV}", .text("NAME"), "A variable of directord's environment.",
      example: "${_ENV HOME}"),
    Keyword("${_HASH}", .flag, "A '#' that begins no comment."),
    Keyword("${_BANG}", .flag, "A '!' that begins no comment."),
  ]

  private static let sequences: [Keyword] = [
    Keyword(
      "~SEQ", .text("(NAME, [START, [STEP,]] END) LINE"), default: "START 1, STEP 1 or -1",
      "The line stands once for each number, as $NAME.",
      example: "~SEQ(i, 1, 4) real_server 10.0.0.$i 80 { }"),
    Keyword(
      "~SEQx", .text("(NAME, [START, [STEP,]] END) LINE"), "The same, in hexadecimal.",
      example: "~SEQx(i, 1, 20) 2001:db8::$i"),
    Keyword(
      "~LST", .text("(NAME, VALUE, …) LINE"), "The line stands once for each value, as $NAME.",
      example: "~LST(host, 10.0.0.2, 10.0.0.7) real_server $host 80 { }"),
  ]
}
