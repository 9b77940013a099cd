/// What a kernel has for a director, and what the configuration needs of it: `directorctl doctor kernel`.
package struct KernelReadiness: Codable, Hashable, Sendable {
  package var release: String?
  package var rows: [Row]

  package struct Row: Codable, Hashable, Sendable {
    package var group: String
    package var name: String
    package var option: String
    package var module: String?
    package var standing: KernelPart.Standing
    /// What needs it: `tcp 192.168.3.108:80`, `vrrp_instance outside`; nil: nothing here.
    package var neededBy: String?
  }

  /// True if something that is needed is missing.
  package var lacksSomething: Bool {
    rows.contains { $0.neededBy != nil && $0.standing == .absent }
  }
}

extension Examination {
  /// The readiness of the director's kernel.
  package var kernelReadiness: KernelReadiness {
    let needs = kernelNeeds
    return KernelReadiness(
      release: director.kernel?.release,
      rows: KernelPart.all.map { part in
        KernelReadiness.Row(
          group: part.group.rawValue, name: part.name, option: part.option, module: part.module,
          standing: director.standing(of: part), neededBy: needs[part.option])
      })
  }

  /// Who needs what, by option; of several the first is named.
  package var kernelNeeds: [String: String] {
    var needs: [String: String] = [:]
    func need(_ option: String, _ who: String) {
      let name = "CONFIG_\(option)"
      if needs[name] == nil { needs[name] = who }
    }
    for service in services {
      let who = service.name.description
      need("IP_VS", who)
      need("IP_VS_\(service.scheduler.uppercased())", who)
      if service.isIPv6 { need("IP_VS_IPV6", who) }
      if let transport = service.name.transport {
        need("IP_VS_PROTO_\(transport.uppercased())", who)
      } else {
        need("NETFILTER", who)
      }
      let isMasked = service.realServers.contains { $0.method == .nat }
      if service.name.transport == "tcp", service.name.port == 21, isMasked {
        need("IP_VS_FTP", who)
      }
    }
    for instance in instances where instance.virtualInterface != nil {
      need("MACVLAN", "vrrp_instance \(instance.name)")
    }
    return needs
  }
}
