import Configuration
import Network
import Service
import System
import VRRP

extension Director {
  /// Runs those scripts that an instance or a group tracks.
  func followScripts(_ configuration: DirectorConfiguration, at now: Instant) {
    let tracks =
      configuration.routers.flatMap(\.instance.tracks)
      + configuration.syncGroups.flatMap(\.group.tracks)
    let tracked = Set(tracks.map(\.object))
    let definitions = configuration.scripts.filter { tracked.contains(.script($0.name)) }
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

  private func tellElection(_ object: TrackedObject, _ status: TrackedStatus) {
    election.orders?.post(.statusChanged(object, status))
  }
}
