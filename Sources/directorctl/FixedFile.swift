import Configuration
import Files

/// What `check --fix` writes: the text of a file in which what keepalived skips is commented out.
struct FixedFile {
  var text: [UInt8]
  /// For standard error: what was done, what has to be done by hand, and which files need the same.
  var remarks: [String] = []
  /// The text, with its included files fixed too, has no error left.
  var isAccepted: Bool

  init(_ file: String, part: String?, context: Context) throws {
    let (files, loaded) = repaired(file, reading: readFiles, context: context)
    let wanted = part ?? file
    guard let shown = files.first(where: { $0.file == wanted }) else {
      let others = files.map(\.file).filter { $0 != file }.joined(separator: ", ")
      let hint = others.isEmpty ? "no included file needs fixing" : "expected one of \(others)"
      throw refusal(part == nil ? "\(file) cannot be read" : "\(wanted): \(hint)")
    }
    text = shown.text
    isAccepted = loaded.configuration != nil
    for diagnostic in loaded.diagnostics where diagnostic.severity == .error {
      remarks.append(diagnostic.rendered(code: true))
    }
    let errors = loaded.diagnostics.count { $0.severity == .error }
    remarks.append(
      "\(wanted): \(counted(shown.count, "statement")) commented out, "
        + (errors == 0 ? "no errors left" : "\(counted(errors, "error")) to correct by hand"))
    for other in files where other.file != wanted && other.count > 0 {
      remarks.append(
        "\(other.file) needs fixing too: directorctl check --fix --part \(other.file) \(file)")
    }
  }
}
