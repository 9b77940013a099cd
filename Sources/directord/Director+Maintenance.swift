import Control
import Health
import Network
import Operations
import Service
import System

/// What an operator wants of a real server.
struct MaintenanceWish {
  /// As it was typed.
  var target: String
  /// nil: it is to serve again.
  var reason: String?
  /// `root, with directorctl`
  var by: String
  /// Though clients may be left without a server.
  var isForced: Bool
}

extension Director {
  /// What operators had taken out of service when an earlier run ended.
  func rememberMaintenance(at now: Instant) {
    do throws(SystemError) {
      guard let contents = try maintained?.read() else { return }
      for (target, wish) in contents.targets {
        let since = wish.since.map { calendar.moment(of: $0) }
        _ = balancer.handle(.maintenance(target, reason: wish.reason, since: since), at: now)
      }
      for line in contents.strangers {
        journal.write(
          .error, "\(contents.path): '\(line.printable)' names no real server, and is left out")
      }
    } catch {
      journal.write(.error, "\(error): what was in maintenance is not known, and serves")
    }
  }

  /// Takes a real server out of service, or lets it serve again; what came of it, in words.
  func maintain(_ wish: MaintenanceWish, at now: Instant) -> Response {
    guard operations.phase == .serving else { return .failure("directord is ending") }
    guard let target = MaintenanceTarget(wish.target) else {
      return .failure(
        "'\(wish.target)' is no real server: expected ADDRESS:PORT, or ADDRESS alone")
    }
    let found = balancer.realServers(of: target)
    if let reason = refusal(of: wish, for: target, found, at: now) { return .failure(reason) }
    obey(balancer.handle(.maintenance(target, reason: wish.reason, by: wish.by), at: now), at: now)
    let names = found.joined(separator: ", ")
    let text =
      wish.reason == nil
      ? "out of maintenance: \(names)" : "in maintenance, with weight 0: \(names)"
    do throws(SystemError) {
      let wishes = balancer.maintained.mapValues {
        MaintenanceRecord.Wish(reason: $0.reason, since: calendar.seconds(of: $0.since))
      }
      try maintained?.write(wishes)
      return .done(text)
    } catch {
      let complaint = "\(error): a restart will not know of it"
      journal.write(.error, complaint)
      return .failure(text + "\n" + complaint)
    }
  }

  /// Why it is not done; nil: it is.
  private func refusal(
    of wish: MaintenanceWish, for target: MaintenanceTarget, _ found: [String], at now: Instant
  ) -> String? {
    let wasThere = balancer.maintained[target] != nil
    if wish.reason == nil {
      guard !wasThere else { return nil }
      let holders = balancer.holders(of: target)
      guard holders.isEmpty else {
        let ways = holders.map { "'directorctl maintenance \($0) off'" }.joined(separator: ", ")
        return "\(target) was not put into maintenance by that name: say \(ways)"
      }
      return "\(target) was not put into maintenance by an operator"
    }
    guard !found.isEmpty else { return "there is no real server \(target)" }
    let damage = wish.isForced ? [] : balancer.damage(ofMaintaining: target, at: now)
    guard !damage.isEmpty else { return nil }
    return "not put into maintenance: " + damage.joined(separator: "; ")
      + ". 'directorctl maintenance \(target) on --force' does it all the same"
  }

  /// A line for each name that was put into maintenance.
  func listMaintenance() -> Response {
    let lines = balancer.maintained.sorted { $0.key.description < $1.key.description }
      .map { target, wish in
        let names = balancer.realServers(of: target)
        let list =
          names.isEmpty ? "no real server of the configuration" : names.joined(separator: ", ")
        return "\(target): \(wish.reason.printable)\n  \(list)"
      }
    return .done(
      lines.isEmpty
        ? "no operator has put anything into maintenance" : lines.joined(separator: "\n"))
  }
}
