import Network

/// Rules about what VRRP, IPv6 and helpers need of the kernel, and how it is set.
extension Rule {
  static let noPolicyRouting = Rule(
    "K06", .error, "the kernel has no policy routing", needs: [.director],
    reference: "kernel options",
    explanation: """
      virtual_rules, and virtual_routes with a table, need CONFIG_IP_MULTIPLE_TABLES.
      """
  ) { examination in
    let users = examination.instances.filter { $0.usesPolicyRouting == true }
    guard let first = users.first else { return [] }
    let options = examination.director.kernel?.options
    let isRefused = (examination.director.unread ?? []).contains {
      $0.part == .policyRules && $0.reason.contains("not supported")
    }
    let isOff = options != nil && options?["CONFIG_IP_MULTIPLE_TABLES"] != "y"
    guard isRefused || isOff else { return [] }
    return [
      Observation(
        "vrrp_instance \(first.name)",
        "Its rules and tables need policy routing, which this kernel does not have.",
        evidence: [
          isOff ? "CONFIG_IP_MULTIPLE_TABLES is not set" : "ip rule: Operation not supported"
        ], mend: [Mend(words: "install a kernel with CONFIG_IP_MULTIPLE_TABLES=y")])
    ]
  }

  static let noIPv6 = Rule(
    "K07", .error, "IPv6 is off or IPVS was built without it", needs: [.settings],
    reference: "kernel options",
    explanation: """
      A virtual service with an IPv6 address needs IPv6 itself (net.ipv6.conf.all.disable_ipv6=0) and \
      IPVS with CONFIG_IP_VS_IPV6.
      """
  ) { examination in
    let served = examination.services.filter(\.isIPv6)
    guard !served.isEmpty, !examination.lacksIPVS else { return [] }
    let options = examination.director.kernel?.options
    if let options, options["CONFIG_IP_VS"] != nil, options["CONFIG_IP_VS_IPV6"] != "y" {
      return [
        Observation(
          served.names, "IPVS of this kernel was built without IPv6.",
          evidence: ["CONFIG_IP_VS_IPV6 is not set"],
          mend: [Mend(words: "install a kernel with CONFIG_IP_VS_IPV6=y")])
      ]
    }
    guard examination.setting("net.ipv6.conf.all.disable_ipv6") == "1" else { return [] }
    return [
      Observation(
        served.names, "IPv6 is switched off: net.ipv6.conf.all.disable_ipv6 is 1.",
        evidence: ["net.ipv6.conf.all.disable_ipv6 = 1"],
        mend: [.set("net.ipv6.conf.all.disable_ipv6", to: "0")])
    ]
  }

  static let noMacvlan = Rule(
    "K08", .error, "use_vmac without macvlan", needs: [.kernel, .director],
    explanation: """
      use_vmac makes an interface of the kind macvlan for the virtual router's hardware address.
      """
  ) { examination in
    guard let kernel = examination.director.kernel,
      let instance = examination.instances.first(where: { $0.virtualInterface != nil }),
      kernel.lacks("macvlan", option: "CONFIG_MACVLAN"),
      examination.director.links?.contains(where: { $0.kind == "macvlan" }) != true
    else { return [] }
    return [
      Observation(
        "vrrp_instance \(instance.name)",
        "use_vmac needs macvlan, which this kernel does not have.",
        evidence: ["modinfo macvlan: not found"],
        mend: [Mend(words: "leave out use_vmac, or install a kernel with CONFIG_MACVLAN")])
    ]
  }

  static let helperIsMissing = Rule(
    "K09", .warning, "a helper of IPVS is missing", needs: [.kernel], reference: "kernel options",
    explanation: """
      FTP through NAT needs ip_vs_ftp, which rewrites the addresses in FTP's commands.
      """
  ) { examination in
    guard !examination.lacksIPVS, let kernel = examination.director.kernel,
      let service = examination.natServices.first(where: {
        $0.name.transport == "tcp" && $0.name.port == 21
      }),
      kernel.lacks("ip_vs_ftp", option: "CONFIG_IP_VS_FTP"),
      examination.director.ipvs?.helpers?.contains("ftp") != true
    else { return [] }
    return [
      Observation(
        service.name.description,
        "FTP through NAT needs ip_vs_ftp, which this kernel does not have.",
        evidence: ["modinfo ip_vs_ftp: not found"],
        mend: [Mend(words: "install a kernel with CONFIG_IP_VS_FTP, or use direct routing")])
    ]
  }

  static let tableIsSmall = Rule(
    "K10", .note, "the connection table is small", needs: [.ipvs], reference: "kernel options",
    explanation: """
      Connections are found by a table of chains; its size is fixed when ip_vs is loaded. With more \
      than four connections a row, each packet costs a longer search.
      """
  ) { examination in
    guard let ipvs = examination.director.ipvs, let size = ipvs.tableSize, size > 0,
      let count = ipvs.connectionCount, count / 4 > size
    else { return [] }
    return [
      Observation(
        "ip_vs", "\(count) connections in a table of \(size) rows: long chains.",
        evidence: ["ipvsadm: size=\(size)", "\(count) connections"],
        mend: [
          Mend(
            "echo 'options ip_vs conn_tab_bits=20' > /etc/modprobe.d/ip_vs.conf",
            words: "takes effect when ip_vs is loaded the next time")
        ])
    ]
  }

