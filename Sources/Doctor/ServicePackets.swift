package import Network

/// The packets of one virtual service and one real server, as the director's packet filters see them.
package struct ServicePackets: Hashable, Sendable {
  package var service: ServiceName
  package var realServer: Address
  package var realPort: UInt16
  package var method: DestinationFacts.Method
  /// A client's first packet: hooks prerouting and input.
  package var request: FilterPacket
  /// What IPVS sends to the real server: hooks output and postrouting.
  package var forwarded: FilterPacket
  /// The real server's answer to a check: hook input.
  package var checked: FilterPacket?
  /// The answer to the client as it leaves behind NAT: hook postrouting.
  package var answer: FilterPacket?
  /// The real server's answer behind NAT: hooks prerouting and forward; nil with other methods.
  package var reply: FilterPacket?

  /// What goes out to the real server; nil if this machine serves itself.
  var sent: FilterPacket? { method == .local || method == .bypass ? nil : forwarded }
}

extension Examination {
  /// The packets of all services, each once; judged are at most 20,000.
  package var packets: [ServicePackets] {
    var all: [ServicePackets] = []
    for service in services {
      for server in service.realServers where all.count < 20_000 {
        all.append(packets(of: service, to: server))
      }
    }
    return all
  }

  package func packets(of service: ServiceFacts, to server: RealServerFacts) -> ServicePackets {
    let family = service.isIPv6 ? Network.Family.ipv6 : .ipv4
    let transport = service.name.transport.flatMap(ServicePackets.number)
    let tracks = setting("net.ipv4.vs.conntrack")
    var request = FilterPacket(family, transport: transport)
    request.source = director.client.flatMap { $0.family == family ? $0 : nil }
    request.destination = service.name.address
    request.destinationPort = service.name.port == 0 ? nil : service.name.port
    request.input = clientInterface(of: service.name.address)
    request.states = .new
    request.flags = transport == 6 ? 2 : nil
    request.isForThisMachine = service.name.address.map(holds)
    request.mark = service.name.mark == nil ? 0 : nil

    var forwarded = request
    forwarded.input = nil
    forwarded.output = interface(of: server.address)
    forwarded.states = tracks.map { $0 == "1" ? .new : .untracked }
    forwarded.isForThisMachine = false
    let port = server.port == 0 ? request.destinationPort : server.port
    switch server.method {
    case .nat: (forwarded.destination, forwarded.destinationPort) = (server.address, port)
    case .tunnel: forwarded = ServicePackets.tunnel(forwarded, to: server.address)
    case .directRouting, .local, .bypass: break
    }
    var packets = ServicePackets(
      service: service.name, realServer: server.address, realPort: port ?? 0,
      method: server.method, request: request, forwarded: forwarded)
    guard server.method == .nat else { return packets }
    packets.reply = reply(to: request, from: server, port: port)
    packets.checked = packets.reply
    packets.checked?.states = .established
    packets.checked?.output = nil
    packets.checked?.destination = connected(to: server.address)?.address
    packets.checked?.isForThisMachine = true
    packets.answer = packets.reply
    packets.answer?.source = service.name.address
    packets.answer?.sourcePort = request.destinationPort
    packets.answer?.input = nil
    return packets
  }

  /// The first answer of a real server behind NAT as it comes to hook forward.
  private func reply(
    to request: FilterPacket, from server: RealServerFacts, port: UInt16?
  ) -> FilterPacket {
    var reply = FilterPacket(request.family, transport: request.transport)
    reply.source = server.address
    reply.sourcePort = port
    reply.destination = request.source
    reply.input = interface(of: server.address)
    reply.output = request.input
    reply.flags = request.flags.map { _ in 18 }
    reply.mark = 0
    // Without net.ipv4.vs.conntrack a SYN-ACK belongs to no connection that conntrack knows.
    switch setting("net.ipv4.vs.conntrack") {
    case "1": reply.states = .established
    case "0": reply.states = request.transport == 6 ? .invalid : .new
    default: break
    }
    return reply
  }
}

extension ServicePackets {
  /// The IP protocol's number of a service's transport.
  static func number(_ transport: String) -> UInt8? {
    switch transport {
    case "tcp": 6
    case "udp": 17
    case "sctp": 132
    default: nil
    }
  }

  /// IP-in-IP (RFC 2003) around a packet.
  static func tunnel(_ packet: FilterPacket, to realServer: Address) -> FilterPacket {
    var outer = FilterPacket(packet.family, transport: packet.family == .ipv4 ? 4 : nil)
    outer.destination = realServer
    outer.output = packet.output
    outer.states = packet.states
    return outer
  }
}
