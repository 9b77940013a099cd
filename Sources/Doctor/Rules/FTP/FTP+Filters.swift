import Network

extension Rule {
  static let relatedDataIsDropped = Rule(
    "F09", .warning, "FORWARD lets only known connections pass, and nothing knows FTP's data",
    needs: [.rulesets, .settings],
    reference: "nft(8), CT HELPER",
    explanation: """
      A FORWARD chain that lets only established and related connections pass drops FTP's active data \
      connections unless conntrack knows them: by vs.conntrack=1 and ip_vs_ftp, or by a ct helper \
      that a rule sets. Kernels no longer set helpers by themselves.
      """
  ) { examination in
    guard examination.director.number("net.ipv4.vs.conntrack") == 0,
      let firewall = examination.firewall, let server = examination.serversOfRewrittenFTP.first,
      !(examination.director.rulesets ?? []).contains(where: { $0.setsHelper })
    else { return [] }
    var packet = FilterPacket(server.family, transport: 6)
    (packet.source, packet.sourcePort, packet.flags) = (server, 20, 2)
    packet.states = .new
    guard let hit = firewall.fate(of: packet, at: .forward).certain else { return [] }
    packet.states = .related
    guard firewall.fate(of: packet, at: .forward).certain == nil else { return [] }
    return [
      Observation(
        server.description,
        "\(hit.place.words) drops FTP's active data connections of \(server): nothing tells conntrack "
          + "that they are related.",
        evidence: [hit.place.evidence, settingLine("net.ipv4.vs.conntrack", 0)],
        mend: [.set("net.ipv4.vs.conntrack", to: "1")])
    ]
  }
}

extension Ruleset {
  /// A rule gives connections a helper of conntrack.
  fileprivate var setsHelper: Bool {
    lines.contains { $0.contains("ct helper set") || $0.contains("--helper ftp") }
  }
}
