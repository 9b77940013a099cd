/// What following another configuration would do.
package struct Plan: Codable, Hashable, Sendable {
  /// The file that was read.
  package var file: String
  package var errors: Int
  package var warnings: Int
  /// Each with file, line and column, as `directorctl check` prints them.
  package var diagnostics: [String]
  /// In the order in which they are done. Empty if the file has an error: it would be refused.
  package var operations: [PlannedOperation]
  package var checks: PlannedChecks

  package init(
    file: String, errors: Int = 0, warnings: Int = 0, diagnostics: [String] = [],
    operations: [PlannedOperation] = [], checks: PlannedChecks = .init()
  ) {
    self.file = file
    self.errors = errors
    self.warnings = warnings
    self.diagnostics = diagnostics
    self.operations = operations
    self.checks = checks
  }

  /// Whether anything would be another than it is.
  package var hasChanges: Bool {
    !operations.isEmpty || !checks.started.isEmpty || !checks.stopped.isEmpty
  }
}

/// One change.
package struct PlannedOperation: Codable, Hashable, Sendable {
  package enum Action: String, Codable, Hashable, Sendable {
    case add, change, remove
    /// A hook's script.
    case run
  }

  /// When it is done.
  package enum Moment: String, Codable, Hashable, Sendable {
    case atOnce
    /// Once the first checks of the real server have passed; never, if they do not.
    case afterChecks
    /// Once this director is the master of the virtual router that is added.
    case afterElection
  }

  /// A field that is another afterwards.
  package struct Field: Codable, Hashable, Sendable {
    package var name: String
    package var from: String
    package var to: String

    package init(_ name: String, from: String, to: String) {
      self.name = name
      self.from = from
      self.to = to
    }
  }

  package var action: Action
  /// `virtual server tcp 192.0.2.1:80`, `real server 10.0.0.2:80 of tcp 192.0.2.1:80`,
  /// `address 192.0.2.1/24 on eth0`, `route 10.0.0.0/8 via 192.0.2.9 dev eth0`, `rule from
  /// 10.0.0.0/8 lookup 100`, `interface vrrp.51`, `vrrp_instance outside`, `vrrp_script chk`,
  /// `hook '/etc/notify.sh …'`.
  package var object: String
  /// What is added, in words.
  package var settings: String?
  package var fields: [Field]
  package var moment: Moment
  /// What goes through it now.
  package var connections: Connections?
  /// What a client may notice of it, in words; null: nothing.
  package var notice: String?

  package init(
    _ action: Action, _ object: String, settings: String? = nil, fields: [Field] = [],
    moment: Moment = .atOnce, connections: Connections? = nil, notice: String? = nil
  ) {
    self.action = action
    self.object = object
    self.settings = settings
    self.fields = fields
    self.moment = moment
    self.connections = connections
    self.notice = notice
  }
}

/// The checks that begin and end, each as `TCP_CHECK of 10.0.0.2:80`.
package struct PlannedChecks: Codable, Hashable, Sendable {
  package var started: [String]
  package var stopped: [String]
  /// How many go on, with their state.
  package var kept: Int

  package init(started: [String] = [], stopped: [String] = [], kept: Int = 0) {
    self.started = started
    self.stopped = stopped
    self.kept = kept
  }
}
