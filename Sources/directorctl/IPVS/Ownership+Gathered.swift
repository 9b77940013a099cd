import Configuration
import Control
import Files
import IPVS
import System

extension Ownership {
  /// What the daemon's list of its services says, and, if it runs, its status and its file.
  static func gathered(socket: String, stateDirectory: String) -> Ownership {
    var own = Ownership()
    own.readList(stateDirectory + "/services")
    guard let status = try? Daemon(path: socket).answer(to: .status, within: 5),
      !status.daemon.shadow
    else { return own }
    let file = status.daemon.configurationFile
    own.file = file
    let loaded = load(file, reading: readFiles, context: .thisMachine())
    guard let configuration = loaded.configuration else { return own }
    let running = Set(status.virtualServers.flatMap(\.services).filter(\.inKernel).map(\.key))
    for server in configuration.virtualServers {
      for key in server.services where running.contains("\(key)") {
        own.services[key] = .some(server.position)
      }
    }
    own.add(configuration)
    return own
  }

  /// No file: nothing is directord's.
  private mutating func readList(_ path: String) {
    guard let bytes = try? SmallFile(path: path).contents() else { return }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      if let key = ServiceKey(line: line) { services[key] = .some(nil) }
    }
  }
}
