import Configuration
import Health
import Network
import Service
import System
import VRRP

/// What an instance, a group or a check tracks of what the file defines; under --shadow checks alone.
struct Tracked {
  var scripts: [ScriptDefinition]
  var files: [FileDefinition]
  var processes: [ProcessDefinition]

  init(_ configuration: DirectorConfiguration, isShadow: Bool = false) {
    let tracks =
      configuration.routers.flatMap(\.instance.tracks)
      + configuration.syncGroups.flatMap(\.group.tracks)
    var objects = isShadow ? [] : Set(tracks.map(\.object))
    for case .tracked(let probe) in configuration.unconnected {
      if case .file(let name) = probe.source { objects.insert(.file(name)) }
    }
    scripts = configuration.scripts.filter { objects.contains(.script($0.name)) }
    files = configuration.files.filter { objects.contains(.file($0.name)) }
    processes = configuration.processes.filter { objects.contains(.process($0.name)) }
  }
}

extension Director {
  /// Looks after everything that an instance, a group or a check tracks: scripts here, files and
  /// processes on a thread of their own. Under --shadow that is what checks track alone, and no file
  /// is made.
  func followTrackers(_ configuration: DirectorConfiguration, isStart: Bool, at now: Instant) {
    let tracked = Tracked(configuration, isShadow: options.isShadow)
    followScripts(tracked.scripts, at: now)
    tellCanaries()
    let order = Trackers.Order(
      files: tracked.files, processes: tracked.processes,
      isStart: isStart && !options.isShadow)
    guard trackers != nil || !order.files.isEmpty || !order.processes.isEmpty else { return }
    do throws(SystemError) {
      // `try a ?? b()` would throw any error at all.
      if trackers == nil { trackers = try beginTrackers() }
      trackers?.post(order)
    } catch {
      journal.write(.error, "track_file and vrrp_track_process are not followed: \(error)")
    }
  }

  private func beginTrackers() throws(SystemError) -> Mailbox<Trackers.Order> {
    let orders = try Mailbox<Trackers.Order>()
    try Trackers.begin(orders: orders, news: trackerNews)
    return orders
  }

  func hearTrackers(at now: Instant) {
    for one in trackerNews.takeAll() {
      switch one {
      case .status(let object, let status, let words):
        if let words { journal.write(status == .down ? .warning : .notice, words) }
        tellElection(object, status)
        if case .file(let name) = object, case .value(let value) = status {
          learn(.file(name), .value(value), at: now)
        }
      case .said(let isWarning, let text): journal.write(isWarning ? .warning : .info, text)
      }
    }
  }

  /// What checks look at has become another.
  func learn(_ source: TrackedSource, _ status: TrackedSourceStatus, at now: Instant) {
    obey(balancer.handle(.trackedSourceChanged(source, status), at: now), at: now)
  }

  /// Under --shadow no session of BFD is spoken, which the one that is in charge speaks.
  func presumeSessions(of configuration: DirectorConfiguration, at now: Instant) {
    for case .tracked(let probe) in configuration.unconnected {
      guard case .session(let name) = probe.source, balancer.trackedSources[probe.source] == nil
      else {
        continue
      }
      journal.write(
        .notice, "--shadow: bfd_instance \(name) is not spoken to, and taken for up")
      learn(probe.source, .up, at: now)
    }
  }

  private func followScripts(_ definitions: [ScriptDefinition], at now: Instant) {
    scripts.follow(
      definitions.compactMap { definition in
        credentials(of: definition.script, "vrrp_script \(definition.name)").map {
          (definition, $0)
        }
      }, at: now)
    for (object, status) in scripts.statuses { tellElection(object, status) }
  }

  func advanceScripts(at now: Instant) {
    for change in scripts.advance(mustBeSafe: mustBeSafe, at: now) {
      journal.write(change.status == .up ? .notice : .warning, change.words)
      tellElection(change.object, change.status)
    }
  }

  /// What the canaries say that an instance or a group tracks.
  func tellCanaries() {
    for (canary, isSuspect) in balancer.suspects {
      tellElection(.canary(canary), isSuspect ? .down : .up)
    }
  }

  func tellElection(_ object: TrackedObject, _ status: TrackedStatus) {
    election.orders?.post(.statusChanged(object, status))
  }
}
