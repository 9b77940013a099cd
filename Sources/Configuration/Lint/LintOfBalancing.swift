import Health
import IPVS
import Network

/// What virtual servers can never do.
extension Interpretation {
  static let balancingRules: [Lint] = [
    Lint(.withoutWeight, withoutWeight), Lint(.quorumOutOfReach, quorumOutOfReach),
    Lint(.droppedAnswers, droppedAnswers),
  ]

  /// A weight of 0 takes no new connection.
  static func withoutWeight(_ file: Interpretation) -> [Diagnostic] {
    file.virtualServers.compactMap { server in
      guard !server.realServers.isEmpty,
        server.realServers.allSatisfy({ $0.settings.weight == 0 })
      else { return nil }
      return server.finding(
        "every real server of it has weight 0: nobody takes a new connection",
        hint: "give one of them a weight of 1 or more")
    }
  }

  /// Answers from an address that is the director's own are martian packets.
  static func droppedAnswers(_ file: Interpretation) -> [Diagnostic] {
    guard !file.global.acceptsLocal else { return [] }
    return file.virtualServers.compactMap { server in
      guard server.realServers.contains(where: \.isAnsweredFromTheVirtualAddress) else {
        return nil
      }
      return Diagnostic(
        .note,
        "answers to its checks come from the virtual address, and the kernel drops them while this "
          + "director has it, unless net.ipv4.conf.INTERFACE.accept_local is 1",
        at: server.position, length: "virtual_server".utf8.count,
        hint: "write 'check_accept_local' into global_defs, or set it yourself")
    }
  }

  /// Lost once, it is regained only at quorum and hysteresis together.
  static func quorumOutOfReach(_ file: Interpretation) -> [Diagnostic] {
    file.virtualServers.compactMap { server in
      let sum = server.realServers.reduce(UInt64(0)) { $0 + UInt64($1.settings.weight) }
      let needed = UInt64(server.quorum.quorum) + UInt64(server.quorum.hysteresis)
      guard sum > 0, needed > sum else { return nil }
      return server.finding(
        "quorum \(server.quorum.quorum) and hysteresis \(server.quorum.hysteresis) are more than all "
          + "weights together, \(sum): a quorum that was lost is never regained",
        hint: "expected at most \(sum) for both together")
    }
  }
}

extension RealServer {
  /// Through IPVS over IPv4, if nothing puts the real server's address back in its place.
  fileprivate var isAnsweredFromTheVirtualAddress: Bool {
    guard isCheckedThroughIPVS else { return false }
    switch settings.forwarding {
    case .masquerade, .localNode, .bypass: return false
    case .directRouting, .tunnel:
      return checks.contains { check in
        guard let path = check.probe.forwardedPath else { return false }
        return path.destination.address.family == .ipv4 && !path.endsHere
      }
    }
  }
}

extension VirtualServer {
  fileprivate func finding(_ message: String, hint: String) -> Diagnostic {
    Diagnostic(
      .warning, message, at: position, length: "virtual_server".utf8.count, hint: hint)
  }
}
