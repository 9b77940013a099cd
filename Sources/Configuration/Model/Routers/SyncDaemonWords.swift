import IPVS
import Network
import VRRP

extension Interpretation {
  /// `lvs_sync_daemon IF [[inst] INSTANCE] [id N] [maxlen N] [port N] [ttl N] [group IP]`
  mutating func readSyncDaemon(_ node: Node) {
    let expected = "an interface"
    guard let word = argument(node, expecting: expected, atMost: node.words.count),
      let interface = interface(word)
    else { return }
    var daemon = SyncDaemonDefinition(SyncDaemon(.master, on: interface))
    var identifier: UInt8?
    var instance = word
    var index = 2
    while index < node.words.count {
      let option = node.words[index]
      switch option.text {
      case "inst":
        guard let name = value(after: &index, of: node, expecting: "an instance") else { return }
        daemon.instance = name.text
        instance = name
      case "id":
        guard let value = syncNumber(node, &index, in: 0...255) else { return }
        identifier = UInt8(truncatingIfNeeded: value)
      case "maxlen", "port", "ttl", "group":
        guard readSyncOption(node, &index, into: &daemon) else { return }
      default:
        guard index == 2 else {
          report.error(
            code: .unknownWord, "'\(option.text)' is not an option of the sync daemon", at: option,
            hint: "expected inst, id, maxlen, port, ttl or group")
          return
        }
        daemon.instance = option.text
        instance = option
      }
      index += 1
    }
    routerDefaults.syncDaemon = Stated(daemon, at: instance)
    routerDefaults.syncIdentifier = identifier
  }

  private mutating func readSyncOption(
    _ node: Node, _ index: inout Int, into daemon: inout SyncDaemonDefinition
  ) -> Bool {
    switch node.words[index].text {
    case "maxlen":
      guard let value = syncNumber(node, &index, in: 1...65507) else { return false }
      daemon.master.maximumLength = UInt16(truncatingIfNeeded: value)
    case "port":
      guard let value = syncNumber(node, &index, in: 1...65535) else { return false }
      daemon.master.port = UInt16(truncatingIfNeeded: value)
    case "ttl":
      guard let value = syncNumber(node, &index, in: 1...255) else { return false }
      daemon.master.timeToLive = UInt8(truncatingIfNeeded: value)
    default:
      guard let word = value(after: &index, of: node, expecting: "a multicast address"),
        let group = multicast(word)
      else { return false }
      daemon.master.group = group
    }
    return true
  }

  private mutating func syncNumber(
    _ node: Node, _ index: inout Int, in range: ClosedRange<UInt32>
  ) -> UInt32? {
    value(after: &index, of: node, expecting: "a number").flatMap {
      number($0, in: range, of: "a number for it")
    }
  }

  /// keepalived's old place for it: within the instance.
  mutating func readSyncInterface(_ node: Node, of draft: RouterDraft) {
    guard let word = argument(node, expecting: "an interface"), let interface = interface(word)
    else { return }
    guard routerDefaults.syncDaemon == nil else {
      report.warning(
        code: .definedTwice, "there is one sync daemon only; this one is ignored", at: word)
      return
    }
    routerDefaults.syncDaemon = Stated(
      SyncDaemonDefinition(SyncDaemon(.master, on: interface), instance: draft.name.text), at: word)
  }

  /// Its identifier is the instance's unless it is said.
  mutating func finishSyncDaemon() {
    guard var daemon = routerDefaults.syncDaemon?.value, let word = routerDefaults.syncDaemon?.word
    else { return }
    if let name = daemon.instance {
      guard let router = routers.first(where: { $0.name == name }) else {
        report.warning(
          code: .undefinedName, "there is no vrrp_instance '\(name)': no sync daemon is started",
          at: word,
          hint: nearest(to: name, among: routers.map(\.name)).map { "did you mean '\($0)'?" } ?? "")
        return
      }
      daemon.master.identifier = router.instance.router.virtualRouter
    }
    daemon.master.identifier = routerDefaults.syncIdentifier ?? daemon.master.identifier
    election.syncDaemon = daemon
  }
}
