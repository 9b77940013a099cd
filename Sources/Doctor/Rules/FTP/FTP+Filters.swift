import Network

extension Rule {
  static let relatedDataIsDropped = Rule(
    "F09", .warning, "FORWARD lets only known connections pass, and nothing knows FTP's data",
    needs: [.rulesets, .ipvs],
    reference: "nft(8), CT HELPER",
    explanation: """
      A FORWARD chain that lets only established and related connections pass drops FTP's active data \
      connections, even masqueraded ones, unless conntrack knows them: by ip_vs_ftp with \
      vs.conntrack=1, or by a ct helper that a rule sets. Kernels no longer set helpers by themselves.
      """
  ) { examination in
    guard examination.hasFTPHelper != true, let firewall = examination.firewall,
      let server = examination.serversOfRewrittenFTP.first,
      !(examination.director.rulesets ?? []).contains(where: { $0.setsHelper })
    else { return [] }
    var packet = FilterPacket(server.family, transport: 6)
    (packet.source, packet.sourcePort, packet.destinationPort) = (server, 20, 49152)
    (packet.flags, packet.states) = (2, .new)
    guard let hit = firewall.fate(of: packet, at: .forward).certain else { return [] }
    packet.states = .related
    guard firewall.fate(of: packet, at: .forward).certain == nil else { return [] }
    return [
      Observation(
        server.description,
        "\(hit.place.words) drops FTP's active data connections of \(server): nothing tells conntrack "
          + "that they are related.",
        evidence: [hit.place.evidence],
        mend: [loadHelper(for: 21), .set("net.ipv4.vs.conntrack", to: "1")])
    ]
  }
}

extension Ruleset {
  /// A rule gives connections a helper of conntrack.
  fileprivate var setsHelper: Bool {
    lines.contains { $0.contains("ct helper set") || $0.contains("--helper ftp") }
  }
}
