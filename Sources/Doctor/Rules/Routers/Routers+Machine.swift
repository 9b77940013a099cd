import Network

// What this machine's interfaces and addresses do to its virtual routers.
extension Rule {
  static let addressIsLeftBehind = Rule(
    "V13", .error, "a virtual address is left on a director that is not master",
    needs: [.addresses, .director], reference: "RFC 9568 §6.4.2",
    explanation: """
      The virtual address stands on an interface of this machine and the daemon is not master, or \
      does not run: after a kill -9, or put there by hand. This machine answers for the address \
      beside the master.
      """
  ) { examination in
    let isUnread = examination.director.unread?.contains { $0.part == .director } == true
    let daemonIsGone = examination.director.director?.daemon == nil && !isUnread
    return examination.instances.compactMap { instance in
      guard instance.priority != 255,
        instance.state.map({ $0 != "master" && $0 != "leaving" }) ?? daemonIsGone
      else { return nil }
      let places = examination.virtualPlaces(of: instance)
      guard let first = places.first else { return nil }
      let why = instance.state.map { "is \($0)" } ?? "runs no daemon"
      let commands = places.map {
        "ip address del \($0.address)/\($0.prefixLength) dev \($0.interface)"
      }
      var mend = Mend()
      mend.commands = commands
      return Observation(
        "vrrp_instance \(instance.name)",
        "This director \(why) and holds \(first.address) on \(first.interface): it answers for the "
          + "address beside the master.",
        evidence: places.map(\.line), mend: [mend])
    }
  }

  static let virtualMACIsNotDelivered = Rule(
    "V16", .error, "frames for the virtual hardware address are not delivered", stage: .probing,
    needs: [.director], reference: "RFC 9568 §7.3",
    explanation: """
      With use_vmac this director answers for the address with 00:00:5e:00:01:VRID. The other \
      director asked for the address and got no answer: a hypervisor or a switch delivers only frames \
      for the address of the card (MAC changes, forged transmits, promiscuous mode).
      """
  ) { examination in
    let unanswered = Set(
      (examination.peer?.answers ?? []).filter(\.by.isEmpty).map(\.address))
    return examination.instances.compactMap { instance in
      guard instance.state == "master", let device = instance.virtualInterface,
        let address = instance.addresses.map(\.address).first(where: {
          unanswered.contains($0) && examination.index.own.contains($0)
        })
      else { return nil }
      let hardware =
        examination.director.link(device)?.hardwareAddress?.description ?? "the virtual one"
      return Observation(
        "vrrp_instance \(instance.name)",
        "The other director gets no answer for \(address): frames for \(hardware) do not reach "
          + "\(device).",
        evidence: ["\(address): no answer on \(examination.peer?.host ?? "the other director")"],
        mend: [
          Mend(
            words:
              "Allow MAC changes, forged transmits and promiscuous mode at this machine's port "
              + "of the hypervisor or switch, or do without use_vmac.")
        ])
    }
  }

  static let addressIsNotUsable = Rule(
    "V19", .error, "a virtual address failed duplicate address detection", needs: [.addresses],
    reference: "RFC 4862 §5.4",
    explanation: """
      The kernel asked whether somebody else has the IPv6 address and got an answer (dadfailed), or \
      still asks (tentative): it does not use the address. directord adds addresses without \
      detection; another program that adds them must say nodad.
      """
  ) { examination in
    let virtual = examination.index.virtual
    return (examination.director.addresses ?? []).compactMap { place in
      guard virtual.contains(place.address),
        let flag = place.flags?.first(where: { $0 == "dadfailed" || $0 == "tentative" })
      else { return nil }
      return Observation(
        place.address.description,
        "\(place.address) on \(place.interface) is \(flag): the kernel does not use it.",
        evidence: [place.line],
        mend: [
          Mend(
            "sysctl -w net.ipv6.conf.\(place.interface).accept_dad=0",
            "ip address del \(place.address)/\(place.prefixLength) dev \(place.interface)",
            "ip address add \(place.address)/\(place.prefixLength) dev \(place.interface) nodad",
            words: "If another machine holds the address, take it away there first.")
        ])
    }
  }

