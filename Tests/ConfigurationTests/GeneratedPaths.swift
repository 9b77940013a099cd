import Configuration
import Health
import IPVS
import Network

extension DirectorConfiguration {
  /// Marks come last, in the file's order.
  mutating func mark() {
    var marks = CheckMarks(global.checkMarks)
    for (index, server) in virtualServers.enumerated() {
      for (member, real) in server.realServers.enumerated() {
        for (place, check) in real.checks.enumerated() {
          guard let path = check.probe.detour ?? check.probe.path.ifForwarded else { continue }
          let mark =
            marks.mark(
              for: CheckMarks.Peer(
                path.destination.address.family, real.endpoint.address, real.settings.forwarding))
            ?? 0
          var probe = check.probe
          if probe.detour == nil { probe.path.firewallMark = mark }
          probe.detour?.firewallMark = mark
          virtualServers[index].realServers[member].checks[place].probe = probe
        }
      }
    }
  }
}

extension RealServer {
  /// `check_path`, if all of its checks can take one; marks come later.
  mutating func lead(_ family: Family, using random: inout Randomness) {
    guard settings.forwarding != .masquerade, checks.contains(where: \.probe.dialogue.connects),
      random.flip()
    else { return }
    let address = random.address(family)
    let isBoth = random.flip()
    checkPath = isBoth ? .both(address) : .forwarded(address)
    isCheckedThroughIPVS = true
    let method: Forwarding.Method =
      settings.forwarding == .directRouting ? .directRouting : .tunnel
    for index in checks.indices where checks[index].probe.dialogue.connects {
      var path = checks[index].probe.path
      path.destination.address = address
      path.interface = nil
      path.forwarding = Forwarding(method, to: endpoint.address)
      if isBoth {
        checks[index].probe.detour = path
      } else {
        checks[index].probe.path = path
      }
    }
  }
}

extension Probe.Path {
  fileprivate var ifForwarded: Probe.Path? { forwarding == nil ? nil : self }
}
