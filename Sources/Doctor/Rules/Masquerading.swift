extension Rule {
  static let masquerading: [Rule] = [forwardingIsOff]

  static let forwardingIsOff = Rule(
    "N04", .error, "net.ipv4.ip_forward is 0", needs: [.settings],
    reference: "LVS HOWTO Q.3 A.2",
    explanation: """
      Replies of real servers behind NAT arrive at the director and must be forwarded to the client. \
      With net.ipv4.ip_forward=0 the kernel drops them and counts each as IpInAddrErrors; clients \
      see a timeout, while checks, whose replies are for the director itself, pass.
      """
  ) { examination in
    let served = examination.services.filter { service in
      !service.isIPv6 && service.realServers.contains { $0.method == .nat }
    }
    guard !served.isEmpty, examination.setting("net.ipv4.ip_forward") == "0" else { return [] }
    let growth = examination.director.counters?.growth(of: "IpInAddrErrors") ?? 0
    return [
      Observation(
        served.map(\.name.description).joined(separator: ", "),
        "Replies of real servers arrive and are not forwarded: net.ipv4.ip_forward is 0. "
          + "Clients get no answer.",
        evidence: ["net.ipv4.ip_forward = 0"]
          + (growth > 0 ? ["IpInAddrErrors +\(growth)"] : []),
        mend: [.set("net.ipv4.ip_forward", to: "1")])
    ]
  }
}
