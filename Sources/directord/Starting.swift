import Configuration
import Files
import IPVS
import Network
import Service
import System

/// Why the daemon does not run.
struct StartError: Error {
  /// EX_CONFIG of sysexits.h: the configuration is refused, which a service manager need not try again.
  static let refusedConfiguration: Int32 = 78

  var reason: String
  var exitStatus: Int32 = 1
}

/// Runs the daemon to its end; answers its exit status.
func direct(_ options: Options, environment: [String: String]) -> Int32 {
  var options = options
  options.configurationFile = ThisProcess.absolutePath(options.configurationFile)
  do {
    // Before the first thread, so that every thread has the signals blocked.
    let signals = try Signals(Director.signals)
    let openFiles = ThisProcess.descriptorLimit
    raiseDescriptorLimit()
    let journal = Journal(
      try Log(style: Log.style(environment: environment)), least: options.logLevel)
    defer { journal.close() }
    do throws(StartError) {
      let director = try Director(
        options, environment: environment, journal: journal, hookFiles: openFiles)
      return director.run(signals)
    } catch {
      journal.write(.error, error.reason)
      return error.exitStatus
    }
  } catch {
    ThisProcess.say("directord: \(error)", isError: true)
    return 1
  }
}

extension Director {
  /// The configuration to begin with; its problems are logged.
  static func firstReading(_ options: Options, journal: Journal) throws(StartError) -> Reading {
    let file = options.configurationFile
    let reading = Reading(file: file, options)
    journal.write(reading.loaded.diagnostics)
    guard reading.loaded.configuration != nil else {
      throw StartError(
        reason: "\(file) has \(counted(reading.errors, "error")): not started",
        exitStatus: StartError.refusedConfiguration)
    }
    return reading
  }

  /// Moves into the network namespace that the file names, before any socket is opened.
  static func enter(_ namespaces: Namespaces) throws(StartError) {
    guard let name = namespaces.own else { return }
    do throws(SystemError) {
      try NetworkNamespace(named: name).enter()
    } catch {
      throw StartError(
        reason: "net_namespace '\(name)' cannot be entered (\(error)): not started; "
          + namespaceMend(name, error))
    }
  }

  private static func namespaceMend(_ name: String, _ error: SystemError) -> String {
    error.isMissing
      ? "'ip netns list' shows those that there are, 'ip netns add \(name)' makes it"
      : "that takes CAP_SYS_ADMIN, or NetworkNamespacePath=/run/netns/\(name) in the unit"
  }

  /// The kernel's settings are those of the table's namespace.
  static func settingsEdge(
    _ options: Options, _ configuration: DirectorConfiguration?
  ) -> any SettingsEdge {
    guard !options.isShadow else { return ShadowSettings() }
    return KernelSettings(in: tableNamespace(configuration?.global.namespaces ?? Namespaces()))
  }

  /// Virtual routers alone do without IPVS; a virtual server that a reload brings asks for it again.
  static func openTable(
    _ options: Options, for configuration: DirectorConfiguration?, journal: Journal
  ) throws(StartError) -> any TableEdge {
    guard !options.isShadow else { return ShadowTable() }
    let namespaces = configuration?.global.namespaces ?? Namespaces()
    do throws(TableError) {
      return try kernelTable(namespaces)
    } catch {
      guard error == .absent, configuration?.virtualServers.isEmpty ?? true else {
        let place = namespaces.table.map { "net_namespace_ipvs \($0.words): " } ?? ""
        throw StartError(reason: place + error.description)
      }
      journal.write(.notice, "the kernel has no IPVS, and no virtual server asks for it")
      return AbsentTable { () throws(TableError) in try kernelTable(namespaces) }
    }
  }

  static func openControl(_ directory: String) throws(StartError) -> ControlSocket {
    do throws(ControlSocketError) {
      return try ControlSocket(directory: directory)
    } catch {
      throw StartError(reason: error.description)
    }
  }
}
