import Network
import VRRP

extension RouterDefinition {
  var statement: Statement {
    let router = instance.router
    var block: [Statement] = []
    block.add("version", router.version == .two ? "2" : "3")
    block.add("interface", word(instance.interface))
    block.add("virtual_router_id", "\(router.virtualRouter)")
    block.add("priority", "\(router.priority)")
    block.add("advert_int", router.interval)
    block += router.election.statements + router.announcements.statements
    block += instance.carrier.statements(family: router.family, source: instance.source)
    block.add("track_src_ip", where: instance.tracksSource)
    block.add("dont_track_primary", where: !instance.tracksInterface)
    block.add(instance.virtualInterface)
    block.add("no_accept", where: !router.accepts)
    block.add("promote_secondaries", where: promotesSecondaries)
    block.add("virtual_ipaddress", lines: router.addresses.map(\.words))
    block.add("virtual_ipaddress_excluded", lines: router.excluded.map(\.words))
    block.add("no_virtual_ipaddress", where: router.addresses.isEmpty)
    block.add("virtual_routes", lines: routes.map(\.words))
    block.add("virtual_rules", lines: rules.map(\.words))
    block += tracked(instance.tracks) + hooks.statements
    return Statement("vrrp_instance", word(name), block: block)
  }
}

extension GroupDefinition {
  var statement: Statement {
    var block: [Statement] = []
    block.add("group", lines: group.members.map { [word($0)] })
    block.add("sync_group_tracking_weight", where: group.usesWeights)
    block += tracked(group.tracks) + hooks.statements
    return Statement("vrrp_sync_group", word(name), block: block)
  }
}

extension Router.ElectionSettings {
  fileprivate var statements: [Statement] {
    var block: [Statement] = []
    block.add("nopreempt", where: !preempts)
    if preemptDelay > .zero { block.add("preempt_delay", preemptDelay) }
    block.add("listen", listening)
    block.add("down_timer_adverts", "\(missedAdvertisements)")
    block.add("lower_prio_no_advert", answersLowerPriority ? "off" : "on")
    block.add("higher_prio_send_advert", answersHigherPriority ? "on" : "off")
    block.add("owner_ignore_adverts", ownerIgnoresAdvertisements ? "on" : "off")
    block.add("skip_check_adv_addr", skipsKnownAddressList ? "on" : "off")
    return block
  }
}

extension AnnouncementSettings {
  fileprivate var statements: [Statement] {
    [
      Statement("garp_master_repeat", "\(rounds)"),
      Statement("garp_master_delay", seconds(delay)),
      Statement("garp_master_refresh", seconds(refresh)),
      Statement("garp_master_refresh_repeat", "\(refreshRounds)"),
      Statement("garp_lower_prio_repeat", "\(rivalRounds)"),
      Statement("garp_lower_prio_delay", seconds(rivalDelay)),
    ]
  }
}

extension Carrier.Settings {
  fileprivate func statements(family: Family, source: Address?) -> [Statement] {
    var block: [Statement] = []
    switch destination {
    case .multicast(let group):
      block.add("mcast_src_ip", source.map { "\($0)" })
      block.add("mcast_dst_ip", "\(group)")
    case .unicast(let peers, let checksSource):
      block.add("unicast_src_ip", source.map { "\($0)" })
      block.add("unicast_peer", lines: peers.map(\.words))
      // Without a peer nothing else says of which family it is.
      if peers.isEmpty {
        block.append(Statement("unicast_fault_no_peer"))
        block.add("mcast_dst_ip", "\(Advertisement.group(family))")
      } else {
        block.add("unicast_ttl", "\(hopLimit)")
      }
      block.add("check_unicast_src", peers.isEmpty || checksSource ? nil : "off")
    }
    block.add("v3_checksum_as_v2", checksum == .messageOnly ? "on" : "off")
    switch authentication {
    case .none: break
    case .password(let password): block.append(password.statement("PASS"))
    case .header(let password): block.append(password.statement("AH"))
    case .hmac(let settings): block.append(settings.statement)
    }
    return block
  }
}

extension Carrier.Peer {
  fileprivate var words: [String] {
    guard hopLimits != 0...255 else { return ["\(address)"] }
    return [
      "\(address)", "min_ttl", "\(hopLimits.lowerBound)", "max_ttl", "\(hopLimits.upperBound)",
    ]
  }
}

extension Password {
  /// Eight bytes may end within a character; any end of it does, since only eight count.
  fileprivate func statement(_ type: String) -> Statement {
    let text = Array(bytes.prefix { $0 != 0 })
    let ends: [[UInt8]] = [
      [], [0x80], [0xa0], [0x90], [0x80, 0x80], [0xa0, 0x80], [0x90, 0x80], [0x80, 0x80, 0x80],
      [0xa0, 0x80, 0x80], [0x90, 0x80, 0x80],
    ]
    let whole = ends.lazy.compactMap { String(validating: text + $0, as: UTF8.self) }.first
    return Statement(
      "authentication",
      block: [
        Statement("auth_type", type),
        Statement("auth_pass", word(whole ?? String(decoding: text, as: UTF8.self))),
      ])
  }
}

extension AuthHMAC.Settings {
  fileprivate var statement: Statement {
    var block = keys.sorted { $0.key < $1.key }.map {
      Statement("key", "\($0.key)", "hex:" + hexadecimal($0.value))
    }
    block.add("active_key", "\(activeKey)")
    if let window {
      block.add("time_window", "\(window)")
    } else {
      block.add("anti_replay", "monotonic")
    }
    switch mode {
    case .enforce: block.add("mode", "enforce")
    case .permissive: block.add("mode", "permissive")
    case .receiveOnly: block.add("mode", "receive-only")
    }
    return Statement("auth_hmac", block: block)
  }
}

extension [Statement] {
  fileprivate mutating func add(_ virtual: VirtualInterface?) {
    guard let virtual else { return }
    append(
      Statement("use_vmac", "name", word(virtual.name), "\(virtual.hardwareAddress)"))
    add("vmac_xmit_base", where: virtual.sendsByParent)
  }
}

/// The lists of what is tracked, in the order of the model.
private func tracked(_ tracks: [Track]) -> [Statement] {
  var result: [Statement] = []
  for track in tracks {
    let turn = track.isReversed ? ["reverse"] : []
    let line = Statement(
      word(track.object.name), all: ["weight", "\(track.weight)"] + turn)
    if let last = result.indices.last, result[last].keyword == track.object.list {
      result[last].block?.append(line)
    } else {
      result.append(Statement(track.object.list, block: [line]))
    }
  }
  return result
}

extension TrackedObject {
  fileprivate var list: String {
    switch self {
    case .interface: "track_interface"
    case .script: "track_script"
    case .process: "track_process"
    case .file: "track_file"
    case .canary: "track_canary"
    case .session: "track_bfd"
    }
  }
}

extension TransitionHooks {
  fileprivate var statements: [Statement] {
    var block: [Statement] = []
    block.add("notify_master", master)
    block.add("notify_backup", backup)
    block.add("notify_fault", fault)
    block.add("notify_stop", stop)
    block.add("notify", any)
    block.add("notify_master_rx_lower_pri", rivalHeard)
    if let deleted {
      block.add("notify_deleted", deleted)
    } else {
      block.add("notify_deleted", where: tellsDeletion)
    }
    block.add("notify_priority_changes", where: tellsPriorities)
    block.add("smtp_alert", mails.map { $0 ? "on" : "off" })
    return block
  }
}
