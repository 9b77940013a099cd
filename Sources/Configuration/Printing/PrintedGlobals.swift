import BFD
import IPVS
import Network
import VRRP

extension DirectorConfiguration {
  /// `global_defs`
  var globalStatements: [Statement] {
    var block: [Statement] = []
    block.add("router_id", global.routerIdentifier.map(word))
    if let user = global.scriptUser { block.append(Statement("script_user", all: user.words)) }
    block.add("enable_script_security", where: global.scriptSecurity)
    block.add("set_supplementary_groups", where: global.takesAllGroups)
    let bounds = global.hookBounds
    if bounds.atOnce != HookBounds().atOnce {
      block.append(Statement("hooks_at_once", "\(bounds.atOnce)"))
    }
    if bounds.timeout != HookBounds().timeout { block.add("hook_timeout", bounds.timeout) }
    block.add("lvs_flush", where: global.flushAtStart)
    switch global.atStop {
    case .removeOurs: break
    case .flush: block.append(Statement("lvs_flush_on_stop"))
    case .keep: block.append(Statement("keep_table_on_stop"))
    }
    let timeouts = [
      ("tcp", global.timeouts.tcp), ("tcpfin", global.timeouts.tcpFin),
      ("udp", global.timeouts.udp),
    ].filter { $0.1 > 0 }
    if !timeouts.isEmpty {
      block.append(Statement("lvs_timeouts", all: timeouts.flatMap { [$0.0, "\($0.1)"] }))
    }
    let settings = KernelSetting.allCases.compactMap { setting in
      global.kernelSettings[setting].map { value in
        Statement(
          setting.rawValue, setting.isSwitch ? (value == 0 ? "off" : "on") : "\(value)")
      }
    }
    if !settings.isEmpty { block.append(Statement("ipvs", block: settings)) }
    block.add("rs_init_notifies", where: global.notifiesAtStart)
    if let suspicion = global.suspicion { block.append(suspicion.statement) }
    block.add("notify_suspect", global.notifySuspect)
    block.add(
      "check_marks", global.checkMarks == CheckMarks.standard ? nil : global.checkMarks.words)
    block.add("check_accept_local", where: global.acceptsLocal)
    if !global.examines { block.append(Statement("doctor", "off")) }
    block += global.mail.statements + election.globalStatements
    let delay = routers.first?.instance.router.election.startupDelay ?? .zero
    if delay > .zero { block.add("vrrp_startup_delay", delay) }
    return block
  }

  /// Blocks of the top level about virtual routers.
  var surroundingStatements: [Statement] {
    var result: [Statement] = []
    let delays = election.delays.sorted { $0.key < $1.key }.map {
      [word($0.key), seconds($0.value.down), seconds($0.value.up)]
    }
    result.add("interface_up_down_delays", lines: delays)
    result.add("static_ipaddress", lines: election.addresses.map(\.words))
    result.add("static_routes", lines: election.routes.map(\.words))
    result.add("static_rules", lines: election.rules.map(\.words))
    return result
  }

  /// `vrrp_script`, `vrrp_track_process`, `track_file`
  var trackedStatements: [Statement] {
    scripts.map(\.statement) + processes.map(\.statement) + files.map(\.statement)
      + sessions.map(\.statement)
  }
}

extension ElectionDefinitions {
  fileprivate var globalStatements: [Statement] {
    var block: [Statement] = []
    block.add("vrrp_garp_interval", announcementIntervals[.ipv4].map(seconds))
    block.add("vrrp_gna_interval", announcementIntervals[.ipv6].map(seconds))
    if delayAfterBoot > .zero { block.add("vrrp_delay_after_boot", delayAfterBoot) }
    for (index, fifo) in fifos.enumerated() {
      let isSecond = fifos[..<index].contains { $0.scope == .everything }
      block += fifo.statements(isSecond: isSecond)
    }
    block.add("fifo_write_vrrp_states_on_reload", where: tellsStatesOnReload)
    block.add("log_unknown_vrids", where: saysStrays)
    if let syncDaemon { block.append(syncDaemon.statement) }
    block.add("vrrp_priority", thread.nice.map { "\($0)" })
    block.add("vrrp_no_swap", where: thread.locksMemory)
    if !thread.processors.isEmpty {
      block.append(Statement("vrrp_cpu_affinity", all: thread.processors.map { "\($0)" }))
    }
    block.add("vrrp_rt_priority", thread.realTimePriority.map { "\($0)" })
    block.add(
      "vrrp_rlimit_rttime", thread.longestRun.map { "\($0.nanoseconds / 1000)" })
    return block
  }
}

