import Network

// What the daemon and the configuration say of the virtual routers.
extension Rule {
  static let halfOfAGroupIsCutOff = Rule(
    "V14", .warning, "one virtual router of a sync group hears no master", needs: [.director],
    explanation: """
      In a sync group one instance hears its master and the other has heard none for more than three \
      intervals. The group stays backup, because the other half has a master: that half of the \
      network is served by nobody.
      """
  ) { examination in
    examination.instances.compactMap { instance in
      guard let other = examination.halfWithAMaster(of: instance), let age = instance.silence else {
        return nil
      }
      return Observation(
        "vrrp_instance \(instance.name)",
        "\(instance.name) has not heard a master for \(wholeSeconds(age)) and waits for "
          + "\(other.name), whose master is alive.",
        evidence: (instance.neighbors ?? []).prefix(3).map {
          "\($0.address): heard \(wholeSeconds($0.age)) ago, priority \($0.priority)"
        },
        mend: [
          Mend(
            words:
              "Look at \(instance.interface) on both. A track_interface, or a vrrp_script that "
              + "pings a neighbour, lets the master of the group yield.")
        ])
    }
  }

  static let electionIsLate = Rule(
    "V15", .warning, "the daemon's own advertisements are late", needs: [.director],
    explanation: """
      A turn of the election's loop took longer than half an interval: the other director may take \
      over although this one lives. The machine is overloaded, or the daemon has no real-time \
      priority.
      """
  ) { examination in
    guard let turn = examination.director.director?.daemon?.longestTurn,
      let interval = examination.instances.map(\.interval).min(), turn > interval / 2
    else { return [] }
    return [
      Observation(
        "directord",
        "A turn of the election took \(turn) s, more than half an interval (\(interval) s): the other "
          + "director may take over.",
        evidence: ["longest turn: \(turn) s"],
        mend: [
          Mend(
            words: "Write 'vrrp_rt_priority 50' and 'vrrp_no_swap' into global_defs, or a longer "
              + "advert_int.")
        ])
    ]
  }

  static let nopreemptHasNoEffect = Rule(
    "V18", .note, "nopreempt has no effect", needs: [.director], reference: "RFC 9568 §6.1",
    explanation: """
      nopreempt needs 'state BACKUP', and the owner of the address (priority 255) preempts always.
      """
  ) { examination in
    let ignored = examination.configurationWarnings(of: "no-preemption").filter {
      $0.message.hasPrefix("nopreempt ")
    }
    return examination.instances.compactMap { instance in
      // The daemon reads 'nopreempt' as if it were not there; only the file's reader tells of it.
      let warning = ignored.first { examination.instance(at: $0.location)?.name == instance.name }
      let isOverruled = instance.startsAsMaster == true || instance.priority == 255
      guard warning != nil || (instance.doesNotPreempt == true && isOverruled) else { return nil }
      let why =
        instance.priority == 255
        ? "priority 255 preempts always" : "a director with 'state MASTER' preempts"
      return Observation(
        "vrrp_instance \(instance.name)", "nopreempt has no effect: \(why).",
        evidence: [warning.map { "\($0.location): \($0.message)" } ?? instance.location]
          .compactMap { $0 },
        mend: [Mend(words: "Write 'state BACKUP' and a priority below 255.")])
    }
  }

  static let somebodyRemovesAddresses = Rule(
    "V21", .warning, "another program removes virtual addresses", needs: [.director],
    explanation: """
      directord has put back virtual addresses that somebody else had removed: systemd-networkd or \
      NetworkManager, which manage the interface, or a DHCP client.
      """
  ) { examination in
    guard !examination.instances.isEmpty,
      let count = examination.director.director?.daemon?.restorations, count >= 2
    else { return [] }
    let managers = (examination.director.programs ?? []).filter {
      ["systemd-networkd", "NetworkManager", "dhclient", "dhcpcd", "keepalived"].contains($0.name)
    }
    let interfaces = Set(examination.instances.map(\.interface)).sorted().joined(separator: " ")
    let addresses = examination.instances.flatMap { $0.addresses.map(\.address.description) }
    let suspects = managers.isEmpty ? "" : ": probably \(managers.map(\.name).shortList(of: 3))"
    return [
      Observation(
        "directord",
        "Virtual addresses (\(addresses.shortList(of: 3))) were removed and put back \(count) "
          + "times since directord began\(suspects).",
        evidence: managers.map { "\($0.name) pid \($0.pid)" } + ["restorations: \(count)"],
        mend: [
          Mend(
            words: "systemd-networkd: KeepConfiguration=yes in the .network file of \(interfaces). "
              + "NetworkManager: unmanaged-devices=interface-name:\(interfaces).")
        ])
    ]
  }

