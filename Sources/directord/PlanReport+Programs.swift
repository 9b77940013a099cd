import BFD
import Configuration
import Control
import IPVS
import Network
import Service

// What is looked after beside the table and the election: trackers, sessions, pipes, sync daemons;
// and the hooks that would run.

extension PlanReport {
  /// Scripts, files and processes that are tracked.
  mutating func compare(_ old: Tracked, _ new: Tracked) {
    compare(
      "vrrp_script", old.scripts, new.scripts, name: \.name,
      isSame: { $0.isSame(as: $1) }, becomes: "its count begins anew")
    compare(
      "track_file", old.files, new.files, name: \.name,
      isSame: { $0.path == $1.path }, becomes: "another file is read")
    compare(
      "vrrp_track_process", old.processes, new.processes, name: \.name,
      isSame: { $0.isSame(as: $1) }, becomes: "it is counted anew")
  }

  mutating func compare(_ old: [SessionSettings], _ new: [SessionSettings]) {
    let restarted = Set(
      new.filter { new in
        old.contains { $0.name == new.name } && !old.contains { new.isSame(as: $0) }
      }.map(\.name))
    compare(
      "bfd_instance", old.filter { !restarted.contains($0.name) },
      new.filter { !restarted.contains($0.name) }, name: \.name, isSame: ==,
      becomes: "the session goes on with other settings")
    for name in restarted.sorted() {
      operations.append(change("bfd_instance \(name)", "the session begins anew"))
    }
  }

  mutating func compare(_ old: [FIFODefinition], _ new: [FIFODefinition]) {
    compare(
      "notify FIFO", old, new, name: \.path,
      isSame: { $0.script?.arguments == $1.script?.arguments },
      becomes: "its reader is ended, and another started where one is named")
  }

  private mutating func compare<Definition>(
    _ kind: String, _ old: [Definition], _ new: [Definition], name: (Definition) -> String,
    isSame: (Definition, Definition) -> Bool, becomes: String
  ) {
    for former in old where !new.contains(where: { name($0) == name(former) }) {
      operations.append(PlannedOperation(.remove, "\(kind) \(name(former))"))
    }
    for next in new {
      let object = "\(kind) \(name(next))"
      guard let former = old.first(where: { name($0) == name(next) }) else {
        operations.append(PlannedOperation(.add, object))
        continue
      }
      if !isSame(former, next) { operations.append(change(object, becomes)) }
    }
  }

  private func change(_ object: String, _ words: String) -> PlannedOperation {
    PlannedOperation(.change, object, settings: words)
  }

  /// What the kernel's sync daemons would be told.
  mutating func addDaemons(_ commands: [IPVS.Command]) {
    for command in commands {
      switch command {
      case .startDaemon(let daemon): operations.append(PlannedOperation(.add, "\(daemon)"))
      case .stopDaemon(let role):
        operations.append(PlannedOperation(.remove, "the sync daemon as \(role)"))
      case .flush, .newService, .setService, .deleteService, .newDestination, .setDestination,
        .deleteDestination, .zero, .setTimeouts:
        break
      }
    }
  }

  mutating func add(_ hooks: [HookRequest]) {
    for hook in hooks {
      let command = hook.script.arguments.joined(separator: " ")
      operations.append(
        PlannedOperation(.run, "hook '\(command)'", settings: "for \(hook.object)"))
    }
  }
}
