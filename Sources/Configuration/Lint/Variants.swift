import Network
import VRRP

/// A file with `@id` lines is several files in one: one for each director that it names. All of them
/// are read, and what must be the same on both directors, or must differ, is compared.
struct Variant {
  var identifier: String
  var file: Interpretation

  /// More directors than this are not compared.
  static let most = 8

  /// What is said of the file as others read it. `names` are what `@id` and `@^id` name in it.
  static func findings(
    of own: Interpretation, names: Set<String>, reading: (String) -> Interpretation
  ) -> [Diagnostic] {
    let identifier = own.context.identifier
    var findings: [Diagnostic] = []
    let others = names.subtracting([identifier]).sorted().prefix(most).map {
      Variant(identifier: $0, file: reading($0))
    }
    let known = Set(own.report.diagnostics.filter { $0.severity == .error }.map(\.position))
    for other in others { findings += other.errors(besides: known) }
    var all = Array(others)
    // One name alone is one of two: the other director is whoever it does not name.
    if names.contains(identifier) || names.count < 2 {
      all.insert(Variant(identifier: identifier, file: own), at: 0)
    }
    for (index, first) in all.enumerated() {
      for second in all.dropFirst(index + 1) { findings += first.differences(to: second) }
    }
    return findings
  }

  /// What would make another director refuse the file.
  private func errors(besides known: Set<Position>) -> [Diagnostic] {
    file.report.diagnostics.filter { $0.severity == .error && !known.contains($0.position) }.map {
      var finding = $0
      finding.severity = .warning
      finding.code = .directorsDiffer
      finding.message = "as \(identifier) reads it: \($0.message)"
      return finding
    }
  }

  private func differences(to other: Variant) -> [Diagnostic] {
    zip(other.file.routers, other.file.routerDrafts).flatMap { theirs, draft -> [Diagnostic] in
      guard let mine = file.routers.first(where: { $0.name == theirs.name }) else { return [] }
      let title = "'\(theirs.name)'"
      let pair = "on \(identifier) and \(other.identifier)"
      return Variant.differences(mine.instance, theirs.instance).map {
        Diagnostic(
          .warning, code: .directorsDiffer, "\(title) \($0.message) \(pair)", at: draft.name,
          hint: $0.hint)
      }
    }
  }

  /// What two directors of one virtual router may not say differently, or alike.
  private static func differences(
    _ a: InstanceSettings, _ b: InstanceSettings
  ) -> [(message: String, hint: String)] {
    var found: [(String, String)] = []
    if a.router.virtualRouter != b.router.virtualRouter {
      found.append(
        (
          "has virtual_router_id \(a.router.virtualRouter) and \(b.router.virtualRouter)",
          "both become master: write the same identifier"
        ))
    } else if a.router.version != b.router.version {
      found.append(("speaks two versions of VRRP", "neither hears the other: write one version"))
    } else if a.router.interval != b.router.interval {
      found.append(
        (
          "has advert_int \(seconds(a.router.interval)) and \(seconds(b.router.interval))",
          a.router.version == .two
            ? "neither hears the other: write the same interval"
            : "the longer one decides how long a failover lasts: write the same interval"
        ))
    }
    if a.router.priority == b.router.priority,
      a.router.election.preempts || b.router.election.preempts
    {
      found.append(
        (
          "has priority \(a.router.priority)",
          "the higher address becomes master then: write a higher priority for one of them"
        ))
    }
    let addresses = (Set(a.router.addresses.map(\.address)), Set(b.router.addresses.map(\.address)))
    if addresses.0 != addresses.1 {
      found.append(
        ("advertises other addresses", "what one of them lacks is gone when it is master"))
    }
    return found
  }
}
