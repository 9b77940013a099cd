import Configuration
import Health
import IPVS
import Network

extension VirtualServerName {
  /// `tcp 192.0.2.1:80`, `group web`, `group web (tcp)`.
  var words: String {
    switch self {
    case .service(let key): key.description
    case .canary(let name): "canary \(name.printable)"
    case .group(let name, nil): "group \(name.printable)"
    case .group(let name, let transport?): "group \(name.printable) (\(transport))"
    }
  }
}

extension Pool {
  /// Where its real servers stand: `tcp 192.0.2.1:80`, `the 4 services of group web`.
  var place: String {
    keys.count == 1 ? "\(keys[0])" : "the \(keys.count) services of \(server.name.words)"
  }
}

extension Slot {
  /// `TCP_CHECK of 10.0.0.2:80`, `MISC_CHECK of '/usr/local/bin/check 10.0.0.2'`
  var words: String { "\(definition.kind) of \(definition.probe.target.printable)" }
}

extension Verdict {
  var isPassed: Bool {
    switch self {
    case .passed: true
    case .failed, .drain, .notMade: false
    }
  }
}

extension Int {
  /// `1 check`, `2 checks`.
  func of(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}
