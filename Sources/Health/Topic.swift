import Network

/// What a conversation is spoken over.
package enum Carrier: Hashable, Sendable {
  /// A TCP connection; with `tls`, TLS when the conversation asks for it.
  case stream(tls: TLS?)
  /// A TCP connection in TLS from its first byte.
  case secured(TLS)
  /// UDP
  case datagram
  /// ICMP's echo, or ICMPv6's.
  case echo
}

/// What a conversation is about: a protocol, and what is asked and expected in it.
package enum Topic: Hashable, Sendable {
  case smtp(SMTPProbe)
  case dns(DNSProbe)
  case udp(UDPProbe)
  case ping

  /// As it begins a verdict: `smtp`.
  package var name: String {
    switch self {
    case .smtp: "smtp"
    case .dns: "dns"
    case .udp: "udp"
    case .ping: "ping"
    }
  }
}

extension Probe {
  /// A new conversation for this probe; nil where it has none, or libcurl's.
  package func conversation(using generator: inout some RandomNumberGenerator)
    -> (any Conversation)?
  {
    switch dialogue {
    case .tcp, .ftp: nil
    case .http(let probe):
      probe.version == .http2 ? nil : HTTPConversation(probe, at: path.destination)
    case .conversation(let topic, _):
      topic.conversation(at: path.destination, using: &generator)
    }
  }

  /// What its conversation is spoken over.
  package var carrier: Carrier {
    switch dialogue {
    case .tcp, .ftp: .stream(tls: nil)
    case .http(let probe): probe.tls.map { .secured($0) } ?? .stream(tls: nil)
    case .conversation(_, let carrier): carrier
    }
  }
}

extension Topic {
  fileprivate func conversation(
    at destination: Endpoint, using generator: inout some RandomNumberGenerator
  ) -> any Conversation {
    switch self {
    case .smtp(let probe): SMTPConversation(probe)
    case .dns(let probe): DNSConversation(probe, using: &generator)
    case .udp(let probe): UDPConversation(probe)
    case .ping: PingConversation(destination.address.family, using: &generator)
    }
  }
}
