import Control
import Network
import Service
import System

extension Director {
  /// What operators had taken out of service when an earlier run ended.
  func rememberMaintenance(at now: Instant) {
    do throws(SystemError) {
      for (target, reason) in try maintained?.read() ?? [:] {
        _ = balancer.handle(.maintenance(target, reason: reason), at: now)
      }
    } catch {
      journal.write(.warning, "\(error): what was in maintenance is not known")
    }
  }

  /// Takes a real server out of service, or lets it serve again; what came of it, in words.
  func maintain(
    _ text: String, reason: String?, by name: String, at now: Instant
  ) -> Response {
    guard case .serving = phase else { return .failure("directord is ending") }
    guard let target = MaintenanceTarget(text) else {
      return .failure("'\(text)' is no real server: expected ADDRESS:PORT, or ADDRESS alone")
    }
    let found = balancer.realServers(of: target)
    let wasThere = balancer.maintained[target] != nil
    guard !found.isEmpty || reason == nil && wasThere else {
      return .failure("there is no real server \(target)")
    }
    if reason == nil, !wasThere {
      return .failure("\(target) was not put into maintenance by an operator")
    }
    let line = reason.map { $0.split(whereSeparator: \.isNewline).joined(separator: " ") }
    obey(balancer.handle(.maintenance(target, reason: line, by: name), at: now), at: now)
    do throws(SystemError) {
      try maintained?.write(balancer.maintained)
    } catch {
      journal.write(.warning, "\(error): a restart will not know of it")
    }
    let names = found.joined(separator: ", ")
    return .done(
      reason == nil ? "out of maintenance: \(names)" : "in maintenance, with weight 0: \(names)")
  }
}
