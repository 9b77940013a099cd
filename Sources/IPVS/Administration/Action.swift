package import Network

/// What one line in the grammar of ipvsadm(8) asks for.
package enum IPVSAction: Hashable, Sendable {
  /// `-A`, `-E`, `-D`, `-a`, `-e`, `-d`, `-C`, `-Z`, `--set`, `--start-daemon`, `--stop-daemon`
  case change(Command)
  /// `-L`, `-l`
  case list(Listing)
  /// `-S`
  case save
  /// `-R`: lines of this grammar follow on standard input.
  case restore
  /// `-h`
  case help
  /// `-v`
  case version

  /// What `-L` shows, and how.
  package struct Listing: Hashable, Sendable {
    package enum Subject: Hashable, Sendable { case table, connections, timeouts, daemons }

    /// The columns of the table: ipvsadm has one set at a time.
    package enum Columns: Hashable, Sendable {
      /// Forwarding, weight, connections.
      case connections
      /// `--stats`
      case totals
      /// `--rate`
      case rates
      /// `--thresholds`
      case thresholds
      /// `--persistent-conn`
      case persistent
      /// `--tun-info`
      case tunnels
    }

    package var subject = Subject.table
    package var service: ServiceKey?
    package var columns = Columns.connections
    /// `--exact`: counters are not rounded to thousands.
    package var isExact = false
    /// False with `--nosort`: the kernel's order.
    package var isSorted = true
    /// `-n`
    package var isNumeric = false

    package init(_ subject: Subject = .table, of service: ServiceKey? = nil) {
      self.subject = subject
      self.service = service
    }
  }
}

/// Why a line is none of the grammar, in words that name the option and what it expects.
package struct IPVSMistake: Error, Hashable, Sendable, CustomStringConvertible {
  package var description: String

  init(_ description: String) { self.description = description }
}

/// How the grammar's words that are no numbers are looked up. The grammar makes no system calls: the
/// command line gives the C library's answers.
package struct NameLookUp: Sendable {
  /// The address of a host's name.
  package var host: @Sendable (String) -> Address?
  /// The port of a service's name: `http`.
  package var port: @Sendable (String, TransportProtocol) -> UInt16?

  package init(
    host: @escaping @Sendable (String) -> Address?,
    port: @escaping @Sendable (String, TransportProtocol) -> UInt16?
  ) {
    self.host = host
    self.port = port
  }

  /// Knows no name.
  package static let none = NameLookUp(host: { _ in nil }, port: { _, _ in nil })
}
