import Network

/// An address and the interface on whose segment it is asked for.
package struct AddressQuestion: Hashable, Sendable {
  /// The interface's name and index.
  package var interface: String
  package var index: Int
  package var probe: AddressProbe

  /// More are not asked for: each is a broadcast to a whole segment.
  package static let most = 256

  package init(interface: String, index: Int, probe: AddressProbe) {
    self.interface = interface
    self.index = index
    self.probe = probe
  }
}

extension Facts {
  /// Every virtual address, each on the interface where clients or their router look for it. Needs
  /// `links` and `addresses`; an address that lies on no Ethernet segment of this machine is left out.
  package var addressQuestions: [AddressQuestion] {
    var questions: [AddressQuestion] = []
    for (address, interface) in virtualAddresses {
      guard questions.count < AddressQuestion.most,
        let name = interface ?? segment(of: address), let link = asking(name),
        let hardware = link.hardwareAddress
      else { continue }
      let question = self.question(for: address, on: link, by: hardware)
      if !questions.contains(question) { questions.append(question) }
    }
    return questions
  }

  /// Real servers on a link of this machine that have left a probe unanswered: whether they are there
  /// at all. Needs `links`, `routes` and `probes`.
  package var realServerQuestions: [AddressQuestion] {
    let silent = (probes ?? []).filter { $0.outcome == .silence || $0.outcome == .notMade }
    var questions: [AddressQuestion] = []
    for address in silent.map({ $0.realServer ?? $0.destination }).uniqued {
      let route = routes?.first { $0.purpose == .toRealServer && $0.destination == address }
      guard let route, route.gateway == nil, let name = route.output,
        let link = links?.first(where: { $0.name == name }), link.name != "lo", link.isUp,
        let hardware = link.hardwareAddress
      else { continue }
      questions.append(question(for: address, on: link, by: hardware))
    }
    return Array(questions.prefix(AddressQuestion.most))
  }

  private func question(
    for address: Address, on link: LinkFacts, by hardware: HardwareAddress
  ) -> AddressQuestion {
    let source = addresses?.first {
      $0.interface == link.name && $0.address.family == .ipv6 && $0.address.isLinkLocal
        && $0.flags?.contains("tentative") != true && $0.address != address
    }
    return AddressQuestion(
      interface: link.name, index: link.index,
      probe: AddressProbe(of: address, by: hardware, from: source?.address))
  }

  /// With the interface that the configuration names; nil: none is named.
  private var virtualAddresses: [(Address, interface: String?)] {
    var all: [(Address, interface: String?)] = []
    for instance in director?.instances ?? [] {
      all += instance.addresses.map { ($0.address, $0.interface ?? instance.interface) }
    }
    let instances = Set(all.map(\.0))
    let configured = director?.services.compactMap(\.name.address)
    let services = configured ?? ipvs?.services.compactMap(\.name.address) ?? []
    var seen = instances
    return all + services.filter { seen.insert($0).inserted }.map { ($0, nil) }
  }

  /// The interface that has the address, or one in whose network it lies.
  private func segment(of address: Address) -> String? {
    let others = (addresses ?? []).filter { $0.interface != "lo" }
    let holder = others.first { $0.address == address }
    let neighbor = others.first {
      $0.prefixLength < $0.address.family.bits
        && Prefix($0.address, length: $0.prefixLength)?.contains(address) == true
    }
    return (holder ?? neighbor)?.interface
  }

  /// The card that asks for an address of this interface: for a macvlan (`use_vmac`) the one below it.
  private func asking(_ name: String) -> LinkFacts? {
    guard let link = links?.first(where: { $0.name == name }) else { return nil }
    let below =
      link.kind == "macvlan" ? links?.first { $0.name == link.lower } : nil
    let card = below ?? link
    guard card.name != "lo", card.isUp, card.hasCarrier else { return nil }
    return card
  }
}
