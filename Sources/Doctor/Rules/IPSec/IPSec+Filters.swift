import Network

// What packet filters do with IPSec.
extension Rule {
  /// Services of a mark that some parts of IPSec do not get.
  static func unmarked(in examination: Examination) -> [Observation] {
    examination.ipsecServices.compactMap { service in
      guard let mark = service.name.mark, let marking = examination.index.marking[mark],
        !marking.ipsec.isEmpty, let place = marking.places.first
      else { return nil }
      let missing = [IPSecPart.ike, .traversal, .esp].filter { !marking.ipsec.contains($0) }
      guard !missing.isEmpty else { return nil }
      let address = marking.addresses.first
      return Observation(
        service.name.description,
        "Nothing marks \(missing.map(\.rawValue).joined(separator: ", ")) with \(mark): it does not "
          + "reach the gateway that has the client's IKE.",
        evidence: marking.places.prefix(6).map(\.evidence),
        mend: missing.map { part in place.markCommand(mark, for: part, to: address) })
    }
  }

  static let authenticationHeaderBehindNAT = Rule(
    "I02", .error, "AH goes to real servers behind NAT", needs: [.rulesets],
    reference: "LVS IPSec document 3",
    explanation: """
      AH protects the addresses of the outer header, which NAT rewrites: the gateway refuses each \
      packet. AH needs direct routing or a tunnel.
      """
  ) { examination in
    examination.ipsecServices.compactMap { service in
      guard let mark = service.name.mark, let marking = examination.index.marking[mark],
        marking.ipsec.contains(.ah), service.hasServers(by: .nat)
      else { return nil }
      let rule = marking.places.first { place in
        place.rule?.mayMatch(IPSecPart.ah.packet(.ipv4)) == true
      }
      return Observation(
        service.name.description,
        "AH is marked with \(mark) and goes to real servers behind NAT, which rewrites the addresses "
          + "that AH protects: they refuse it.",
        evidence: rule.map { [$0.evidence] } ?? [],
        mend: [Mend(words: "Write 'lb_kind DR' or 'lb_kind TUN', or do not mark AH.")])
    }
  }

  static let portOfIKEIsAltered = Rule(
    "I04", .error, "a rule may alter port 500 of IKE", needs: [.rulesets],
    reference: "LVS IPSec document 3",
    explanation: """
      IKE goes from port 500 to port 500. A masquerade or snat rule that matches UDP 500 may give it \
      another source port as soon as two hosts use it at once; the other side does not answer that.
      """
  ) { examination in
    let served = examination.ipsecServices
    guard !served.isEmpty, let firewall = examination.firewall else { return [] }
    var packet = IPSecPart.ike.packet(.ipv4)
    packet.sourcePort = 500
    let server = served.lazy.flatMap(\.realServers).first { !$0.address.isIPv6 }
    packet.source = server?.address
    let hits = firewall.fate(of: packet, at: .postrouting).translations.filter { hit in
      hit.place.rule.map { $0.verdict == .masquerade || $0.verdict == .snat } == true
        && hit.place.rule?.text.contains("500") == false
    }
    return hits.prefix(4).map { hit in
      Observation(
        served.map(\.name.description).shortList(of: 2),
        "\(hit.place.words) may give IKE another source port than 500: the other side does not "
          + "answer that.",
        evidence: [hit.place.evidence],
        mend: [
          Mend(
            hit.place.acceptance(nft: "udp sport 500", iptables: "-p udp --sport 500"),
            words: "The rule before it keeps IKE as it is.")
        ])
    }
  }
}

extension FilterPlace {
  /// The command that marks one part of IPSec beside this rule.
  fileprivate func markCommand(_ mark: UInt32, for part: IPSecPart, to address: Address?) -> Mend {
    switch chain.tool {
    case .nft:
      let family = address?.isIPv6 == true ? "ip6" : "ip"
      let to = address.map { "\(family) daddr \($0) " } ?? ""
      let match = part == .esp || part == .ah ? "meta l4proto \(part.rawValue)" : part.rawValue
      return Mend(
        "nft add rule \(chain.family.rawValue) \(chain.table) \(chain.name) \(to)\(match) "
          + "meta mark set \(mark)")
    case .iptables, .ip6tables:
      let to = address.map { "-d \($0) " } ?? ""
      let match =
        switch part {
        case .ike: "-p udp --dport 500"
        case .traversal: "-p udp --dport 4500"
        case .esp, .ah: "-p \(part.rawValue)"
        }
      return Mend(
        "\(chain.tool.rawValue)-legacy -t \(chain.table) -A \(chain.name) \(to)\(match) "
          + "-j MARK --set-mark \(mark)")
    }
  }
}
