import CPCRE

extension Pattern {
  /// PCRE2's compile options, by PCRE2's bits.
  package struct Options: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let caseless = Options(rawValue: PCRE2_CASELESS)
    package static let multiline = Options(rawValue: PCRE2_MULTILINE)
    package static let dotAll = Options(rawValue: PCRE2_DOTALL)
    package static let extended = Options(rawValue: PCRE2_EXTENDED)
    package static let dollarEndOnly = Options(rawValue: PCRE2_DOLLAR_ENDONLY)
    /// A match must begin in the first line.
    package static let firstLine = Options(rawValue: PCRE2_FIRSTLINE)
    /// Pattern and text are UTF-8: `.` is a character, not a byte.
    package static let utf = Options(rawValue: PCRE2_UTF)

    /// Each option with keepalived's word for it, in `regex_options`.
    package static let names: [(name: String, option: Options)] = [
      ("allow_empty_class", Options(rawValue: PCRE2_ALLOW_EMPTY_CLASS)),
      ("alt_bsux", Options(rawValue: PCRE2_ALT_BSUX)),
      ("alt_circumflex", Options(rawValue: PCRE2_ALT_CIRCUMFLEX)),
      ("alt_verbnames", Options(rawValue: PCRE2_ALT_VERBNAMES)),
      ("auto_callout", Options(rawValue: PCRE2_AUTO_CALLOUT)),
      ("caseless", .caseless),
      ("dollar_endonly", .dollarEndOnly),
      ("dotall", .dotAll),
      ("dupnames", Options(rawValue: PCRE2_DUPNAMES)),
      ("extended", .extended),
      ("firstline", .firstLine),
      ("match_unset_backref", Options(rawValue: PCRE2_MATCH_UNSET_BACKREF)),
      ("multiline", .multiline),
      ("never_backslash_c", Options(rawValue: PCRE2_NEVER_BACKSLASH_C)),
      ("never_ucp", Options(rawValue: PCRE2_NEVER_UCP)),
      ("never_utf", Options(rawValue: PCRE2_NEVER_UTF)),
      ("no_auto_capture", Options(rawValue: PCRE2_NO_AUTO_CAPTURE)),
      ("no_auto_possess", Options(rawValue: PCRE2_NO_AUTO_POSSESS)),
      ("no_dotstar_anchor", Options(rawValue: PCRE2_NO_DOTSTAR_ANCHOR)),
      ("no_start_optimize", Options(rawValue: PCRE2_NO_START_OPTIMIZE)),
      ("ucp", Options(rawValue: PCRE2_UCP)),
      ("ungreedy", Options(rawValue: PCRE2_UNGREEDY)),
      ("use_offset_limit", Options(rawValue: PCRE2_USE_OFFSET_LIMIT)),
      ("utf", .utf),
    ]
  }
}
