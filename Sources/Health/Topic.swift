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

  /// In TLS from its first byte.
  fileprivate var isSecured: Bool {
    switch self {
    case .secured: true
    case .stream, .datagram, .echo: false
    }
  }
}

/// What a conversation is about: a protocol, and what is asked and expected in it.
package enum Topic: Hashable, Sendable {
  case smtp(SMTPProbe)
  case dns(DNSProbe)
  case udp(UDPProbe)
  case ping
  /// `TCP_CHECK` with steps.
  case script(ScriptProbe)
  case ike(IKEProbe)
  case radius(RADIUSProbe)
  case sip(SIPProbe)
  case redis(RedisProbe)
  case mysql(MySQLProbe)
  case postgresql(PostgreSQLProbe)
  case ldap(LDAPProbe)
  case mailbox(MailboxProbe)
  case agent(AgentProbe)

  /// As it begins a verdict: `smtp`.
  package var name: String {
    switch self {
    case .smtp: "smtp"
    case .dns: "dns"
    case .udp: "udp"
    case .ping: "ping"
    case .script: "tcp"
    case .ike: "ike"
    case .radius: "radius"
    case .sip: "sip"
    case .redis: "redis"
    case .mysql: "mysql"
    case .postgresql: "pgsql"
    case .ldap: "ldap"
    case .mailbox(let probe): probe.kind == .imap ? "imap" : "pop"
    case .agent: "agent"
    }
  }
}

extension Probe {
  /// A new conversation for this probe; nil if it has none, or libcurl's.
  package func conversation(using generator: inout some RandomNumberGenerator)
    -> (any Conversation)?
  {
    switch dialogue {
    case .tcp, .ftp, .program, .tracked: nil
    case .http(let probe):
      probe.version == .http2 ? nil : HTTPConversation(probe, at: path.destination)
    case .conversation(let topic, let carrier):
      topic.conversation(at: path.destination, over: carrier, using: &generator)
    }
  }

  /// What its conversation is spoken over.
  package var carrier: Carrier {
    switch dialogue {
    case .tcp, .ftp, .program, .tracked: .stream(tls: nil)
    case .http(let probe): probe.tls.map { .secured($0) } ?? .stream(tls: nil)
    case .conversation(_, let carrier): carrier
    }
  }
}

extension Topic {
  fileprivate func conversation(
    at destination: Endpoint, over carrier: Carrier,
    using generator: inout some RandomNumberGenerator
  ) -> any Conversation {
    switch self {
    case .smtp(let probe): SMTPConversation(probe)
    case .dns(let probe): DNSConversation(probe, using: &generator)
    case .udp(let probe): UDPConversation(probe)
    case .ping: PingConversation(destination.address.family, using: &generator)
    case .script(let probe): ScriptConversation(probe)
    case .ike(let probe): IKEConversation(probe, using: &generator)
    case .radius(let probe): RADIUSConversation(probe, using: &generator)
    case .sip(let probe): SIPConversation(probe, host: "\(destination)", using: &generator)
    case .redis(let probe): RedisConversation(probe)
    case .mysql(let probe): MySQLConversation(probe)
    case .postgresql(let probe):
      PostgreSQLConversation(probe, isSecured: carrier.isSecured, using: &generator)
    case .ldap(let probe): LDAPConversation(probe)
    case .mailbox(let probe): MailboxConversation(probe)
    case .agent(let probe): AgentConversation(probe)
    }
  }
}
