import Network

extension Rule {
  static let synchronization: [Rule] = [
    connectionsAreNotSynchronized, syncRoleIsWrong, syncNumbersDiffer, noSyncMessageIsTaken,
    syncMessagesCannotArrive, backupForgetsStates, syncVersionsDiffer,
    schedulerHasNoCommonMemory,
  ]

  static let connectionsAreNotSynchronized = Rule(
    "S01", .warning, "a pair without a sync daemon", needs: [.ipvs, .director],
    reference: "ipvsadm(8), --start-daemon",
    explanation: """
      With NAT and with persistence the other director must know the connections that stand: without \
      the kernel's sync daemon a failover cuts them, and persistent clients are balanced anew.
      """
  ) { examination in
    guard !examination.instances.isEmpty, let ipvs = examination.director.ipvs,
      ipvs.daemons?.isEmpty == true
    else { return [] }
    let served = examination.services.filter { service in
      service.persistence != nil || service.hasServers(by: .nat)
    }
    guard !served.isEmpty else { return [] }
    let lost = (ipvs.connections ?? []).filter { $0.state == "ESTABLISHED" }.count
    let configured = examination.director.director?.syncDaemon
    let interface = configured?.interface ?? examination.instances[0].interface
    return [
      Observation(
        served.map(\.name.description).shortList(of: 3),
        configured == nil
          ? "No sync daemon runs: a failover cuts the established connections (now \(lost))."
          : "lvs_sync_daemon is configured and does not run: a failover cuts the established "
            + "connections (now \(lost)).",
        evidence: ["ipvsadm --list --daemon: none"],
        mend: [
          Mend(
            words: "Write 'lvs_sync_daemon \(interface) \(examination.instances[0].name)' into "
              + "global_defs of both directors.")
        ])
    ]
  }

  static let syncRoleIsWrong = Rule(
    "S02", .error, "the sync daemon has the role of the other director", needs: [.ipvs, .director],
    explanation: """
      A director that is backup must receive (role backup) and the master must send (role master). \
      Two that send learn nothing, two that receive neither.
      """
  ) { examination in
    guard let daemons = examination.director.ipvs?.daemons, daemons.count == 1,
      let daemon = daemons.first
    else { return [] }
    let named = examination.director.director?.syncDaemon?.follows
    let instances = examination.instances.filter { instance in
      named == nil || instance.name == named
    }
    let states = Set(instances.compactMap(\.state))
    let expected = states == ["master"] ? "master" : states == ["backup"] ? "backup" : nil
    guard let expected, daemon.role != expected else { return [] }
    return [
      Observation(
        daemon.interface,
        "The sync daemon is \(daemon.role), and this director is \(expected): connections are not "
          + (expected == "backup" ? "received." : "sent."),
        evidence: [daemon.line] + instances.map { "vrrp_instance \($0.name) \($0.state ?? "-")" },
        mend: [
          Mend(
            "ipvsadm --stop-daemon \(daemon.role)",
            "ipvsadm --start-daemon \(expected) --mcast-interface \(daemon.interface) "
              + "--syncid \(daemon.syncID)")
        ])
    ]
  }

  static let syncNumbersDiffer = Rule(
    "S03", .error, "the sync daemons have different ids", stage: .walking,
    needs: [.heard, .ipvs], reference: "ipvsadm(8), --syncid",
    explanation: """
      A receiving sync daemon takes messages of its own id only. The other director's are heard on \
      the wire with another id.
      """
  ) { examination in
    (examination.director.ipvs?.daemons ?? []).filter { $0.role == "backup" }.compactMap { daemon in
      let messages = examination.foreignSyncMessages(on: daemon.interface)
      guard let message = messages.first, !messages.contains(where: { $0.syncID == daemon.syncID })
      else { return nil }
      return Observation(
        daemon.interface,
        "\(message.source) sends connections with sync id \(message.syncID), and this director takes "
          + "id \(daemon.syncID): it learns none.",
        evidence: [message.line, daemon.line],
        mend: [Mend(words: "Write the same 'id' into lvs_sync_daemon of both directors.")])
    }
  }

