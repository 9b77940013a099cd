import Network
import VRRP

extension Interpretation {
  /// The part of `global_defs` that is about virtual routers.
  mutating func readGlobalOfRouters(_ node: Node) {
    var options = routerDefaults.options
    let isOption = readOption(node, into: &options)
    routerDefaults.options = options
    if isOption || readThread(node) || readFIFO(node) { return }
    switch node.keyword {
    case "vrrp_mcast_group4": readGroupAddress(node, .ipv4)
    case "vrrp_mcast_group6": readGroupAddress(node, .ipv6)
    case "vrrp_garp_interval": readAnnouncementInterval(node, .ipv4)
    case "vrrp_gna_interval": readAnnouncementInterval(node, .ipv6)
    case "vrrp_min_garp":
      if let value = boolean(node) { routerDefaults.announcesOnce = value }
    case "vrrp_startup_delay":
      if let time = time(node) { routerDefaults.startupDelay = time }
    case "vrrp_delay_after_boot":
      if let time = time(node) { election.delayAfterBoot = time }
    case "default_interface":
      if let word = argument(node, expecting: "an interface") {
        routerDefaults.interface = interface(word) ?? routerDefaults.interface
      }
    case "vmac_prefix":
      if let word = argument(node, expecting: "a prefix") {
        routerDefaults.interfacePrefix = interface(word) ?? routerDefaults.interfacePrefix
      }
    case "vrrp_notify_priority_changes":
      if let tells = boolean(node) { routerDefaults.tellsPriorities = tells }
    case "lvs_sync_daemon": readSyncDaemon(node)
    case "log_unknown_vrids": election.saysStrays = true
    default: break
    }
  }

  /// 0, which many files have from an old example, is what there is without the line.
  private mutating func readAnnouncementInterval(_ node: Node, _ family: Family) {
    guard let time = time(node, to: .seconds(4294)) else { return }
    election.announcementIntervals[family] = time
    if time == .zero, node.words.count > 1 {
      report.warning(
        "\(node.keyword) 0 asks for no pause between announcements, which is the default",
        at: node.words[1], hint: "leave the line out; keepalived refuses the 0")
    }
  }

  private mutating func readGroupAddress(_ node: Node, _ family: Family) {
    guard let word = argument(node, expecting: "a multicast address"),
      let group = multicast(word)
    else { return }
    guard group.family == family else {
      report.error(
        code: .wrongFamily, "'\(word.text)' is of the wrong family for '\(node.keyword)'", at: word,
        hint: "expected one such as \(Advertisement.group(family))")
      return
    }
    routerDefaults.groups[family] = group
  }

  private mutating func readThread(_ node: Node) -> Bool {
    switch node.keyword {
    case "vrrp_priority":
      if let word = argument(node, expecting: "a priority") {
        election.thread.nice = integer(word, in: -20...19, of: "a process's priority")
      }
    case "vrrp_no_swap": election.thread.locksMemory = true
    case "vrrp_cpu_affinity":
      election.thread.processors = node.words.dropFirst().compactMap { word in
        number(word, in: 0...8191, of: "a processor's number").map { Int($0) }
      }
    case "vrrp_rt_priority":
      election.thread.realTimePriority = number(node, in: 1...99, of: "a real-time priority")
        .map { Int($0) }
    case "vrrp_rlimit_rttime", "vrrp_rlimit_rtime":
      election.thread.longestRun = number(
        node, in: 2...UInt32.max, of: "a number of microseconds"
      ).map { .microseconds(Int64($0)) }
    default: return false
    }
    return true
  }

  private mutating func readFIFO(_ node: Node) -> Bool {
    let scope: FIFODefinition.Scope =
      node.keyword.hasPrefix("vrrp_")
      ? .routers : node.keyword.hasPrefix("lvs_") ? .servers : .everything
    switch node.keyword {
    case "notify_fifo", "vrrp_notify_fifo", "lvs_notify_fifo":
      guard let word = argument(node, expecting: "a path", atMost: 3) else { return true }
      let user = node.words.count > 2 ? scriptUser(node, 2) : nil
      change(scope) { fifo in
        fifo.path = word.text
        fifo.user = user
      }
    case "notify_fifo_script", "vrrp_notify_fifo_script", "lvs_notify_fifo_script":
      let script = script(node)
      change(scope) { $0.script = script }
    case "fifo_write_vrrp_states_on_reload": election.tellsStatesOnReload = true
    default: return false
    }
    return true
  }

  private mutating func change(
    _ scope: FIFODefinition.Scope, _ change: (inout FIFODefinition) -> Void
  ) {
    let index = election.fifos.firstIndex { $0.scope == scope } ?? election.fifos.count
    if index == election.fifos.count {
      election.fifos.append(FIFODefinition(scope: scope, path: ""))
    }
    change(&election.fifos[index])
  }

  /// One pipe that is named for both kinds of events is told of everything once.
  private mutating func mergePipes() {
    var merged: [FIFODefinition] = []
    for fifo in election.fifos {
      if let index = merged.firstIndex(where: { $0.path == fifo.path }) {
        if merged[index].scope != fifo.scope { merged[index].scope = .everything }
        merged[index].script = merged[index].script ?? fifo.script
        merged[index].user = merged[index].user ?? fifo.user
      } else {
        merged.append(fifo)
      }
    }
    election.fifos = merged
  }

  /// What needs every instance and group to be known.
  mutating func finishElection() {
    election.fifos.removeAll { $0.path.isEmpty }
    mergePipes()
    finishSyncDaemon()
    boundLinkDelays()
  }
}
