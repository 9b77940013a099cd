import Network
import VRRP

extension Interpretation {
  mutating func readRouter(_ node: Node) {
    guard let word = node.words.first, let name = argument(node, expecting: "the instance's name")
    else { return }
    if routerIndices[name.text] != nil {
      report.warning(
        code: .definedTwice, "the instance '\(name.text)' stands twice; the second is ignored",
        at: name)
      return
    }
    var draft = RouterDraft(word: word, name: name)
    for child in children(of: node) where meaning(of: child, in: .instance) == .acted {
      read(child, into: &draft)
    }
    guard var router = router(of: draft), claim(&router, at: draft.name) else { return }
    routerIndices[router.name] = routers.count
    routers.append(router)
    routerDrafts.append(draft)
  }

  /// A packet belongs to one instance. Unicast and multicast are two spaces of identifiers, as are two
  /// groups, two sources, and peers that have nothing in common: as in keepalived.
  private mutating func claim(_ router: inout RouterDefinition, at word: Word) -> Bool {
    let key = router.instance.key
    let others = routerSpaces[key, default: []]
    if let other = others.first(where: { routers[$0].instance.clashes(with: router.instance) }) {
      report.error(
        code: .routerClash,
        "'\(router.name)' has virtual_router_id \(key.virtualRouter) on \(key.interface), as has "
          + "'\(routers[other].name)' at line \(routers[other].position.line)", at: word,
        hint: "expected an identifier that no other instance of \(key.interface) has")
      return false
    }
    routerSpaces[key, default: []].append(routers.count)
    if !others.isEmpty { router.instance.variant = router.name }
    return true
  }

  private mutating func read(_ node: Node, into draft: inout RouterDraft) {
    if readOption(node, into: &draft.options) || readHook(node, into: &draft.hooks)
      || readTracks(node, into: &draft.tracks) || readAddresses(node, into: &draft)
      || readCarrier(node, into: &draft) || readPreemption(node, into: &draft)
    {
      return
    }
    switch node.keyword {
    case "state": readState(node, into: &draft)
    case "interface":
      if let word = argument(node, expecting: "an interface") { draft.interface = interface(word) }
    case "virtual_router_id":
      draft.virtualRouter = byte(node, in: 1...255, of: "a virtual router's identifier")
    case "priority":
      draft.priority = byte(node, in: 1...255, of: "a priority")
    case "advert_int":
      if let word = argument(node, expecting: "a time in seconds") {
        draft.interval = time(word, of: "advert_int", in: .milliseconds(10) ... .seconds(255))
          .map { Stated($0, at: word) }
      }
    case "use_vmac": readVirtualInterface(node, into: &draft)
    case "vmac_xmit_base": draft.sendsByParent = node.words.first
    case "accept": draft.accepts = true
    case "no_accept": draft.accepts = false
    case "dont_track_primary": draft.tracksInterface = false
    case "promote_secondaries": draft.promotesSecondaries = true
    case "native_ipv6": draft.forcesIPv6 = true
    case "lvs_sync_daemon_interface": readSyncInterface(node, of: draft)
    default: break
    }
  }

  /// A word that is neither is taken for BACKUP, as keepalived takes it: templates write EQUAL.
  private mutating func readState(_ node: Node, into draft: inout RouterDraft) {
    guard let word = argument(node, expecting: "MASTER or BACKUP") else { return }
    draft.isMaster = word.text == "MASTER"
    if word.text != "MASTER", word.text != "BACKUP" {
      report.warning("'\(word.text)' is no state to start in: BACKUP is taken", at: word)
    }
  }

  private mutating func readPreemption(_ node: Node, into draft: inout RouterDraft) -> Bool {
    switch node.keyword {
    case "nopreempt": draft.noPreempt = node.words.first
    case "preempt": draft.noPreempt = nil
    case "preempt_delay":
      if let word = argument(node, expecting: "a time in seconds") {
        draft.preemptDelay = time(word, of: "preempt_delay", in: .zero ... .seconds(1000))
          .map { Stated($0, at: word) }
      }
    case "listen": draft.listening = time(node, to: .seconds(1000))
    default: return false
    }
    return true
  }

  private mutating func readAddresses(_ node: Node, into draft: inout RouterDraft) -> Bool {
    switch node.keyword {
    case "virtual_ipaddress":
      for child in children(of: node) {
        if let address = virtualAddress(child) { draft.addresses.append(address) }
      }
    case "virtual_ipaddress_excluded":
      for child in children(of: node) {
        if let address = virtualAddress(child) { draft.excluded.append(address) }
      }
    case "no_virtual_ipaddress": draft.needsNoAddress = true
    case "virtual_routes": draft.routes += children(of: node)
    case "virtual_rules": draft.rules += children(of: node)
    default: return false
    }
    return true
  }

  /// `use_vmac [[name] NAME] [MAC] [netlink_notify_msg] [group GROUP]`
  private mutating func readVirtualInterface(_ node: Node, into draft: inout RouterDraft) {
    guard let keyword = node.words.first else { return }
    var found = VirtualInterfaceDraft(word: keyword)
    var index = 1
    while index < node.words.count {
      let word = node.words[index]
      switch word.text {
      case "netlink_notify_msg":
        noteWithoutEffect(word, "the kernel tells of the interface by itself")
      case "group":
        noteWithoutEffect(word, "the interface stays in the kernel's group of all others")
        index += 1
      case "name":
        if let word = value(after: &index, of: node, expecting: "an interface's name") {
          found.name = interface(word)
        }
      default:
        if word.text.utf8.filter({ $0 == UInt8(ascii: ":") }).count > 3 {
          found.hardwareAddress = word
        } else {
          found.name = interface(word)
        }
      }
      index += 1
    }
    draft.virtualInterface = found
  }

  mutating func byte(_ node: Node, in range: ClosedRange<UInt32>, of what: String) -> UInt8? {
    number(node, in: range, of: what).map { UInt8(truncatingIfNeeded: $0) }
  }

  /// The word after the option at `index`, which goes on to it.
  mutating func value(after index: inout Int, of node: Node, expecting what: String) -> Word? {
    guard node.words.indices.contains(index) else { return nil }
    let option = node.words[index]
    index += 1
    if index < node.words.count { return node.words[index] }
    report.error(
      code: .missingArgument, "'\(option.text)' stands at the end of its line", at: option,
      hint: "expected \(what) after it")
    return nil
  }
}
