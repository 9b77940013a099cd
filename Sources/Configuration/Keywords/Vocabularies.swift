extension Vocabulary {
  /// Every block, in the order of the manual.
  package static let all: [Vocabulary] =
    [
      root, global, ipvs, instance, syncGroup, authentication, hmac, trackedScript, trackedProcess,
      trackedFile, virtualServerGroup, virtualServer, realServer, canary, tcpCheck, httpCheck,
      tlsCheck,
      url,
      ftpCheck, smtpCheck, host, dnsCheck, udpCheck, pingCheck, miscCheck, fileCheck, bfdCheck, tls,
      addressEntry, routeEntry, ruleEntry, peerEntry, trackEntry, garpGroup, trackGroup, bfd,
      language,
    ] + serviceChecks

  package static func named(_ name: String) -> Vocabulary? { byName[name] }

  /// A keyword of any block.
  static func knows(_ word: String) -> Bool { everyWord.contains(word) }

  private static let everyWord = Set(all.flatMap(\.words))

  private static let byName: [String: Vocabulary] = Dictionary(
    all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
}
