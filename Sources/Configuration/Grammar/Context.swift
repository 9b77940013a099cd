package import Network

/// What a file may ask about the machine and the process that reads it. It is passed in: reading a
/// configuration does no system call.
package struct Context: Sendable {
  /// For `@id` lines: `-i ID`, or the host's name up to its first dot.
  package var identifier: String
  /// Where the reader stands, for `${_PWD}` of a file whose name is relative; empty: unknown.
  package var directory: String
  /// `${_INSTANCE}`
  package var instance: String
  /// `${_ENV NAME}`
  package var environment: [String: String]
  /// What `${_RANDOM}` is drawn from.
  package var seed: UInt64
  package var limits: Limits
  /// nil: only the file is judged.
  package var machine: Machine?
  /// What keepalived goes on without is left out with a warning, and does not refuse the file.
  package var isLenient = false
  /// The interface that has an address; nil: none has, or it is unknown.
  package var interfaceWith: @Sendable (_ address: Address) -> String?
  /// Reads a file that holds a key (`key 1 file:PATH`).
  package var keyFile: @Sendable (_ path: String) -> KeyFile

  package init(
    identifier: String = "", directory: String = "", instance: String = "",
    environment: [String: String] = [:],
    seed: UInt64 = 0, limits: Limits = .init(), machine: Machine? = nil,
    interfaceWith: @escaping @Sendable (_ address: Address) -> String? = { _ in nil },
    keyFile: @escaping @Sendable (_ path: String) -> KeyFile = { _ in
      KeyFile(problem: "files are out of reach here")
    }
  ) {
    self.identifier = identifier
    self.directory = directory
    self.instance = instance
    self.environment = environment
    self.seed = seed
    self.limits = limits
    self.machine = machine
    self.interfaceWith = interfaceWith
    self.keyFile = keyFile
  }
}

/// A file that holds a secret, as it was found.
package struct KeyFile: Sendable {
  /// nil if it could not be read.
  package var contents: [UInt8]?
  /// Why it could not be read, in words; empty otherwise.
  package var problem: String
  /// True if the file's group or others may read or change it.
  package var isOpenToOthers: Bool

  package init(contents: [UInt8]? = nil, problem: String = "", isOpenToOthers: Bool = false) {
    self.contents = contents
    self.problem = problem
    self.isOpenToOthers = isOpenToOthers
  }
}

/// The bounds of reading. What exceeds one is an error that names it.
package struct Limits: Sendable {
  /// Blocks in blocks.
  package var nesting = 32
  /// Files that include files.
  package var includeDepth = 32
  /// Files read in all.
  package var files = 10_000
  /// Definitions within definitions, at one use.
  package var definitionDepth = 64
  /// Bytes that definitions and sequences may make, in all.
  package var expansion = 16 << 20
  /// Values of one `~SEQ` or `~LST`.
  package var sequence = 65_536
  /// Kernel services of all virtual servers together, groups expanded.
  package var services = 262_144
  /// Diagnostics kept.
  package var diagnostics = 1_000

  package init() {}
}

/// A file that was asked for.
package struct SourceFile: Sendable {
  /// As positions name it.
  package var name: String
  /// nil if it could not be read.
  package var contents: [UInt8]?
  /// Why it could not be read, in words; empty otherwise.
  package var problem: String

  package init(name: String, contents: [UInt8]?, problem: String = "") {
    self.name = name
    self.contents = contents
    self.problem = problem
  }
}

/// Answers the files that `pattern` matches, sorted: glob(7) without braces, which are expanded
/// before. A relative pattern is relative to the directory of `including`, the name of the file that
/// holds the `include`; nil for the main file. Directories and
/// devices are left out, as keepalived leaves them out; an executable file is answered without its
/// contents. None is no error of the reader's.
package typealias FileReader = (_ pattern: String, _ including: String?) -> [SourceFile]
