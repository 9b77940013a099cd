import VRRP

extension DirectorConfiguration {
  /// What is read of virtual routers and not acted on yet: a warning at each place.
  package var unacted: [Diagnostic] {
    routers.flatMap(\.unacted)
  }

}

extension RouterDefinition {
  fileprivate var unacted: [Diagnostic] {
    var words: [String] = []
    if !instance.router.accepts { words.append("no_accept") }
    return words.map { .unacted($0, of: "vrrp_instance \(name)", at: position) }
  }
}

extension Diagnostic {
  fileprivate static func unacted(
    _ word: String, of owner: String, at position: Position
  ) -> Diagnostic {
    Diagnostic(
      .warning, code: .notActedOn, "'\(word)' of \(owner) is not acted on yet", at: position)
  }
}
