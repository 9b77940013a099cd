import Configuration
import Network

extension Director {
  /// The sync daemons follow the instance that they are told to follow: the one that sends runs
  /// while it holds its addresses, the other one else.
  func followSync(at now: Instant) {
    let definition = reading.loaded.configuration?.election.syncDaemon
    sync.want(
      definition.map { definition in
        definition.daemons(isMaster: definition.instance.map(election.isHolding) ?? false)
      }, at: now)
  }
}
