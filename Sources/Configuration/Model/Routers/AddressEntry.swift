import Network
import VRRP

/// The lines of `virtual_ipaddress`, `virtual_ipaddress_excluded` and `static_ipaddress`.
extension Interpretation {
  /// `IP[/LENGTH] [dev IF] [scope SCOPE] [brd|broadcast IP|+|-] [label LABEL] [peer IP[/LENGTH]]
  /// [preferred_lft N|forever] [home] [-nodad] [mngtmpaddr] [noprefixroute] [autojoin]`
  mutating func virtualAddress(_ node: Node) -> Stated<VirtualAddress>? {
    guard let word = node.words.first, let prefix = prefix(word) else { return nil }
    var address = VirtualAddress(prefix.address, length: prefix.length)
    var index = 1
    while index < node.words.count {
      guard readAddressOption(node, &index, into: &address) else { return nil }
      index += 1
    }
    return Stated(address, at: word)
  }

  mutating func prefix(_ word: Word) -> Prefix? {
    if let prefix = Prefix(word.text) { return prefix }
    report.error(
      "'\(word.text)' is not an address", at: word,
      hint: "expected one such as 192.0.2.1/24 or 2001:db8::1/64")
    return nil
  }

  private mutating func readAddressOption(
    _ node: Node, _ index: inout Int, into address: inout VirtualAddress
  ) -> Bool {
    let option = node.words[index]
    switch option.text {
    case "dev":
      address.interface = value(after: &index, of: node, expecting: "an interface").flatMap {
        interface($0)
      }
      return address.interface != nil
    case "scope":
      guard let word = value(after: &index, of: node, expecting: "a scope"),
        let scope = scope(word)
      else { return false }
      address.scope = scope
    case "label":
      guard let word = value(after: &index, of: node, expecting: "a label") else { return false }
      address.label = label(word)
    case "brd", "broadcast": return readBroadcast(node, &index, into: &address)
    case "peer":
      address.peer = value(after: &index, of: node, expecting: "an address").flatMap {
        prefix($0)
      }
      return address.peer != nil
    case "preferred_lft":
      guard let word = value(after: &index, of: node, expecting: "a number of seconds") else {
        return false
      }
      address.preferredLifetime =
        word.text == "forever"
        ? .max : number(word, in: 0...UInt32.max, of: "a number of seconds, or forever,")
    default:
      guard let flag = Self.addressFlags[option.text] else {
        return skipAddressOption(node, &index)
      }
      set(flag, of: &address, at: option)
    }
    return true
  }

  private static let addressFlags: [String: VirtualAddress.Options] = [
    "-nodad": .detectsDuplicates, "home": .home, "mngtmpaddr": .managesTemporary,
    "noprefixroute": .withoutPrefixRoute, "autojoin": .joinsMulticast,
  ]

  private mutating func set(
    _ flag: VirtualAddress.Options, of address: inout VirtualAddress, at word: Word
  ) {
    let ofIPv6: VirtualAddress.Options = [.detectsDuplicates, .home, .managesTemporary]
    guard address.address.family == .ipv6 || ofIPv6.isDisjoint(with: flag) else {
      report.warning(
        code: .wrongFamily, "only IPv6 addresses have '\(word.text)'; it is ignored", at: word)
      return
    }
    address.options.insert(flag)
  }

  private mutating func readBroadcast(
    _ node: Node, _ index: inout Int, into address: inout VirtualAddress
  ) -> Bool {
    let expected = "an address, + or -"
    guard let word = value(after: &index, of: node, expecting: expected) else { return false }
    guard address.address.family == .ipv4 else {
      report.warning(code: .wrongFamily, "IPv6 has no broadcast; it is ignored", at: word)
      return true
    }
    switch word.text {
    case "-": address.broadcast = nil
    case "+": address.broadcast = .network
    default:
      guard let broadcast = self.address(word) else { return false }
      address.broadcast = .address(broadcast)
    }
    return true
  }

  /// A label the kernel takes: 15 bytes at most.
  private mutating func label(_ word: Word) -> String? {
    if (1...15).contains(word.text.utf8.count) { return word.text }
    report.warning("the label '\(word.text)' is longer than 15 bytes; it is left out", at: word)
    return nil
  }

  mutating func scope(_ word: Word) -> VirtualAddress.Scope? {
    let scopes: [(String, VirtualAddress.Scope)] = [
      ("global", .global), ("site", .site), ("link", .link), ("host", .host),
      ("nowhere", .nowhere),
    ]
    return choice(word, of: scopes, what: "a scope")
  }

  /// keepalived's options that are not acted on.
  private mutating func skipAddressOption(_ node: Node, _ index: inout Int) -> Bool {
    let option = node.words[index]
    if let isPassed = passOver(node, &index, in: .addressEntry, "address") { return isPassed }
    let known = ["dev", "scope", "label", "brd", "broadcast", "peer", "noprefixroute", "-nodad"]
    report.error(
      code: .unknownWord, "'\(option.text)' is not an option of an address", at: option,
      hint: nearest(to: option.text, among: known).map { "did you mean '\($0)'?" }
        ?? "expected dev, scope, label, brd or peer; another address has a line of its own")
    return false
  }
}
