import Network

extension Rule {
  /// What the kernel must have for this configuration: rules K01 to K14.
  package static let kernel: [Rule] = [
    noIPVS, schedulerIsMissing, protocolIsMissing, noConntrackSupport, noWayToMark,
    noPolicyRouting, noIPv6, noMacvlan, helperIsMissing, tableIsSmall, debugging, modulesAreLocked,
    noSynCookies, capabilityIsMissing,
  ]

  static let noIPVS = Rule(
    "K01", .error, "the kernel has no IPVS", needs: [.kernel], reference: "kernel options",
    explanation: """
      Virtual services are the kernel's module ip_vs. It is not loaded, or this kernel was built \
      without it (CONFIG_IP_VS).
      """
  ) { examination in
    guard !examination.services.isEmpty, let kernel = examination.director.kernel,
      examination.lacksIPVS
    else { return [] }
    let canLoad = kernel.loadable?.contains("ip_vs") == true
    let sentence =
      canLoad
      ? "The module ip_vs is not loaded: no virtual service can be made."
      : "The kernel \(kernel.release) has no IPVS: CONFIG_IP_VS is not set."
    return [
      Observation(
        "kernel \(kernel.release)", sentence,
        evidence: [canLoad ? "/proc/modules: no ip_vs" : "modules.dep: no ip_vs"],
        mend: canLoad
          ? [Mend("modprobe ip_vs", "echo ip_vs > /etc/modules-load.d/ip_vs.conf")]
          : [Mend(words: "install a kernel with IPVS; Debian's linux-image has it")])
    ]
  }

  static let schedulerIsMissing = Rule(
    "K02", .error, "the kernel lacks a scheduler", needs: [.kernel], reference: "kernel options",
    explanation: """
      Each lb_algo is a module of the kernel, ip_vs_ and its name. Without it the virtual service \
      cannot be made.
      """
  ) { examination in
    guard !examination.lacksIPVS, let kernel = examination.director.kernel else { return [] }
    let inUse = Set((examination.director.ipvs?.services ?? []).map(\.scheduler))
    let wanted = examination.services.map(\.scheduler).uniqued.filter { !inUse.contains($0) }
    return wanted.compactMap { scheduler in
      let module = "ip_vs_\(scheduler)"
      guard kernel.lacks(module, option: "CONFIG_IP_VS_\(scheduler.uppercased())") else {
        return nil
      }
      let services = examination.services.filter { $0.scheduler == scheduler }
      return Observation(
        services.names,
        "lb_algo \(scheduler) of \(services.names) needs \(module), which this kernel does not have.",
        evidence: ["modinfo \(module): not found"],
        mend: [Mend(words: "choose another lb_algo (wlc, wrr, mh), or a kernel with \(module)")])
    }
  }

  static let protocolIsMissing = Rule(
    "K03", .error, "IPVS was built without a protocol", needs: [.kernel],
    reference: "kernel options",
    explanation: """
      IPVS balances the transports with which it was built: CONFIG_IP_VS_PROTO_TCP, _UDP, _SCTP. A \
      virtual service of another cannot be made.
      """
  ) { examination in
    guard !examination.lacksIPVS, let options = examination.director.kernel?.options,
      options["CONFIG_IP_VS"] != nil
    else { return [] }
    return examination.services.compactMap(\.name.transport).uniqued.compactMap { transport in
      let option = "CONFIG_IP_VS_PROTO_\(transport.uppercased())"
      guard options[option] != "y" else { return nil }
      return Observation(
        transport, "IPVS of this kernel was built without \(transport): \(option) is not set.",
        evidence: ["\(option) is not set"],
        mend: [Mend(words: "install a kernel with \(option)=y")])
    }
  }

  static let noConntrackSupport = Rule(
    "K04", .warning, "IPVS cannot enter its connections in conntrack",
    needs: [.settings, .ipvs, .rulesets], reference: "kernel options",
    explanation: """
      Without CONFIG_IP_VS_NFCT the setting net.ipv4.vs.conntrack does not exist. Rules of the packet \
      filter that ask for conntrack's state see the packets of IPVS as INVALID, and ip_vs_ftp does \
      not work.
      """
  ) { examination in
    guard examination.setting("net.ipv4.vs.conntrack") == nil,
      examination.director.settings?.keys.contains(where: { $0.hasPrefix("net.ipv4.vs.") }) == true,
      let firewall = examination.firewall
    else { return [] }
    let places = firewall.places { rule in
      rule.matches.contains { $0.field == .state }
        || rule.branches.contains { $0.match.field == .state }
    }
    let helper = examination.director.ipvs?.helpers?.contains("ftp") == true
    guard helper || !places.isEmpty else { return [] }
    return [
      Observation(
        "net.ipv4.vs.conntrack",
        "IPVS of this kernel cannot enter its connections in conntrack: rules that ask for the "
          + "state see INVALID packets.",
        evidence: ["net.ipv4.vs.conntrack does not exist"] + places.prefix(3).map(\.evidence),
        mend: [Mend(words: "install a kernel with CONFIG_IP_VS_NFCT=y, or filter without states")])
    ]
  }

  static let noWayToMark = Rule(
    "K05", .warning, "the kernel lacks a part of netfilter", needs: [.kernel],
    reference: "kernel options",
    explanation: """
      Services by firewall mark need a packet filter that marks: nf_tables, or ip_tables with its \
      mangle table and the MARK target.
      """
  ) { examination in
    guard let kernel = examination.director.kernel, let mark = examination.marks.first else {
      return []
    }
    let hasNft = !kernel.lacks("nf_tables", option: "CONFIG_NF_TABLES")
    let table = mark.service.isIPv6 ? "ip6table_mangle" : "iptable_mangle"
    let option =
      mark.service.isIPv6 ? "CONFIG_IP6_NF_MANGLE" : "CONFIG_IP_NF_MANGLE"
    let missing = [(table, option), ("xt_mark", "CONFIG_NETFILTER_XT_MARK")].filter {
      kernel.lacks($0.0, option: $0.1)
    }
    guard !hasNft, !missing.isEmpty else { return [] }
    let names = missing.map(\.0).joined(separator: " and ")
    return [
      Observation(
        mark.service.name.description,
        "Packets cannot be marked: this kernel has neither nf_tables nor \(names).",
        evidence: ["modinfo nf_tables: not found"] + missing.map { "modinfo \($0.0): not found" },
        mend: [Mend(words: "install a kernel with nf_tables or iptables")])
    ]
  }
}