  static let nobodyWouldTakeOver = Rule(
    "V22", .warning, "the other director would not take over", needs: [.director],
    explanation: """
      A master never hears a backup, so silence on the wire proves nothing. The other director's own \
      document tells: its daemon does not run, or its instance is drained, in fault or missing.
      """
  ) { examination in
    guard let peer = examination.peer, let director = peer.director else { return [] }
    return examination.judgedRouters.compactMap { router in
      guard router.instance.state == "master" else { return nil }
      let why: String
      if let theirs = router.peer {
        switch theirs.state {
        case "drained", "fault", "initialize":
          why = "its instance is \(theirs.state ?? "")\(theirs.reason.map { " (\($0))" } ?? "")"
        case nil: why = "its daemon does not run"
        default: return nil
        }
      } else {
        why =
          "it has no instance with virtual_router_id \(router.instance.virtualRouter) and this "
          + "address"
      }
      return Observation(
        router.object, "If this director ends, \(peer.host) does not take over: \(why).",
        evidence: [
          "\(peer.host): \(director.instances.map { "\($0.name) \($0.state ?? "-")" }.shortList(of: 4))"
        ],
        mend: [Mend(on: peer.host, "systemctl start directord", "directorctl undrain")])
    }
  }

  static let identityIsUnknown = Rule(
    "V24", .error, "no @ID line of the file is for this host", needs: [.director],
    reference: "keepalived.conf(5), CONDITIONAL CONFIGURATION",
    explanation: """
      The file has lines for certain hosts (@lb1, @lb2) and this host is none of them: all of those \
      lines are skipped, and both directors may have the same priority.
      """
  ) { examination in
    guard let facts = examination.director.director, let named = facts.namedIdentities,
      !named.isEmpty, let identity = facts.identity, !named.contains(identity)
    else { return [] }
    let list = named.map { "@\($0)" }.shortList(of: 5)
    return [
      Observation(
        facts.file ?? "directord.conf",
        "This host is '\(identity)', and none of \(list) is read: lines for the other hosts are "
          + "skipped.",
        evidence: ["identity: \(identity)", "lines for: \(list)"],
        mend: [
          Mend(
            words:
              "Start the daemon with '-i \(named[0])' (or the identity that is meant), or give "
              + "the host that name.")
        ])
    ]
  }

  static let directorsAreConfiguredDifferently = Rule(
    "V26", .warning, "the directors have different configurations", needs: [.director],
    explanation: """
      The other director's document has other virtual servers, real servers or virtual routers: a \
      failover changes what clients get.
      """
  ) { examination in
    guard let mine = examination.director.director, let peer = examination.peer,
      let theirs = peer.director
    else { return [] }
    let file = mine.file ?? "/etc/directord/directord.conf"
    let differences = mine.differences(from: theirs)
    guard !differences.isEmpty else { return [] }
    return [
      Observation(
        file,
        "\(peer.host) is configured differently: \(differences.shortList(of: 3)).",
        evidence: Array(differences.prefix(10)),
        mend: [
          Mend("ssh \(peer.host) cat \(theirs.file ?? file) | diff - \(file)")
        ])
    ]
  }
}

extension Examination {
  /// The virtual router of the same sync group that hears its master, while this one, a backup too, hears
  /// none.
  func halfWithAMaster(of instance: InstanceFacts) -> InstanceFacts? {
    guard instance.state == "backup", instance.group != nil, instance.hearsMaster == false else {
      return nil
    }
    return instances.first { other in
      other.group == instance.group && other.name != instance.name && other.state == "backup"
        && other.hearsMaster == true
    }
  }
}

extension InstanceFacts {
  /// The last advertisement is at most three intervals and a second old; nil: none was ever heard.
  var hearsMaster: Bool? { silence.map { $0 <= 3 * interval + 1 } }

  /// Seconds since the last advertisement of anybody; nil: none was ever heard.
  var silence: Double? { neighbors?.map(\.age).min() }
}

extension DirectorFacts {
  /// What differs, as the configuration names it; in order of the names.
  func differences(from other: DirectorFacts) -> [String] {
    let (mine, theirs) = (described, other.described)
    return Set(mine.keys).union(theirs.keys).sorted().compactMap { key in
      switch (mine[key], theirs[key]) {
      case (let one?, let two?) where one != two: "\(key) differs"
      case (_?, nil): "\(key) only here"
      case (nil, _?): "\(key) only there"
      default: nil
      }
    }
  }

  private var described: [String: [String]] {
    var found: [String: [String]] = [:]
    for service in services {
      found["virtual_server \(service.name)"] =
        ["\(service.scheduler) \(service.persistence ?? 0)"]
        + service.realServers.map { "\(Endpoint($0.address, port: $0.port)) \($0.method.rawValue)" }
        .sorted()
    }
    for instance in instances {
      found["virtual_router_id \(instance.virtualRouter) of \(instance.name)"] =
        ["\(instance.version) \(instance.interval) \(instance.authentication ?? "")"]
        + instance.addresses.map { "\($0.address)/\($0.prefixLength)" }.sorted()
    }
    return found
  }
}
