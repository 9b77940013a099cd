import Configuration
import Control
import IPVS
import Network
import Service
import System

extension Director {
  /// The first configuration: what the kernel's table has of it is adopted.
  func start(at now: Instant) throws(TableError) {
    guard let configuration = reading.loaded.configuration else { return }
    var previous: Set<ServiceKey> = []
    do throws(SystemError) {
      previous = try owned?.read() ?? []
    } catch {
      journal.write(
        .warning,
        "\(error): services that an earlier run left and the configuration does not name are "
          + "taken for somebody else's")
    }
    if configuration.global.flushAtStart {
      try tableKeeping.removeOthers(than: configuration.services)
    }
    followAddresses(configuration)
    followRoutes(configuration, at: now)
    probes.follow(reading.programs)
    _ = balancer.handle(.moved(situation), at: now)
    rememberMaintenance(at: now)
    let kernel = try tableKeeping.begin(at: now)
    tableKeeping.setTimeouts(configuration.global.timeouts)
    settings.makeTrue(configuration.global.kernelSettings)
    let effects = balancer.handle(
      .configured(
        balanced(configuration), kernel: kernel, previouslyOwned: previous, occasion: "start"),
      at: now)
    followHookBounds(configuration.global.hookBounds)
    followPipes(configuration, at: now)
    obey(effects, at: now)
    followElection(configuration, isStart: true, at: now)
    followSync(at: now)
    followDoctor(configuration, at: now)
  }

  /// What the balancer follows. Under `--shadow` there is no table for checks to go through.
  func balanced(_ configuration: DirectorConfiguration) -> DirectorConfiguration {
    let balanced = options.isShadow ? configuration.checkedDirectly : configuration
    tableKeeping.checkServices = Set(balanced.checkServices.keys)
    probes.passage.isOpened = configuration.global.acceptsLocal && !options.isShadow
    if balanced != configuration {
      journal.write(.notice, "--shadow: checks along check_path are made directly")
    }
    return balanced
  }

  /// A configuration is followed, or refused as a whole.
  func follow(
    _ new: Reading, occasion: String, at now: Instant
  ) -> (Reload, [Effect]) {
    journal.write(new.loaded.diagnostics)
    var effects: [Effect] = []
    var outcome = Reload.Outcome.refused
    if let configuration = new.loaded.configuration {
      let isSame = configuration == reading.loaded.configuration
      outcome = isSame ? .unchanged : .accepted
      reading = new
      followAddresses(configuration)
      followRoutes(configuration, at: now)
      probes.follow(reading.programs)
      effects += balancer.handle(.moved(situation), at: now)
      let balanced = balanced(configuration)
      tableKeeping.meet(balanced.services.subtracting(balancer.owned), at: now)
      tableKeeping.setTimeouts(configuration.global.timeouts)
      settings.makeTrue(configuration.global.kernelSettings)
      effects += balancer.handle(
        .configured(balanced, kernel: tableKeeping.believed, occasion: occasion), at: now)
      followHookBounds(configuration.global.hookBounds)
      followPipes(configuration, at: now)
      followElection(configuration, at: now)
      followSync(at: now)
      followDoctor(configuration, at: now)
    }
    let result = Reload(
      outcome: outcome, at: new.at, errors: new.errors, warnings: new.warnings,
      diagnostics: new.loaded.diagnostics.map { $0.rendered() }, digest: new.digest)
    log(result, of: new.file)
    return (result, effects)
  }

  private func log(_ result: Reload, of file: String) {
    switch result.outcome {
    case .accepted: journal.write(.notice, "reload: \(file) is followed from now on")
    case .unchanged: journal.write(.notice, "reload: \(file) says what it said before")
    case .refused:
      journal.write(
        .error,
        "reload: \(file) has \(counted(result.errors, "error")) and is refused; the configuration stays as it is"
      )
    }
  }
}

extension DirectorConfiguration {
  /// All that may stand in the kernel for it.
  fileprivate var services: Set<ServiceKey> {
    Set(virtualServers.lazy.flatMap(\.services)).union(checkServices.keys)
  }
}
