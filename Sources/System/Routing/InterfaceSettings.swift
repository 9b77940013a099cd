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

  var folder: String {
    switch family {
    case .ipv4: "ipv4"
    case .ipv6: "ipv6"
    }
  }

  /// nil where a name would lead elsewhere.
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
  package private(set) var originals: [InterfaceSetting: Int32] = [:]

  package init() {}

  /// What the kernel has; nil where there is no such setting.
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

  /// Sets it, where it is not so already. EROFS: a container without a /proc/sys of its own.
  package mutating func set(_ setting: InterfaceSetting, to value: Int32) -> SystemError? {
    guard let before = Self.value(of: setting) else { return SystemError("\(setting)", ENOENT) }
    guard before != value else { return nil }
    let error = Self.write(value, to: setting)
    if error == nil, originals[setting] == nil { originals[setting] = before }
    return error
  }

  /// Puts everything back that was changed on an interface, or all; what went with its interface is
  /// left out.
  package mutating func restore(_ interface: String? = nil) -> [SystemError] {
    var errors: [SystemError] = []
    for (setting, value) in originals where interface == nil || setting.interface == interface {
      originals[setting] = nil
      if let error = Self.write(value, to: setting), error.number != ENOENT { errors.append(error) }
    }
    return errors
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

extension InterfaceSettings {
  /// When a primary address goes, the others of its network stay.
  package mutating func promoteSecondaries(on interface: String) -> SystemError? {
    set(InterfaceSetting("promote_secondaries", .ipv4, of: interface), to: 1)
  }

  /// What a macvlan wants that carries a virtual router's hardware address, and the card below: that
  /// each answers ARP for its own addresses alone; that other routers' packets, and those of one on
  /// the same host, are taken though the way back is another; that IPv6 makes no addresses of its
  /// own. Those that could not be set are answered.
  package mutating func prepare(
    virtualLink name: String, on parent: String, for family: Family
  ) -> [SystemError] {
    var wanted: [(InterfaceSetting, Int32)]
    let on = { (setting: String, family: Family, link: String) in
      InterfaceSetting(setting, family, of: link)
    }
    switch family {
    case .ipv4:
      wanted = [
        (on("arp_ignore", .ipv4, name), 1), (on("accept_local", .ipv4, name), 1),
        (on("rp_filter", .ipv4, name), 0), (on("promote_secondaries", .ipv4, name), 1),
        (on("arp_ignore", .ipv4, parent), 1), (on("arp_filter", .ipv4, parent), 1),
        // An answer from the virtual address leaves by the card, which would ask for its way in that
        // address's name and with the card's own hardware address.
        (on("arp_announce", .ipv4, parent), 2),
      ]
      // A kernel without IPv6 has no such setting, and nothing to be switched off.
      let without = on("disable_ipv6", .ipv6, name)
      if Self.value(of: without) != nil { wanted.append((without, 1)) }
    case .ipv6:
      wanted = [
        (on("accept_dad", .ipv6, name), 0), (on("accept_ra", .ipv6, name), 0),
        (on("autoconf", .ipv6, name), 0), (on("arp_ignore", .ipv4, name), 1),
      ]
    }
    return wanted.compactMap { set($0.0, to: $0.1) }
  }
}
