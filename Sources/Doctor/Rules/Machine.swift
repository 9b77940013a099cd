import Network

extension Rule {
  static let machine: [Rule] = [
    anotherManagerIsAtWork, ipvsadmRestoresAtBoot, servicesOfNobody, stateIsNotKept,
    settingsAreLostAtBoot, maintenanceDiffers,
  ]

  static let anotherManagerIsAtWork = Rule(
    "M01", .error, "another program changes the same table", needs: [.programs],
    explanation: """
      keepalived, ldirectord, kube-proxy and ipvsadm write the same table of the kernel. Two that \
      own it undo each other's changes.
      """
  ) { examination in
    guard !examination.services.isEmpty else { return [] }
    let managers = (examination.director.programs ?? []).filter {
      ["keepalived", "ldirectord", "kube-proxy", "surealived", "nginx-ipvs"].contains($0.name)
    }
    let repairs = examination.director.director?.daemon?.repairs ?? 0
    guard !managers.isEmpty || repairs >= 2 else { return [] }
    let undone = repairs > 0 ? ["put back by directord: \(repairs) times"] : []
    guard let first = managers.first else {
      return [
        Observation(
          "IPVS",
          "Somebody, perhaps with ipvsadm, has changed directord's services; it has put them back "
            + "\(repairs) times.",
          evidence: undone,
          mend: [
            Mend(
              "ausearch -x ipvsadm; grep -r ipvsadm /etc/cron* /etc/systemd/system",
              words: "Find the script or the person that runs ipvsadm.")
          ], severity: .warning)
      ]
    }
    return [
      Observation(
        first.name,
        "\(managers.map { "\($0.name) (pid \($0.pid))" }.shortList(of: 3)) may change the services of "
          + "directord.",
        evidence: managers.map { "\($0.name) pid \($0.pid)" } + undone,
        mend: [Mend("systemctl disable --now \(first.name)")],
        severity: repairs > 0 || first.name != "keepalived" ? nil : .warning)
    ]
  }

  static let ipvsadmRestoresAtBoot = Rule(
    "M02", .warning, "ipvsadm.service writes the table at boot", needs: [],
    explanation: """
      The unit of the package ipvsadm restores a saved table when the machine starts: services that \
      directord does not know, or knows otherwise.
      """
  ) { examination in
    (examination.director.units ?? [:]).sorted { $0.key < $1.key }.compactMap { unit, state in
      guard unit.hasPrefix("ipvsadm"), state.hasPrefix("enabled") else { return nil }
      return Observation(
        unit, "\(unit) restores a saved table at boot, which directord does not know.",
        evidence: ["\(unit): \(state)"], mend: [Mend("systemctl disable \(unit)")])
    }
  }

  static let servicesOfNobody = Rule(
    "M03", .note, "virtual services that are nobody's", needs: [.ipvs, .director],
    explanation: """
      The kernel has services that are neither in the configuration nor directord's own: left by \
      ipvsadm or by a program that has gone. directord leaves them alone.
      """
  ) { examination in
    let owned = Set(examination.director.director?.daemon?.owned ?? [])
    let configured = Set(examination.services.map(\.name))
    let strangers = (examination.director.ipvs?.services ?? []).map(\.name).filter {
      !owned.contains($0) && !configured.contains($0)
    }
    guard !strangers.isEmpty, examination.director.director?.daemon != nil else { return [] }
    return [
      Observation(
        "IPVS",
        "The kernel has services that are in no configuration: "
          + "\(strangers.map(\.description).shortList(of: 5)).",
        evidence: strangers.prefix(10).map(\.description),
        mend: strangers.prefix(5).compactMap { name in
          name.option.map { Mend("ipvsadm --delete-service \($0)") }
        })
    ]
  }

  static let stateIsNotKept = Rule(
    "M04", .warning, "the state directory cannot be written", needs: [.director],
    explanation: """
      directord keeps drains and maintenance in its state directory. Without it they do not survive \
      a restart.
      """
  ) { examination in
    guard let trouble = examination.director.director?.daemon?.stateDirectoryTrouble else {
      return []
    }
    return [
      Observation(
        "state directory",
        "What an operator has drained or put into maintenance does not survive a restart: \(trouble).",
        evidence: [trouble],
        mend: [
          Mend(
            "systemctl cat directord | grep StateDirectory",
            "install -d -m 0700 /var/lib/directord")
        ])
    ]
  }

  /// Settings that directing needs, with the value of a kernel that was told nothing.
  private static let needed = [
    ("net.ipv4.ip_forward", "0"), ("net.ipv6.conf.all.forwarding", "0"),
    ("net.ipv4.vs.conntrack", "0"), ("net.ipv4.vs.expire_nodest_conn", "0"),
    ("net.ipv4.vs.expire_quiescent_template", "0"), ("net.ipv4.vs.backup_only", "0"),
    ("net.ipv4.vs.sloppy_tcp", "0"), ("net.ipv4.vs.pmtu_disc", "1"),
  ]

  static let settingsAreLostAtBoot = Rule(
    "M05", .note, "a setting is lost at the next boot", needs: [.settings, .bootSettings],
    reference: "sysctl.d(5)",
    explanation: """
      A setting that the director needs has been made by hand: no file of /etc/sysctl.d says the \
      same, and the next boot brings the kernel's own value.
      """
  ) { examination in
    guard !examination.services.isEmpty else { return [] }
    return needed.compactMap { name, fresh in
      guard let now = examination.setting(name), now != fresh else { return nil }
      let alias =
        name == "net.ipv4.ip_forward" ? "net.ipv4.conf.all.forwarding" : name
      let boot = examination.director.bootSettings ?? [:]
      guard boot[name] != now, boot[alias] != now else { return nil }
      return Observation(
        name, "\(name)=\(now) is set by hand and lost at the next boot.",
        evidence: [
          settingLine(name, now),
          boot[name].map { "at boot: \(name)=\($0)" } ?? "in no sysctl file",
        ],
        mend: [Mend("echo '\(name)=\(now)' >> /etc/sysctl.d/50-directord.conf")])
    }
  }

  static let maintenanceDiffers = Rule(
    "M06", .warning, "maintenance differs between the directors", needs: [.director],
    explanation: """
      A real server is in maintenance on one director only: a failover sends it clients again, or \
      takes away another that works.
      """
  ) { examination in
    guard let mine = examination.director.director?.daemon,
      let theirs = examination.peer?.director?.daemon, let peer = examination.peer?.host
    else { return [] }
    let (here, there) = (Set(mine.maintenance ?? []), Set(theirs.maintenance ?? []))
    return here.symmetricDifference(there).sorted().map { name in
      let isHere = here.contains(name)
      return Observation(
        name,
        isHere
          ? "\(name) is in maintenance here and not on \(peer)."
          : "\(name) is in maintenance on \(peer) and not here.",
        evidence: ["maintenance here: \(here.sorted().shortList(of: 5))"],
        mend: [
          Mend(
            on: isHere ? peer : nil, "directorctl maintenance \(name) on",
            words: "Or end it on the other: directorctl maintenance \(name) off")
        ])
    }
  }
}

extension ServiceName {
  /// The service as ipvsadm names it: `-t 192.168.3.108:80`, `-f 1`.
  var option: String? {
    if let mark { return "-f \(mark)\(isIPv6Mark == true ? " -6" : "")" }
    guard let address, let port else { return nil }
    let letter = ["tcp": "-t", "udp": "-u", "sctp": "--sctp-service"][transport ?? ""]
    return letter.map { "\($0) \(Endpoint(address, port: port))" }
  }
}
