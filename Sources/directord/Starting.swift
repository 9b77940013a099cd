import Configuration
import IPVS
import Network
import Service
import System

/// Why the daemon does not run.
struct StartError: Error {
  var reason: String
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
      return 1
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
    let reading = Reading(file: file, identifier: options.identifier)
    journal.write(reading.loaded.diagnostics)
    guard reading.loaded.configuration != nil else {
      throw StartError(
        reason: "\(file) has \(counted(reading.errors, "error")): not started")
    }
    return reading
  }

  /// Virtual routers alone do without IPVS; a virtual server that a reload brings asks for it again.
  static func openTable(
    _ options: Options, servesNothing: Bool, journal: Journal
  ) throws(StartError) -> any TableEdge {
    guard !options.isShadow else { return ShadowTable() }
    do throws(TableError) {
      return try KernelTable()
    } catch {
      guard error == .absent, servesNothing else { throw StartError(reason: error.description) }
      journal.write(.notice, "the kernel has no IPVS, and no virtual server asks for it")
      return AbsentTable { () throws(TableError) in try KernelTable() }
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
