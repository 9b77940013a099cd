import Network
import VRRP

/// Which addresses an instance advertises, and which it only holds.
extension Interpretation {
  /// Those of the instance's family, each once, and what does not fit into an advertisement.
  mutating func advertised(
    _ draft: RouterDraft, _ family: Family
  ) -> (addresses: [VirtualAddress], overflow: [VirtualAddress]) {
    let fitting = draft.addresses.filter { stated in
      if stated.value.address.family == family { return true }
      report.warning(
        code: .wrongFamily,
        "\(stated.value.address) is not of the family of \(draft.title), and is ignored",
        at: stated.word, hint: "virtual_ipaddress_excluded takes addresses of either family")
      return false
    }
    let addresses = held(fitting, besides: [], of: draft)
    guard let first = addresses.first else {
      requireAddress(draft)
      return ([], [])
    }
    if family == .ipv6, !first.address.isLinkLocal, let word = fitting.first?.word {
      report.add(
        Diagnostic(
          draft.isStrict ? .warning : .note, code: .doubtful,
          "the first address of an IPv6 virtual router should be a link-local one",
          at: word.position, length: word.length,
          hint: "RFC 9568 §5.2.9 wants fe80::… before the others"))
    }
    let usual = Advertisement.capacity(
      mtu: 1500, family, version: draft.options.version ?? .two, trailer: draft.hmac == nil ? 0 : 28
    )
    guard addresses.count > usual else { return (addresses, []) }
    report.warning(
      "an advertisement takes \(usual) addresses if the interface's MTU is 1500: "
        + "\(addresses.count - usual) of \(draft.title) are held and not advertised",
      at: draft.name,
      hint: "virtual_ipaddress_excluded is the place for them")
    // How many the MTU takes is known when the interface is; the count has one byte.
    return (Array(addresses.prefix(255)), Array(addresses.dropFirst(255)))
  }

  /// A count of zero is malformed in version 3 (RFC 9568 §5.2.5).
  private mutating func requireAddress(_ draft: RouterDraft) {
    if draft.options.version == .three || draft.isStrict {
      report.error(
        code: .noAddress, "\(draft.title) has no virtual address", at: draft.name,
        hint: "expected at least one in virtual_ipaddress: version 3 and strict mode need it")
    } else if !draft.needsNoAddress {
      report.warning(
        code: .noAddress, "\(draft.title) has no virtual address: it moves nothing but its hooks",
        at: draft.name,
        hint: "no_virtual_ipaddress says that this is meant")
    }
  }

  /// Each address once.
  mutating func held(
    _ stated: [Stated<VirtualAddress>], besides others: [VirtualAddress], of draft: RouterDraft
  ) -> [VirtualAddress] {
    var seen = Set(others.map(\.address))
    return stated.compactMap { stated in
      if seen.insert(stated.value.address).inserted { return stated.value }
      report.warning(
        code: .definedTwice,
        "\(stated.value.address) stands twice in \(draft.title); this line is ignored",
        at: stated.word)
      return nil
    }
  }

  /// The address to send from, of the instance's family.
  mutating func source(of draft: RouterDraft, _ family: Family) -> Address? {
    guard let source = draft.source else { return nil }
    if source.value.family == family { return source.value }
    report.warning(
      code: .wrongFamily, "\(source.value) is not of the family of \(draft.title), and is ignored",
      at: source.word)
    return nil
  }

  /// `vrrp.51`, `vrrp6.51`, or as it is said.
  mutating func virtualInterface(
    of draft: RouterDraft, _ virtualRouter: UInt8, on parent: String, _ family: Family
  ) -> VirtualInterface? {
    guard let virtual = draft.virtualInterface else {
      if let word = draft.sendsByParent {
        report.warning(
          code: .conflictingWords, "vmac_xmit_base without use_vmac has no effect", at: word)
      }
      return nil
    }
    var address = HardwareAddress.virtualRouter(virtualRouter, family)
    if let word = virtual.hardwareAddress {
      let last = (virtualRouter < 16 ? ":0" : ":") + String(virtualRouter, radix: 16)
      guard let given = HardwareAddress(word.text) ?? HardwareAddress(word.text + last) else {
        report.error(
          "'\(word.text)' is not a hardware address", at: word,
          hint: "expected six pairs of hexadecimal digits, or the first five")
        return nil
      }
      address = given
    }
    let prefix = routerDefaults.interfacePrefix + (family == .ipv6 ? "6" : "")
    let name = virtual.name ?? "\(prefix).\(virtualRouter)"
    guard name.utf8.count <= 15 else {
      report.error(
        "'\(name)' is too long for an interface's name", at: virtual.word,
        hint: "expected a shorter vmac_prefix, or 'use_vmac NAME' with at most 15 bytes")
      return nil
    }
    return VirtualInterface(
      name: name, parent: parent, hardwareAddress: address,
      sendsByParent: draft.sendsByParent != nil || !draft.peers.isEmpty)
  }
}