  static let debugging = Rule(
    "K11", .note, "IPVS writes debug messages", needs: [.settings], reference: "kernel options",
    explanation: """
      With net.ipv4.vs.debug_level above 0 IPVS writes a line to the kernel's log for much of what it \
      does, up to several for each packet.
      """
  ) { examination in
    let name = "net.ipv4.vs.debug_level"
    guard let level = examination.setting(name).flatMap({ Int($0) }), level > 0 else { return [] }
    return [
      Observation(
        "ip_vs", "IPVS writes debug messages of level \(level) to the kernel's log.",
        evidence: ["\(name) = \(level)"], mend: [.set(name, to: "0")])
    ]
  }

  static let modulesAreLocked = Rule(
    "K12", .warning, "modules cannot be loaded any more", needs: [.kernel, .settings],
    explanation: """
      kernel.modules_disabled=1 cannot be taken back before the next boot. A module that this \
      configuration needs and that is not loaded can only be loaded at boot.
      """
  ) { examination in
    guard examination.setting("kernel.modules_disabled") == "1",
      let kernel = examination.director.kernel, let loaded = kernel.loaded
    else { return [] }
    let present = Set(loaded + (kernel.builtIn ?? []))
    let missing = examination.wantedModules.filter {
      !present.contains($0) && kernel.loadable?.contains($0) == true
    }
    guard !missing.isEmpty else { return [] }
    return [
      Observation(
        missing.joined(separator: ", "),
        "Modules cannot be loaded any more (kernel.modules_disabled is 1): what is missing now can "
          + "only come at boot.",
        evidence: ["kernel.modules_disabled = 1"] + missing.map { "/proc/modules: no \($0)" },
        mend: [
          Mend(
            "printf '%s\\n' \(missing.joined(separator: " ")) > /etc/modules-load.d/directord.conf",
            words: "then boot")
        ])
    ]
  }

  static let noSynCookies = Rule(
    "K13", .note, "SYN cookies are off", needs: [.settings], reference: "kernel options",
    explanation: """
      With net.ipv4.tcp_syncookies=0 a flood of half-open connections to this machine's own services \
      fills their queues. IPVS does not use them for virtual services.
      """
  ) { examination in
    guard examination.setting("net.ipv4.tcp_syncookies") == "0" else { return [] }
    return [
      Observation(
        "net.ipv4.tcp_syncookies", "SYN cookies are off.",
        evidence: ["net.ipv4.tcp_syncookies = 0"], mend: [.set("net.ipv4.tcp_syncookies", to: "1")])
    ]
  }

  static let capabilityIsMissing = Rule(
    "K14", .note, "a capability is missing", needs: [.kernel],
    explanation: """
      Reading and changing IPVS, addresses and routes needs CAP_NET_ADMIN, VRRP and ARP need \
      CAP_NET_RAW. A unit or a container that takes them from the bounding set takes them from root \
      too.
      """
  ) { examination in
    guard let own = examination.director.kernel?.capabilities else { return [] }
    let present = Set(own.map { $0.uppercased().replacingPrefix("CAP_") })
    return ["NET_ADMIN", "NET_RAW"].filter { !present.contains($0) }.map { name in
      Observation(
        "CAP_\(name)", "CAP_\(name) is not in the bounding set of this process.",
        evidence: ["/proc/self/status: CapBnd lacks CAP_\(name)"],
        mend: [
          Mend(
            words: "let the unit's CapabilityBoundingSet= have CAP_\(name), or run the doctor "
              + "outside of the container")
        ])
    }
  }
}

extension Examination {
  /// IPVS is neither read, nor loaded, nor a part of the kernel.
  var lacksIPVS: Bool {
    guard director.ipvs == nil, let kernel = director.kernel, let loaded = kernel.loaded else {
      return false
    }
    return !loaded.contains("ip_vs") && kernel.builtIn?.contains("ip_vs") != true
      && kernel.options?["CONFIG_IP_VS"] != "y"
  }

  /// Modules that this configuration uses.
  var wantedModules: [String] {
    guard !services.isEmpty else {
      return instances.contains { $0.virtualInterface != nil } ? ["macvlan"] : []
    }
    var wanted = ["ip_vs"] + services.map { "ip_vs_\($0.scheduler)" }
    if natServices.contains(where: { $0.name.port == 21 }) { wanted.append("ip_vs_ftp") }
    if instances.contains(where: { $0.virtualInterface != nil }) { wanted.append("macvlan") }
    return wanted.uniqued
  }
}

extension KernelFacts {
  /// Neither loaded, nor loadable, nor a part of the kernel; false if that is not known.
  func lacks(_ module: String, option: String) -> Bool {
    guard let loaded, let loadable else { return false }
    let value = options?[option]
    return !loaded.contains(module) && !loadable.contains(module)
      && builtIn?.contains(module) != true && value != "y" && value != "m"
  }
}

extension String {
  fileprivate func replacingPrefix(_ prefix: String) -> String {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
  }
}
