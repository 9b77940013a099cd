import Configuration
import Control
import Network
import System

/// Something that a client wants to know and that costs more the more is served.
enum ReportRequest: Sendable {
  /// With what the election said of itself; `silence` tells for how long it has not answered.
  case status([ControlSocket.ClientIdentifier], ElectionStatus?, silence: Duration?)
  case why(String, ControlSocket.ClientIdentifier)
  case plan(Reading, ControlSocket.ClientIdentifier)

  var clients: [ControlSocket.ClientIdentifier] {
    switch self {
    case .status(let clients, _, _): clients
    case .why(_, let client), .plan(_, let client): [client]
    }
  }
}

/// What came of a request.
enum Report: Sendable {
  /// The whole answer; with what was seen of the table, which the next report may use.
  case answer([UInt8], SeenTable? = nil)
  /// What the service loop would do; the election's part is still to be added.
  case plan(PendingPlan)
}

/// What clients want to know, made one after the other on a thread of its own, from copies of what
/// the service loop knows: a table of any size holds nothing up.
final class Reports {
  struct Finished: Sendable {
    var clients: [ControlSocket.ClientIdentifier]
    var report: Report
  }

  private let finished: Mailbox<Finished>
  private var waiting: [ReportRequest] = []
  private var isBusy = false
  /// The table as the last report saw it.
  private(set) var seen: SeenTable?

  init() throws(SystemError) { finished = try Mailbox<Finished>() }

  /// Readable when a report is finished.
  var descriptor: Int32 { finished.descriptor }

  /// Those who wait for a status share the next one that is made; one under way may be older than
  /// their question.
  func add(_ request: ReportRequest) {
    guard case .status(let clients, let election, let silence) = request,
      let place = waiting.firstIndex(where: { if case .status = $0 { true } else { false } })
    else { return waiting.append(request) }
    waiting[place] = .status(waiting[place].clients + clients, election, silence: silence)
  }

  /// The request to begin with now; nil: none waits, or one is under way.
  func next() -> ReportRequest? {
    isBusy || waiting.isEmpty ? nil : waiting.removeFirst()
  }

  func begin(
    for clients: [ControlSocket.ClientIdentifier], _ make: @escaping @Sendable () -> Report
  ) throws(SystemError) {
    try startThread(named: "report") { [finished] in
      finished.post(Finished(clients: clients, report: make()))
    }
    isBusy = true
  }

  func takeFinished() -> [Finished] {
    let all = finished.takeAll()
    for case .answer(_, let seen?) in all.map(\.report) { self.seen = seen }
    if !all.isEmpty { isBusy = false }
    return all
  }
}
