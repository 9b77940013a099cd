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

  /// A reload was asked for, by a signal or by a client, who is told how it ends.
  func requestReload(for client: ControlSocket.ClientIdentifier?, at now: Instant) {
    guard case .serving = phase else {
      if let client { send(.failure("directord is ending"), to: client, at: now) }
      return
    }
    if let trial {
      let text =
        "\(reading.file) is on trial for \(trial.rest(at: now)) more: no reload before "
        + "'directorctl confirm' or 'directorctl revert'"
      journal.write(.warning, text)
      if let client { send(.failure(text), to: client, at: now) }
      return
    }
    guard case .begin(let generation) = reload.request(for: client, at: now) else { return }
    manager.tell([.reloading(microseconds: UInt64(clamping: now.nanoseconds / 1000))])
    journal.write(.info, "\(options.configurationFile) is read again")
    if let reason = beginReading(options.configurationFile, for: .follow(generation: generation)) {
      journal.write(.error, "reload: \(reason); the configuration stays as it is")
      finishReload(.failure(reason), at: now)
    }
  }

  /// Why no thread reads the file; nil: one does.
  func beginReading(_ file: String, for purpose: Reading.Purpose) -> String? {
    guard reload.readings < ReloadState.mostReadings else {
      return "\(reload.readings) files are being read already, and their reading has not ended"
    }
    do throws(SystemError) {
      try Reading.begin(
        file: file, options, for: purpose, sharing: reading.loaded.configuration, to: readings)
      reload.readings += 1
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// The file has not been read for long.
  func sayThatReloadHangs(at now: Instant) {
    journal.write(
      .error,
      "reload: \(options.configurationFile) has not been read for "
        + "\(ReloadState.patience.components.seconds) s: its file system hangs; the configuration "
        + "stays as it is, and another reload may be asked for")
    if reload.stick() { requestReload(for: nil, at: now) }
  }

  /// A file was read: what it was read for is done.
  func take(_ found: Reading, at now: Instant) -> [Effect] {
    reload.readings -= 1
    let new = found.staying(in: reading.loaded.configuration?.global.namespaces)
    switch new.purpose {
    case .follow(let generation):
      guard generation == reload.generation, reload.isUnderWay else {
        journal.write(.notice, "reload: an earlier one has been read by now, and is left out")
        return []
      }
      let (result, effects) = follow(new, occasion: "reload", at: now)
      reload.last = result
      finishReload(.reload(result), at: now)
      return effects
    case .plan(let client):
      report(.plan(new, client), at: now)
      return []
    case .apply(let client, let within):
      return apply(new, within: within, for: client, at: now)
    }
  }

  /// A configuration is followed, or refused as a whole.
  func follow(
    _ new: Reading, occasion: String, at now: Instant
  ) -> (Reload, [Effect]) {
    journal.write(new.loaded.diagnostics)
    var effects: [Effect] = []
    var outcome = Reload.Outcome.refused
    if case .serving = phase, let configuration = new.loaded.configuration {
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

  private func finishReload(_ response: Response, at now: Instant) {
    let (clients, isWanted) = reload.end()
    answer(response, to: clients, tellsReady: true, at: now)
    if isWanted { requestReload(for: nil, at: now) }
  }
}

extension DirectorConfiguration {
  /// All that may stand in the kernel for it.
  fileprivate var services: Set<ServiceKey> {
    Set(virtualServers.lazy.flatMap(\.services)).union(checkServices.keys)
  }
}
