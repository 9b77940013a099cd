import Network

/// What an operator asks about: `directorctl doctor [SERVICE|REAL_SERVER|vrrp|kernel]`.
package enum Topic: Hashable, Sendable {
  case everything
  /// Virtual routers and the sync daemon.
  case routers
  case kernel
  /// A service or a real server, by what was typed.
  case named(String)

  package init(_ text: String?) {
    switch text {
    case nil: self = .everything
    case "vrrp": self = .routers
    case "kernel": self = .kernel
    case let text?: self = .named(text)
    }
  }

  /// The rules that are about it.
  package var rules: [Rule] {
    switch self {
    case .everything, .named: Rule.all
    case .routers: Rule.all.filter { $0.id.hasPrefix("V") || $0.id.hasPrefix("S") }
    case .kernel: Rule.all.filter { $0.id.hasPrefix("K") }
    }
  }
}

extension Facts {
  /// The same document with those services and real servers alone that the text names: `tcp
  /// 192.168.3.108:80`, `192.168.3.108:80`, `192.168.3.108`, `fwmark 1`, `10.0.0.2:80`, `10.0.0.2`; nil
  /// if it names none.
  package func focused(on text: String) -> Facts? {
    var facts = self
    let services = Examination(self).services
    let chosen = services.compactMap { $0.focused(on: text) }
    guard !chosen.isEmpty else { return nil }
    let names = Set(chosen.map(\.name))
    facts.director?.services = chosen
    facts.ipvs?.services.removeAll { !names.contains($0.name) }
    return facts
  }

  /// What `focused(on:)` knows, for a message: the services first.
  package var topics: [String] {
    let services = Examination(self).services
    var seen: Set<String> = []
    let servers = services.flatMap(\.realServers).map {
      Endpoint($0.address, port: $0.port).description
    }
    return services.map(\.name.description) + servers.filter { seen.insert($0).inserted }
  }
}

extension ServiceFacts {
  /// nil: neither it nor one of its real servers is meant.
  fileprivate func focused(on text: String) -> ServiceFacts? {
    var names = [name.description]
    if let address = name.address {
      names += ["\(address)", Endpoint(address, port: name.port ?? 0).description]
    }
    if names.contains(text) { return self }
    var service = self
    service.realServers.removeAll { server in
      text != "\(server.address)" && text != Endpoint(server.address, port: server.port).description
    }
    return service.realServers.isEmpty ? nil : service
  }
}
