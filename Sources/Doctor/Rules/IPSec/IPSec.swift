import Network

extension Rule {
  static let ipsec: [Rule] = [
    ipsecIsSplit, authenticationHeaderBehindNAT, transportModeBehindNAT, portOfIKEIsAltered,
    persistenceIsShorterThanRekey, directorAnswersIKE, ikeIsFlooded, keepalivesMayNotArrive,
  ]
}

extension Examination {
  /// Virtual services of IKE (UDP 500), NAT traversal (UDP 4500), ESP and AH.
  var ipsecServices: [ServiceFacts] { services.filter { isIPSec($0) } }

  private func isIPSec(_ service: ServiceFacts) -> Bool {
    if service.name.transport == "udp" {
      return service.name.port == 500 || service.name.port == 4500
    }
    guard let mark = service.name.mark else { return false }
    return index.marking[mark]?.ipsec.isEmpty == false
      || service.realServers.contains { $0.checks.contains { $0.kind == "IKE_CHECK" } }
  }

  /// Limits of the rates of IKE, ESP and AH before IPVS makes an entry, as the seed advises (4.3);
  /// empty without such services.
  var rateLimitsOfIPSec: [Mend] {
    let served = ipsecServices
    guard !served.isEmpty else { return [] }
    let virtual = Set(served.flatMap { addresses(of: $0) }).filter { !$0.isIPv6 }.sorted()
    let list = virtual.map(\.description).joined(separator: ", ")
    let to = list.isEmpty ? "" : "ip daddr { \(list) } "
    let rule = "nft add rule ip directord-limit prerouting \(to)"
    return [
      Mend(
        "nft add table ip directord-limit",
        "nft add chain ip directord-limit prerouting "
          + "'{ type filter hook prerouting priority -180; }'",
        "\(rule)udp dport 500 limit rate over 200/second burst 400 packets drop",
        "\(rule)udp dport 4500 @th,64,32 0 limit rate over 200/second burst 400 packets drop",
        "\(rule)meta l4proto esp limit rate over 50000/second burst 50000 packets drop",
        "\(rule)meta l4proto ah limit rate over 50000/second burst 50000 packets drop",
        words: "The rates are a beginning: twice what a busy hour has. On port 4500 only IKE is "
          + "limited (four zero bytes, RFC 3948 §2.2), not ESP in UDP. "
          + "'nft delete table ip directord-limit' takes them away.")
    ]
  }
}

extension ServiceFacts {
  /// A client has the same real server in any service with these real servers: the scheduler
  /// chooses by the client's address alone.
  var choosesByAddress: Bool { scheduler == "sh" || scheduler == "mh" }
}
