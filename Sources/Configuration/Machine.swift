/// What a configuration is compared with of the machine that it is read on: files and users that it
/// names. It is passed in, as all of the context is; what cannot be asked is not complained of.
package struct Machine: Sendable {
  /// What stands where a script is named.
  package enum Program: Hashable, Sendable {
    case missing
    /// A directory, or a file that nobody may run.
    case notExecutable
    /// Somebody other than root may change the file, or a directory on the way to it: which, and how
    /// (`mode 775, owner 1000`).
    case changeable(String, how: String)
    case safe
    /// This process may not look.
    case unknown
  }

  /// A network interface.
  package enum Link: Hashable, Sendable {
    case missing
    case down
    case up
    /// This process may not look.
    case unknown
  }

  package var hasUser: @Sendable (String) -> Bool
  package var hasGroup: @Sendable (String) -> Bool
  /// Of an absolute path, or of a name that `PATH` finds.
  package var program: @Sendable (String) -> Program

  /// nil: links and directories are none of the file's business.
  package var link: (@Sendable (String) -> Link)?
  package var hasDirectory: @Sendable (String) -> Bool = { _ in true }

  package init(
    hasUser: @escaping @Sendable (String) -> Bool, hasGroup: @escaping @Sendable (String) -> Bool,
    program: @escaping @Sendable (String) -> Program
  ) {
    self.hasUser = hasUser
    self.hasGroup = hasGroup
    self.program = program
  }
}
