import Network

extension Rule {
  static let directRouting: [Rule] = [
    virtualAddressIsMissing, requestsCircle, realServerAnswersARP, realServerAsksAsVirtualAddress,
    portsDiffer, listensOnItsOwnAddressOnly, realServerIsNotOnTheLink, repliesPassTheDirector,
    realServerDropsByReversePath, standbyAnswersARP, directorsServeEachOther,
    virtualAddressHasAWideMask, directRoutingIsTestedFromTheDirector, networkDropsReplies,
    checksComeFromTheVirtualAddress,
  ]
}

// How the path to one real server by direct routing is judged. The first that holds hides the later
// ones: a real server behind a router is named for that, not for the address that it lacks.
extension Examination {
  /// The router that stands between the director and a real server.
  func gateway(to server: ReachedServer) -> RouteFacts? {
    index.routesToRealServers[server.address].flatMap { $0.gateway == nil ? nil : $0 }
  }

  /// Real servers on the director's link whose fault is not that they are elsewhere.
  var directNeighbors: [ReachedServer] {
    reached(by: .directRouting).filter { gateway(to: $0) == nil }
  }

  /// Requests that came back from a real server with the virtual address still in them.
  func returnedRequests() -> [Address: WalkFacts.Step] {
    var returned: [Address: WalkFacts.Step] = [:]
    for step in director.walk?.steps ?? [] where step.direction == .arrives {
      guard step.packet != .arpReply, step.packet != .arpRequest, step.packet != .icmpError,
        index.virtual.contains(step.destination),
        let machine = owner(of: step.from), step.source != machine
      else { continue }
      if returned[machine] == nil { returned[machine] = step }
    }
    return returned
  }

  /// The real server that sent a frame.
  func owner(of hardware: String?) -> Address? {
    guard let hardware = hardware.flatMap({ HardwareAddress($0) }),
      case .realServer(let address) = index.owners[hardware]
    else { return nil }
    return address
  }
}

extension ReachedServer {
  /// Virtual addresses that its machine does not hold; empty if it has no document.
  var missingAddresses: [Address] {
    guard let document, document.addresses != nil else { return [] }
    return virtualAddresses.filter { !document.holds($0) }
  }

  /// Its machine forwards packets of this family that are not for itself.
  func forwards(_ family: Family) -> Bool {
    switch family {
    case .ipv4: document?.number("net.ipv4.ip_forward") == 1
    case .ipv6: document?.number("net.ipv6.conf.all.forwarding") == 1
    }
  }

  /// The interface of its machine on which the address by which it is reached stands.
  var interface: String? { document?.places(of: address).first?.interface }

  /// Commands that give the machine a virtual address without an answer to ARP for it.
  func mendOfMissing(_ addresses: [Address], on interface: String = "lo") -> Mend {
    var mend = Mend(on: address.description)
    if interface == "lo", addresses.contains(where: { !$0.isIPv6 }) {
      mend.commands.append(
        "sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2")
    }
    mend.commands += addresses.map { "ip address add \($0)/\($0.family.bits) dev \(interface)" }
    return mend
  }
}