  static let interfaceIsMissing = Rule(
    "V20", .error, "an interface of a virtual router is missing or down",
    needs: [.links, .director],
    explanation: """
      A virtual router needs its interface: up and with a carrier. Without it the instance is in \
      fault and the address on the other director, if there is one.
      """
  ) { examination in
    var seen: Set<String> = []
    return examination.instances.compactMap { instance in
      let name = instance.interface
      guard seen.insert(name).inserted, let fault = examination.fault(of: name) else { return nil }
      let mend =
        switch fault {
        case .missing: Mend("ip -brief link", words: "Write the interface's name as it is.")
        case .down: Mend("ip link set \(name) up")
        case .noCarrier: Mend("ethtool \(name)", words: "Look at the cable, the port, the VLAN.")
        }
      return Observation(
        name, "Interface \(name) of vrrp_instance \(instance.name) \(fault.words).",
        evidence: examination.director.link(name).map {
          ["\($0.name): \($0.isUp ? "UP" : "DOWN")\($0.hasCarrier ? "" : " NO-CARRIER")"]
        } ?? ["Device \"\(name)\" does not exist."], mend: [mend])
    }
  }

  static let addressIsOutsideItsNetwork = Rule(
    "V25", .warning, "a virtual address is in no network of its interface",
    needs: [.addresses, .director],
    explanation: """
      The interface has addresses, and none of their networks contains the virtual address: neighbours \
      of that network do not look for it on this link, unless a route says so.
      """
  ) { examination in
    let places = Dictionary(grouping: examination.director.addresses ?? [], by: \.interface)
    return examination.instances.flatMap { instance -> [Observation] in
      instance.addresses.compactMap { virtual in
        let interface = virtual.interface ?? instance.interface
        let others = (places[interface] ?? []).filter { place in
          place.address.family == virtual.address.family && !place.address.isLinkLocal
            && !examination.index.virtual.contains(place.address)
        }
        let fits = others.contains { place in
          Prefix(place.address, length: place.prefixLength)?.contains(virtual.address) == true
        }
        guard !others.isEmpty, !fits else { return nil }
        return Observation(
          "vrrp_instance \(instance.name)",
          "\(virtual.address) is in no network of \(interface): its neighbours there do not look for "
            + "it.",
          evidence: others.prefix(4).map(\.line),
          mend: [
            Mend(
              words:
                "Correct the address or the interface, or give \(interface) an address of that "
                + "network.")
          ])
      }
    }
  }
}

extension Examination {
  enum InterfaceFault: Sendable {
    case missing, down, noCarrier

    var words: String {
      switch self {
      case .missing: "does not exist"
      case .down: "is down"
      case .noCarrier: "has no carrier"
      }
    }
  }

  /// Why an interface carries nothing; nil: it does, or the links were not read.
  func fault(of interface: String) -> InterfaceFault? {
    guard let links = director.links else { return nil }
    guard let link = links.first(where: { $0.name == interface }) else { return .missing }
    if !link.isUp { return .down }
    return link.hasCarrier ? nil : .noCarrier
  }

  /// Where the addresses of a virtual router stand on this machine; lo and dummies, where LocalNode
  /// has them, do not count.
  func virtualPlaces(of instance: InstanceFacts) -> [AddressFacts] {
    let interfaces = Set(
      [instance.interface, instance.virtualInterface].compactMap { $0 }
        + instance.addresses.compactMap(\.interface))
    let ours = Set(instance.addresses.map(\.address))
    return (director.addresses ?? []).filter {
      ours.contains($0.address) && interfaces.contains($0.interface)
    }
  }
}
