extension KernelFacts {
  /// Options of a kernel's configuration file: `CONFIG_IP_VS=m` gives `CONFIG_IP_VS` → `m`. What is "not
  /// set" is missing.
  package static func options(in text: String) -> [String: String] {
    var options: [String: String] = [:]
    for line in text.split(separator: "\n") where line.utf8.starts(with: "CONFIG_".utf8) {
      guard let sign = line.firstIndex(of: "=") else { continue }
      var value = line[line.index(after: sign)...]
      if value.count > 1, value.first == "\"", value.last == "\"" {
        value = value.dropFirst().dropLast()
      }
      options[String(line[..<sign])] = String(value)
    }
    return options
  }

  /// Of those, the ones that a rule or the readiness table may ask for. A document with all of them
  /// would be mostly of drivers.
  package static func networkOptions(in text: String) -> [String: String] {
    let words = [
      "IP_VS", "NETFILTER", "NF_", "NFT_", "IP_", "IP6_", "IPV6", "INET", "NET_", "XFRM",
      "MACVLAN", "DUMMY", "VXLAN", "BONDING", "VLAN", "BRIDGE", "TUN", "VETH", "SYN_COOKIES",
      "SYSCTL", "MODULES", "PACKET", "FIB", "IPVLAN",
    ]
    return options(in: text).filter { name, _ in
      words.contains { name.dropFirst("CONFIG_".count).hasPrefix($0) }
    }
  }

  /// Names in /proc/modules: the first word of each line.
  package static func loadedModules(in text: String) -> [String] {
    text.split(separator: "\n").compactMap { $0.fields.first.map(String.init) }.sorted()
  }

  /// Names in modules.dep (`kernel/net/…/ip_vs.ko.xz: …`) or modules.builtin (`kernel/…/ip_vs.ko`), with
  /// underscores as the kernel names them; only those below `net` and `drivers/net`.
  package static func moduleNames(in text: String) -> [String] {
    var names: Set<String> = []
    for line in text.split(separator: "\n") {
      let path = line.prefix { $0 != ":" }
      guard path.contains("/net/"), let slash = path.lastIndex(of: "/") else { continue }
      let file = path[path.index(after: slash)...]
      guard let end = file.firstIndex(of: ".") else { continue }
      names.insert(String(file[..<end].map { $0 == "-" ? "_" : $0 }))
    }
    return names.sorted()
  }

  /// Bytes of `MemAvailable` in /proc/meminfo.
  package static func availableMemory(in text: String) -> UInt64? {
    for line in text.textLines where line.hasPrefix("MemAvailable:") {
      return line.fields.dropFirst().first.flatMap { UInt64($0) }.map { $0 * 1024 }
    }
    return nil
  }

  /// Names of capabilities in the hexadecimal set `CapBnd` of /proc/self/status
  /// (linux/capability.h); a number that is not known here is `cap_N`.
  package static func capabilities(in text: String, set name: String = "CapBnd") -> [String]? {
    for line in text.textLines where line.hasPrefix("\(name):") {
      guard let word = line.fields.last, let bits = UInt64(word, radix: 16) else { return nil }
      return (0..<64).filter { bits >> $0 & 1 == 1 }.map { number in
        number < capabilityNames.count ? "CAP_\(capabilityNames[number])" : "cap_\(number)"
      }
    }
    return nil
  }

  private static let capabilityNames = [
    "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID",
    "SETPCAP", "LINUX_IMMUTABLE", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW",
    "IPC_LOCK", "IPC_OWNER", "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT", "SYS_PTRACE", "SYS_PACCT",
    "SYS_ADMIN", "SYS_BOOT", "SYS_NICE", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD",
    "LEASE", "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG",
    "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ", "PERFMON", "BPF", "CHECKPOINT_RESTORE",
  ]
}
