import IPVS
import Network
import VRRP

/// Which addresses this director holds, and what is said to be on them.
extension Interpretation {
  static let addressRules: [Lint] = [
    Lint(.addressTwice, heldTwice), Lint(.addressNotHeld, servedAndNotHeld),
    Lint(.ownRealServer, ownRealServers),
  ]

  /// One address on two instances is held wherever either is master. Link-local ones may stand on
  /// many links.
  static func heldTwice(_ file: Interpretation) -> [Diagnostic] {
    var holders: [Address: String] = [:]
    var findings: [Diagnostic] = []
    for (router, draft) in zip(file.routers, file.routerDrafts) {
      for stated in draft.addresses + draft.excluded {
        let address = stated.value.address
        guard !(address.isLinkLocal && address.family == .ipv6) else { continue }
        if let other = holders[address], other != router.name {
          findings.append(
            Diagnostic(.warning, "\(address) is held by '\(other)' too", at: stated.word))
        }
        holders[address] = router.name
      }
    }
    return findings
  }

  /// In a file whose instances hold some virtual servers' addresses, one that none holds is likely
  /// forgotten. If they hold none of them, somebody else does.
  static func servedAndNotHeld(_ file: Interpretation) -> [Diagnostic] {
    let held = file.heldAddresses
    guard !held.isEmpty else { return [] }
    let served = file.virtualServers.map { server in (server, server.addresses) }
    guard served.contains(where: { $0.1.contains { held[$0] != nil } }) else { return [] }
    return served.compactMap { server, addresses in
      guard let address = addresses.first(where: { held[$0] == nil }) else { return nil }
      return Diagnostic(
        .note,
        "no vrrp_instance holds \(address): its packets come here only if something else brings them",
        at: server.position, length: "virtual_server".utf8.count,
        hint: "add it to a virtual_ipaddress, or to virtual_ipaddress_excluded")
    }
  }

  /// Behind NAT the director would send to itself.
  static func ownRealServers(_ file: Interpretation) -> [Diagnostic] {
    let held = file.heldAddresses
    let own = Set(
      file.routerDrafts.compactMap { $0.source?.value } + file.election.addresses.map(\.address))
    guard !held.isEmpty || !own.isEmpty else { return [] }
    return file.virtualServers.lazy.flatMap(\.realServers).compactMap { server in
      guard server.settings.forwarding == .masquerade else { return nil }
      let address = server.endpoint.address
      let message: String
      let severity: Diagnostic.Severity
      if let holder = held[address] {
        severity = .warning
        message =
          "the real server \(address) is a virtual address of '\(holder)': whichever director is "
          + "master serves it itself, and the other one's checks go to the master"
      } else if own.contains(address) {
        severity = .note
        message =
          "the real server \(address) is this director itself: the kernel delivers to it here, and "
          + "masks nothing"
      } else {
        return nil
      }
      return Diagnostic(
        severity, message, at: server.position, length: "real_server".utf8.count,
        hint: "name the machine by an address of its own")
    }
  }

  /// By which instance; an empty name is a static address.
  var heldAddresses: [Address: String] {
    var held: [Address: String] = [:]
    for router in routers {
      for address in router.instance.router.held { held[address.address] = router.name }
    }
    return held
  }
}

extension VirtualServer {
  /// Where it is served; none for a mark.
  var addresses: [Address] {
    services.compactMap {
      if case .endpoint(_, let endpoint) = $0 { endpoint.address } else { nil }
    }
  }
}
