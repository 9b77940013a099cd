import Glibc
package import Network

/// A setting of one interface under /proc/sys/net (Documentation/networking/ip-sysctl.rst).
package struct InterfaceSetting: Hashable, Sendable, CustomStringConvertible {
  /// An interface's name, `all` or `default`.
  package var interface: String
  package var family: Family
  /// `arp_ignore`
  package var name: String

  package init(_ name: String, _ family: Family, of interface: String) {
    self.interface = interface
    self.family = family
    self.name = name
  }

  /// `net.ipv4.conf.eth0.arp_ignore`
  package var description: String { "net.\(folder).conf.\(interface).\(name)" }

  /// `default` comes before the interfaces, and `all` after them.
  fileprivate var place: Int {
    switch interface {
    case "default": 0
    case "all": 2
    default: 1
    }
  }

  var folder: String {
    switch family {
    case .ipv4: "ipv4"
    case .ipv6: "ipv6"
    }
  }

  /// nil if a name would lead elsewhere.
  var path: String? {
    for part in [interface, name] where part.isEmpty || part.contains("/") || part == ".." {
      return nil
    }
    return "/proc/sys/net/\(folder)/conf/\(interface)/\(name)"
  }
}

/// Settings of interfaces that were changed, each with what it was before.
package struct InterfaceSettings: Sendable {
  /// What stood before the first change, by setting.
  private var originals: [InterfaceSetting: Int32] = [:]

  package init() {}

  /// Makes it so, and puts back what was changed before and is no longer asked for. Those that could
  /// not be set are answered. What goes with its interface needs not be put back; a kernel without
  /// IPv6 has none of its settings, and nothing that they could quiet.
  package mutating func makeTrue(
    _ wanted: [InterfaceSetting: Int32]
  ) -> [InterfaceSetting: SystemError] {
    var errors: [InterfaceSetting: SystemError] = [:]
    for (setting, value) in originals where wanted[setting] == nil {
      originals[setting] = nil
      if let error = Self.write(value, to: setting), error.number != ENOENT {
        errors[setting] = error
      }
    }
    // The kernel passes a new default on to every interface whose own setting nobody has written yet,
    // though it may have been right before; and `all` may be less strict only when the others are.
    for (setting, value) in wanted.sorted(by: { $0.key.place < $1.key.place }) {
      if let error = set(setting, to: value), error.number != ENOENT || setting.family == .ipv4 {
        errors[setting] = error
      }
    }
    return errors
  }

  /// What the kernel has; nil if there is no such setting.
  package static func value(of setting: InterfaceSetting) -> Int32? {
    guard let path = setting.path else { return nil }
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var text = [UInt8](repeating: 0, count: 32)
    let count = read(file, &text, text.count)
    guard count > 0 else { return nil }
    return Int32(
      String(decoding: text.prefix { $0 == 45 || (48...57).contains($0) }, as: UTF8.self))
  }

  /// Sets it, if it is not so already. EROFS: a container without a /proc/sys of its own.
  private mutating func set(_ setting: InterfaceSetting, to value: Int32) -> SystemError? {
    guard let before = Self.value(of: setting) else { return SystemError("\(setting)", ENOENT) }
    guard before != value else { return nil }
    let error = Self.write(value, to: setting)
    if error == nil, originals[setting] == nil { originals[setting] = before }
    return error
  }

  private static func write(_ value: Int32, to setting: InterfaceSetting) -> SystemError? {
    guard let path = setting.path else { return SystemError("\(setting)", EINVAL) }
    let file = open(path, O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return SystemError("\(setting)") }
    defer { close(file) }
    let text = Array("\(value)\n".utf8)
    return Glibc.write(file, text, text.count) == text.count ? nil : SystemError("\(setting)")
  }
}

// MARK: - What is asked for

extension InterfaceSettings {
  package typealias Values = [InterfaceSetting: Int32]

  /// When a primary address goes, the others of its network stay.
  package static func promoting(on interface: String) -> Values {
    [InterfaceSetting("promote_secondaries", .ipv4, of: interface): 1]
  }

  /// What a macvlan wants that carries a virtual router's hardware address, and the card below: that
  /// each answers ARP for its own addresses alone; that other routers' packets, and those of one on
  /// the same host, are taken though the way back is another; that IPv6 makes no addresses of its
  /// own. `families`: of its addresses.
  package static func quiet(
    virtualLink name: String, on parent: String, for families: Set<Family>
  ) -> Values {
    var values: Values = [:]
    func ask(_ setting: String, _ family: Family, of link: String, _ value: Int32) {
      values[InterfaceSetting(setting, family, of: link)] = value
    }
    ask("arp_ignore", .ipv4, of: name, 1)
    if families.contains(.ipv4) {
      ask("accept_local", .ipv4, of: name, 1)
      ask("rp_filter", .ipv4, of: name, 0)
      ask("promote_secondaries", .ipv4, of: name, 1)
      ask("arp_ignore", .ipv4, of: parent, 1)
      ask("arp_filter", .ipv4, of: parent, 1)
      // An answer from the virtual address leaves by the card, which would ask for its way in that
      // address's name and with the card's own hardware address.
      ask("arp_announce", .ipv4, of: parent, 2)
    }
    if families.contains(.ipv6) {
      ask("accept_dad", .ipv6, of: name, 0)
      ask("accept_ra", .ipv6, of: name, 0)
      ask("autoconf", .ipv6, of: name, 0)
    } else {
      ask("disable_ipv6", .ipv6, of: name, 1)
    }
    return values
  }

  /// Lets one interface be without a check of the way back though the host asks for one on `all`,
  /// which overrides each: `others` and those to come are asked for it themselves. nil if `all`
  /// is not strict. (The loose check, 2, lets a virtual router's packets pass.)
  package func withoutStrictReversePath(others: [String]) -> Values? {
    let all = InterfaceSetting("rp_filter", .ipv4, of: "all")
    guard originals[all] ?? Self.value(of: all) == 1 else { return nil }
    var values: Values = [all: 0]
    for name in others + ["default"] {
      let setting = InterfaceSetting("rp_filter", .ipv4, of: name)
      // What is stricter or looser of its own counts already: the greater of both does.
      let own = originals[setting] ?? Self.value(of: setting) ?? 0
      values[setting] = max(own, 1)
    }
    return values
  }
}
