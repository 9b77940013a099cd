import Configuration
import Election
import IPVS
import Network
import Service
import VRRP

/// A line for the notify FIFOs, as keepalived writes it.
struct NotificationLine: Hashable, Sendable {
  enum Subject: Hashable, Sendable { case routers, servers }

  var subject: Subject
  /// Without its end.
  var text: String

  /// `INSTANCE "VI_1" MASTER 100`, `GROUP "G1" BACKUP 0`
  init(_ object: Transition.Object, _ event: String, priority: UInt8) {
    subject = .routers
    text = "\(object.kind) \"\(object.name)\" \(event) \(priority)"
  }
}

extension NotificationLine {
  /// `VS [192.0.2.1]:tcp:80 UP`, `RS [10.0.0.2]:tcp:80 [192.0.2.1]:tcp:80 DOWN`; a group is
  /// `[NAME]:0`, a mark `FWM 5`. (keepalived ends these lines with a zero too.)
  init(_ notice: Notice) {
    subject = .servers
    let state = notice.isUp ? "UP" : "DOWN"
    let service = notice.virtualServer
    if let server = notice.realServer {
      text = "RS \(words(server, service.transport)) \(service.trio) \(state)"
    } else {
      text = "VS \(service.trio) \(state)"
    }
  }
}

private func words(_ endpoint: Endpoint, _ transport: TransportProtocol?) -> String {
  "[\(endpoint.address)]:\(transport.map { "\($0)" } ?? "none"):\(endpoint.port)"
}

extension VirtualServerName {
  fileprivate var transport: TransportProtocol? {
    switch self {
    case .service(.endpoint(let transport, _)): transport
    case .service(.firewallMark): nil
    case .group(_, let transport): transport
    case .canary: nil
    }
  }

  fileprivate var trio: String {
    switch self {
    case .service(.endpoint(let transport, let endpoint)):
      words(endpoint, transport)
    case .service(.firewallMark(let mark, _)): "FWM \(mark)"
    case .group(let name, _), .canary(let name): "[\(name)]:0"
    }
  }
}

/// What keepalived's hooks and FIFOs call a state.
enum HookState: String {
  case master = "MASTER"
  case backup = "BACKUP"
  case fault = "FAULT"
  case stop = "STOP"
  case deleted = "DELETED"

  /// nil if nobody is told: one that leaves still holds its addresses. A drained director is a
  /// backup to those who know keepalived's states alone.
  init?(_ standing: Router.Standing, isRemoved: Bool, _ hooks: TransitionHooks) {
    switch standing {
    case .master: self = .master
    case .backup, .drained: self = .backup
    case .fault: self = .fault
    case .leaving: return nil
    case .initialize: self = !isRemoved ? .stop : hooks.tellsDeletion ? .deleted : .fault
    }
  }

  func script(in hooks: TransitionHooks) -> Script? {
    switch self {
    case .master: hooks.master
    case .backup: hooks.backup
    case .fault: hooks.fault
    case .stop: hooks.stop
    case .deleted: hooks.deleted
    }
  }
}

extension Transition.Object {
  var name: String {
    switch self {
    case .instance(let name), .group(let name): name
    }
  }

  /// keepalived's first argument.
  var kind: String {
    switch self {
    case .instance: "INSTANCE"
    case .group: "GROUP"
    }
  }

  var words: String {
    switch self {
    case .instance(let name): "vrrp_instance \(name)"
    case .group(let name): "vrrp_sync_group \(name)"
    }
  }
}