  static let syncMessagesCannotArrive = Rule(
    "S05", .error, "sync messages are too long, or die at a router", needs: [.ipvs, .links],
    reference: "ipvsadm(8), --sync-maxlen, --mcast-ttl",
    explanation: """
      A sync message must fit into the MTU of its interface (28 bytes are headers), and its TTL, 1 \
      unless set otherwise, must reach the other director.
      """
  ) { examination in
    (examination.director.ipvs?.daemons ?? []).compactMap { daemon in
      if let mtu = examination.director.link(daemon.interface)?.mtu, mtu > 28,
        let length = daemon.longestMessage, length > mtu - 28
      {
        return Observation(
          daemon.interface,
          "Sync messages of \(length) bytes do not fit into the MTU of \(daemon.interface), \(mtu).",
          evidence: [daemon.line, "\(daemon.interface): mtu \(mtu)"],
          mend: [Mend(words: "Write 'maxlen \(mtu - 28)' into lvs_sync_daemon.")])
      }
      guard daemon.timeToLive == 1,
        let route = examination.director.routes?.first(where: { route in
          route.purpose == .peer && route.gateway != nil && route.output == daemon.interface
        })
      else { return nil }
      return Observation(
        daemon.interface,
        "The other director is behind \(route.gateway.map { "\($0)" } ?? "a router"), and sync "
          + "messages have a TTL of 1: they do not arrive.",
        evidence: [daemon.line, route.line],
        mend: [
          Mend(words: "Write 'ttl 2' into lvs_sync_daemon, or use an interface that they share.")
        ])
    }
  }

  static let syncVersionsDiffer = Rule(
    "S07", .warning, "the sync daemons speak different versions", needs: [.settings],
    reference: "Documentation/networking/ipvs-sysctl.rst, sync_version",
    explanation: """
      Version 1 carries IPv6, timeouts and persistence data, version 0 does not; a receiver of \
      version 0 does not understand version 1.
      """
  ) { examination in
    guard let text = examination.setting("net.ipv4.vs.sync_version"), let ours = Int(text),
      examination.director.ipvs?.daemons?.isEmpty == false
    else { return [] }
    let heard = examination.director.heard?.syncMessages.first { message in
      message.isOwn != true && message.version != ours
    }
    let theirs = heard?.version ?? examination.peer?.number("net.ipv4.vs.sync_version")
    guard let theirs, theirs != ours else { return [] }
    return [
      Observation(
        "net.ipv4.vs.sync_version",
        "The other director's sync daemon speaks version \(theirs), this one version \(ours).",
        evidence: [settingLine("net.ipv4.vs.sync_version", ours)] + (heard.map { [$0.line] } ?? []),
        mend: [
          .set(
            "net.ipv4.vs.sync_version", to: "1",
            on: ours == 1 ? heard?.source.description ?? examination.peer?.host : nil)
        ])
    ]
  }

  static let schedulerHasNoCommonMemory = Rule(
    "S08", .note, "active directors that choose differently", needs: [.director],
    explanation: """
      If both directors are active and clients may change between them, a scheduler that remembers \
      (wlc, rr) chooses another real server there. mh chooses by the client's address alone, the \
      same on each director, and sloppy_tcp=1 lets it take over in the middle of a connection.
      """
  ) { examination in
    let states = Set(examination.instances.compactMap(\.state))
    guard states.isSuperset(of: ["master", "backup"]) else { return [] }
    return examination.services.compactMap { service in
      guard !["mh", "sh", "dh"].contains(service.scheduler), service.persistence == nil,
        service.follows == nil
      else { return nil }
      return Observation(
        service.name.description,
        "Both directors are active, and \(service.scheduler) chooses for \(service.name) on each of "
          + "them by itself; mh chooses the same on both.",
        evidence: [service.location].compactMap { $0 })
    }
  }
}

extension Examination {
  func foreignSyncMessages(on interface: String) -> [HeardFacts.SyncMessage] {
    (director.heard?.syncMessages ?? []).filter { message in
      message.isOwn != true && message.interface == interface && !index.own.contains(message.source)
    }
  }
}

extension SyncDaemonFacts {
  /// `backup sync daemon (mcast=eth1, syncid=7)`, as ipvsadm prints it.
  var line: String { "\(role) sync daemon (mcast=\(interface), syncid=\(syncID))" }
}

extension HeardFacts.SyncMessage {
  var line: String {
    "\(interface) \(source) > 224.0.0.81: sync version \(version), id \(syncID), \(count) messages"
  }
}
