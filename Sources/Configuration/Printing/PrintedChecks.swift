import Health
import Network
import Patterns

extension CheckDefinition {
  var statement: Statement {
    var block = probe.dialogue.connects ? probe.path.statements : []
    switch probe.dialogue {
    case .tcp, .http, .ftp, .conversation: block.add("connect_timeout", probe.timeout)
    case .program: block.add("misc_timeout", probe.timeout)
    case .tracked: break
    }
    block.add("delay_loop", timing.interval)
    block.add("retry", "\(timing.retries)")
    block.add("delay_before_retry", timing.retryDelay)
    block.add("warmup", timing.warmup.map(seconds))
    block.add("rise", "\(timing.successes)")
    block.add("fast_interval", timing.undecidedInterval.map(seconds))
    block.add("down_interval", timing.failedInterval.map(seconds))
    block.add("reverse", timing.isReversed ? "on" : "off")
    block.add("log_all_failures", timing.logsEveryFailure ? "on" : "off")
    block += probe.dialogue.statements
    return Statement(kind, block: block)
  }
}

extension Probe.Path {
  fileprivate var statements: [Statement] {
    var block = [Statement("connect_ip", "\(destination.address)")]
    block.add("connect_port", destination.port > 0 ? "\(destination.port)" : nil)
    block.add("bindto", source.map { "\($0)" })
    block.add("bind_port", sourcePort > 0 ? "\(sourcePort)" : nil)
    block.add("bind_if", interface.map(word))
    let hasOwnMark = forwarding == nil && firewallMark > 0
    block.add("fwmark", hasOwnMark ? "\(firewallMark)" : nil)
    return block
  }
}

extension Probe.Dialogue {
  fileprivate var statements: [Statement] {
    switch self {
    case .tcp: []
    case .http(let probe): probe.statements
    case .ftp(let probe): probe.statements
    case .conversation(let topic, let carrier): topic.statements + carrier.statements
    case .program(let probe): probe.statements
    case .tracked(let probe): probe.statements
    }
  }
}

extension Topic {
  fileprivate var statements: [Statement] {
    switch self {
    case .smtp(let probe): [Statement("helo_name", word(probe.name))]
    case .dns(let probe): probe.statements
    case .udp(let probe): probe.statements
    case .ping: []
    case .script(let probe): probe.statements
    case .ike(let probe): probe.statements
    case .radius(let probe): probe.statements
    case .sip(let probe): probe.statements
    case .redis(let probe): probe.statements
    case .mysql(let probe): probe.statements
    case .postgresql(let probe): probe.statements
    case .ldap(let probe): probe.statements
    case .mailbox(let probe): probe.statements
    case .agent(let probe): probe.statements
    }
  }
}

extension Carrier {
  /// Whether and how TLS is spoken, if the checker asks.
  fileprivate var statements: [Statement] {
    switch self {
    case .stream(nil), .datagram, .echo: []
    case .stream(let tls?): [Statement("tls", "starttls")] + tls.statements
    case .secured(let tls): [Statement("tls", "implicit")] + tls.statements
    }
  }
}

extension TLS {
  fileprivate var statements: [Statement] {
    var block: [Statement] = []
    if let serverName {
      block.add("sni_name", word(serverName))
    } else {
      block.add("enable_sni", "off")
    }
    block.add("verify_certificate", verifiesCertificate ? "on" : "off")
    block.add("ca", authorities.map(word))
    block.add("certificate", certificate.map(word))
    block.add("key", key.map(word))
    block.add("key_password", password.map(word))
    block.add("pinned_key", pinnedKey.map(word))
    return block
  }
}

extension HTTPProbe {
  fileprivate var statements: [Statement] {
    let version =
      switch self.version {
      case .http10: "1.0"
      case .http10Close: "1.0C"
      case .http11: "1.1"
      case .http2: "2"
      }
    return [Statement("http_protocol", version)] + (tls?.statements ?? [])
      + pages.map { Statement("url", block: $0.statements) }
  }
}

extension HTTPProbe.Page {
  fileprivate var statements: [Statement] {
    var block = [
      Statement("path", word(path)), Statement("status_code", all: statuses.map(range)),
    ]
    block.add("digest", digest.map(hexadecimal))
    block.add("virtualhost", virtualHost.map(word))
    block.add("method", word(method))
    for header in headers {
      let parts = header.split(separator: ":", maxSplits: 1)
      let value = parts.count > 1 ? parts[1].drop { $0 == " " } : ""
      block.append(Statement("header", word(String(parts[0])), word(String(value))))
    }
    for header in expectedHeaders {
      block.append(
        Statement(
          "expect_header", all: [word(header.name)] + (header.value.map { [word($0)] } ?? [])))
    }
    block.add("body_limit", "\(bodyLimit)")
    block.add("follow_redirects", redirects > 0 ? "on" : "off")
    if !drainStatuses.isEmpty {
      block.append(Statement("disable_on", all: drainStatuses.map(range)))
    }
    return block + (search?.statements ?? [])
  }

  /// `200`, `200-299`
  private func range(_ statuses: ClosedRange<UInt16>) -> String {
    statuses.count == 1
      ? "\(statuses.lowerBound)" : "\(statuses.lowerBound)-\(statuses.upperBound)"
  }
}

extension HTTPProbe.Search {
  fileprivate var statements: [Statement] {
    let options = Pattern.Options.names.filter { pattern.options.contains($0.option) }.map(\.name)
    var block = [
      Statement("regex", "\"" + pattern.text.map(escaped).joined() + "\"")
    ]
    if !options.isEmpty { block.append(Statement("regex_options", all: options)) }
    block.add("regex_no_match", where: isUnwanted)
    block.add("regex_min_offset", "\(starts.lowerBound)")
    if starts.upperBound < Int.max { block.add("regex_max_offset", "\(starts.upperBound)") }
    return block
  }
}

extension FTPProbe {
  fileprivate var statements: [Statement] {
    var block = [Statement("user", word(user)), Statement("password", word(password))]
    block.add("path", path.map(word))
    block.add("digest", digest.map(hexadecimal))
    switch passive {
    case .extended: block.add("passive", "epsv")
    case .plain: block.add("passive", "pasv")
    case .none: block.add("passive", "none")
    }
    switch security {
    case .none: block.add("tls", "none")
    case .explicit: block.add("tls", "explicit")
    case .implicit: block.add("tls", "implicit")
    }
    return block
  }
}

extension DNSProbe {
  fileprivate var statements: [Statement] {
    let name = labels.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ".")
    return [Statement("type", type.name), Statement("name", word(name.isEmpty ? "." : name))]
  }
}

extension UDPProbe {
  fileprivate var statements: [Statement] {
    var block = [Statement("payload", word(hexadecimal(payload)))]
    if requiresReply {
      block.append(
        Statement("require_reply", all: reply.isEmpty ? [] : [digits(reply)]))
    }
    block.add("min_reply_length", "\(replyLengths.lowerBound)")
    block.add("max_reply_length", "\(replyLengths.upperBound)")
    return block
  }
}