extension SuspicionRule {
  fileprivate var statement: Statement {
    let least =
      switch threshold {
      case .percentage(let percent): "\(percent)%"
      case .count(let count): "\(count)"
      }
    return Statement("suspect_together", least, seconds(hold))
  }
}

extension MailDefinitions {
  fileprivate var statements: [Statement] {
    var block: [Statement] = []
    block.add("notification_email", lines: recipients.map { [word($0)] })
    block.add("notification_email_from", sender.map(word))
    if let host { block.append(Statement("smtp_server", word(host), "\(port)")) }
    block.add("smtp_connect_timeout", timeout == 30 ? nil : "\(timeout)")
    block.add("smtp_helo_name", greeting.map(word))
    let alerts = [
      ("smtp_alert", alerts), ("smtp_alert_vrrp", routerAlerts),
      ("smtp_alert_checker", checkerAlerts),
    ]
    for (keyword, isSo) in alerts { block.add(keyword, isSo.map { $0 ? "on" : "off" }) }
    block.add("no_email_faults", where: skipsFaults)
    return block
  }
}

extension FIFODefinition {
  /// Of two that are told of everything the second was named for either kind of event.
  fileprivate func statements(isSecond: Bool) -> [Statement] {
    let name =
      switch scope {
      case .everything: isSecond ? "vrrp_notify_fifo" : "notify_fifo"
      case .routers: "vrrp_notify_fifo"
      case .servers: "lvs_notify_fifo"
      }
    var block = [Statement(name, all: [word(path)] + (user.map(\.words) ?? []))]
    block.add(name + "_script", script)
    if scope == .everything, isSecond { block.append(Statement("lvs_notify_fifo", word(path))) }
    return block
  }
}

extension SyncDaemonDefinition {
  fileprivate var statement: Statement {
    var words = [word(master.interface)]
    if let instance { words += ["inst", word(instance)] }
    words += ["id", "\(master.identifier)"]
    if let length = master.maximumLength { words += ["maxlen", "\(length)"] }
    if let port = master.port { words += ["port", "\(port)"] }
    if let hops = master.timeToLive { words += ["ttl", "\(hops)"] }
    if let group = master.group { words += ["group", "\(group)"] }
    return Statement("lvs_sync_daemon", all: words)
  }
}

extension ScriptDefinition {
  fileprivate var statement: Statement {
    var block = [Statement("script", script.command)]
    if let user = script.user { block.append(Statement("user", all: user.words)) }
    block.add("interval", interval)
    block.add("timeout", timeout)
    block.add("rise", "\(rise)")
    block.add("fall", "\(fall)")
    block.add("init_fail", where: failsAtFirst)
    return Statement("vrrp_script", word(name), block: block)
  }
}

extension ProcessDefinition {
  fileprivate var statement: Statement {
    var block = [Statement("process", all: command.map(word))]
    switch match {
    case .name: break
    case .exact: block.add("param_match", "exact")
    case .initial: block.add("param_match", "initial")
    case .partial: block.add("param_match", "partial")
    }
    block.add("full_command", where: comparesPath)
    // 0 is what quorum_max 0 makes of it.
    if quorum.lowerBound > 0 { block.add("quorum", "\(quorum.lowerBound)") }
    if quorum.upperBound < Int.max { block.add("quorum_max", "\(quorum.upperBound)") }
    if forkDelay > .zero { block.add("fork_delay", forkDelay) }
    if terminateDelay > .zero { block.add("terminate_delay", terminateDelay) }
    return Statement("vrrp_track_process", word(name), block: block)
  }
}

extension FileDefinition {
  fileprivate var statement: Statement {
    var block = [Statement("file", word(path))]
    if let initial {
      block.append(
        Statement("init_file", all: ["\(initial)"] + (overwrites ? ["overwrite"] : [])))
    }
    return Statement("track_file", word(name), block: block)
  }
}

extension SessionSettings {
  fileprivate var statement: Statement {
    var block = [Statement("neighbor_ip", "\(neighbor)")]
    block.add("source_ip", source.map { "\($0)" })
    block.add("min_rx", "\(requiredReceive.nanoseconds / 1_000_000)")
    block.add("min_tx", "\(desiredTransmit.nanoseconds / 1_000_000)")
    block.add("idle_tx", "\(idleTransmit.nanoseconds / 1_000_000)")
    block.add("multiplier", "\(multiplier)")
    block.add("passive", where: isPassive)
    block.add("ttl", "\(hopLimit)")
    block.add("max_hops", greatestHops.map { "\($0)" } ?? "-1")
    block.add("multihop", isMultihop ? "on" : "off")
    return Statement("bfd_instance", word(name), block: block)
  }
}
