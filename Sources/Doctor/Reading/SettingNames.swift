/// Which kernel settings a document has.
package enum SettingNames {
  /// Names that belong to no interface. `net.ipv4.vs.*` is listed as it is found.
  package static let single: [String] =
    [
      "kernel.modules_disabled", "net.ipv4.ip_forward", "net.ipv4.ip_no_pmtu_disc",
      "net.ipv4.tcp_syncookies", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_mtu_probing",
      "net.ipv4.fwmark_reflect", "net.ipv4.tcp_fwmark_accept", "net.ipv4.icmp_echo_ignore_all",
      "net.ipv4.icmp_ratelimit", "net.ipv4.ip_nonlocal_bind", "net.ipv4.igmp_max_memberships",
      "net.ipv6.conf.all.disable_ipv6", "net.core.netdev_max_backlog", "net.core.somaxconn",
      "net.ipv4.fib_multipath_hash_policy",
    ]
    + ["ipv4", "ipv6"].flatMap { family in
      (1...3).map { "net.\(family).neigh.default.gc_thresh\($0)" }
    }
    + [
      "max", "count", "tcp_loose", "tcp_be_liberal", "helper", "udp_timeout",
      "tcp_timeout_established",
    ].map { "net.netfilter.nf_conntrack_\($0)" }
    + ["net.bridge.bridge-nf-call-iptables", "net.bridge.bridge-nf-call-ip6tables"]

  /// Folders whose settings are all read.
  package static let folders = ["net.ipv4.vs"]

  /// Names of each interface, of `all` and of `default`.
  package static let ofInterfaces: [(family: String, names: [String])] = [
    (
      "ipv4",
      [
        "forwarding", "rp_filter", "send_redirects", "accept_redirects", "secure_redirects",
        "shared_media", "accept_local", "arp_ignore", "arp_announce", "arp_filter", "arp_accept",
        "promote_secondaries", "src_valid_mark", "log_martians", "proxy_arp", "route_localnet",
      ]
    ),
    (
      "ipv6",
      ["forwarding", "accept_ra", "accept_dad", "disable_ipv6", "accept_redirects", "proxy_ndp"]
    ),
  ]

  /// The names for these interfaces, `all` and `default` with them.
  package static func names(of interfaces: [String]) -> [String] {
    let places = ["all", "default"] + interfaces
    return single
      + places.flatMap { place in
        ofInterfaces.flatMap { family, names in
          names.map { "net.\(family).conf.\(place).\($0)" }
        }
      }
  }

  /// The file of a setting below /proc/sys; nil if the name would lead elsewhere. A dot inside an
  /// interface's name (`eth0.100`) is a slash in sysctl's spelling and a dot in the file's:
  /// `interface` says which interface's it is.
  package static func path(of name: String, interface: String? = nil) -> String? {
    var name = name
    if let interface, interface.contains(".") {
      guard let range = firstRange(of: ".\(interface).", in: name) else { return nil }
      let head = name[..<range.lowerBound]
      let tail = name[range.upperBound...]
      let parts = [path(head), interface, path(tail)]
      return isSafe(parts.joined(separator: "/"))
    }
    name = path(name[...])
    return isSafe(name)
  }

  private static func path(_ name: Substring) -> String {
    String(name.map { $0 == "." ? "/" : $0 })
  }

  private static func isSafe(_ path: String) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return parts.contains { $0.isEmpty || $0 == ".." } ? nil : "/proc/sys/\(path)"
  }

  private static func firstRange(of part: String, in text: String) -> Range<String.Index>? {
    var place = text.startIndex
    while place < text.endIndex {
      if text[place...].hasPrefix(part) {
        return place..<text.index(place, offsetBy: part.count)
      }
      place = text.index(after: place)
    }
    return nil
  }
}
