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
  /// `TCP_CHECK of 10.0.0.2:80`
  var words: String { "\(definition.kind) of \(definition.probe.path.destination)" }
}

extension Verdict {
  var isPassed: Bool {
    switch self {
    case .passed: true
    case .failed, .drain, .notMade: false
    }
  }
}

extension ProbeResult {
  /// `passed (HTTP 200, 1.2 ms)`, `failed: connection refused`, `was not made: no descriptor left`.
  var words: String {
    switch verdict {
    case .passed:
      "passed (\(detail.isEmpty ? "" : "\(detail.printable), ")\(duration.words))"
    case .drain(let reason): "asks to be drained: \(reason.printable)"
    case .failed(let reason): "failed: \(reason.printable)"
    case .notMade(let reason): "was not made: \(reason.printable)"
    }
  }
}

extension Int {
  /// `1 check`, `2 checks`.
  func of(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}

extension String {
  /// With nothing in it that could start another line of a log or end an environment's value: what
  /// a peer sent is part of some reasons.
  var printable: String {
    guard unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      return self
    }
    return String(
      String.UnicodeScalarView(
        unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }
}
