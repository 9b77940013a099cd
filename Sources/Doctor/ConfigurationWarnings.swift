// What directorctl check warned of: words of the file that the daemon does not follow. Facts say what
// the daemon does, so these words are in no other fact.
extension Examination {
  /// Warnings of this code, in the file's order.
  func configurationWarnings(of code: String) -> [ConfigurationWarning] {
    director.director?.warnings?.filter { $0.code == code } ?? []
  }

  /// The vrrp_instance whose block begins at this place or last before it, in the same file.
  func instance(at location: SourceLocation) -> InstanceFacts? {
    guard let place = FilePlace(location) else { return nil }
    let before = instances.compactMap { instance -> (line: Int, instance: InstanceFacts)? in
      guard let begin = instance.location.flatMap({ FilePlace($0) }), begin.file == place.file,
        begin.line <= place.line
      else { return nil }
      return (begin.line, instance)
    }
    return before.max { $0.line < $1.line }?.instance
  }
}

/// A file and a line of it, read from `directord.conf:12:1`.
private struct FilePlace {
  var file: Substring
  var line: Int

  /// nil: it does not end with a line and a column.
  init?(_ location: SourceLocation) {
    let parts = location.split(separator: ":")
    guard parts.count >= 3, let line = Int(parts[parts.count - 2]) else { return nil }
    self.line = line
    file = location.dropLast(parts[parts.count - 2].count + parts[parts.count - 1].count + 2)
  }
}
