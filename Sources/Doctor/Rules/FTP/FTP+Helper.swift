import Network

// FTP behind NAT: what the kernel's helper must know.
extension Rule {
  static let ftpHasNoHelper = Rule(
    "F01", .error, "FTP behind NAT without ip_vs_ftp", needs: [.ipvs],
    reference: "LVS HOWTO, FTP",
    explanation: """
      An FTP server names its own address and a port in the reply to PASV. Behind NAT clients cannot \
      reach that address; the kernel's ip_vs_ftp rewrites the reply and lets the data connection \
      pass. It must be loaded, in each network namespace it is there only if it was loaded when \
      IPVS began there.
      """
  ) { examination in
    guard examination.hasFTPHelper == false else { return [] }
    return examination.rewrittenFTP.map { service in
      Observation(
        service.name.description,
        "\(service.name) is FTP behind NAT and ip_vs_ftp is not loaded: clients are told to connect "
          + "to the real server's own address, which they cannot reach.",
        evidence: ["/proc/net/ip_vs_app: no ftp"],
        mend: [loadHelper(for: service.name.port ?? 21)])
    }
  }

  static func loadHelper(for port: UInt16) -> Mend {
    let ports = port == 21 || port == 0 ? "" : " ports=21,\(port)"
    return Mend(
      "modprobe ip_vs_ftp\(ports)", "echo ip_vs_ftp > /etc/modules-load.d/ip_vs_ftp.conf")
  }

  static let ftpPortIsUnknown = Rule(
    "F02", .error, "ip_vs_ftp does not know the port of an FTP service", needs: [.ipvs, .kernel],
    reference: "LVS HOWTO, FTP",
    explanation: """
      ip_vs_ftp rewrites the replies of the ports that its parameter 'ports' names, 21 unless set \
      otherwise. An FTP service on another port is left alone: clients are told the real server's \
      own address.
      """
  ) { examination in
    guard examination.hasFTPHelper == true else { return [] }
    let text = examination.director.kernel?.parameters?["ip_vs_ftp.ports"] ?? "21"
    let ports = text.split(separator: ",").compactMap { UInt16($0) }.filter { $0 != 0 }
    return examination.rewrittenFTP.compactMap { service in
      guard let port = service.name.port, port != 0, !ports.contains(port) else { return nil }
      let all = (ports + [port]).map(String.init).joined(separator: ",")
      return Observation(
        service.name.description,
        "ip_vs_ftp rewrites the replies of port \(text) and not of \(port): clients of "
          + "\(service.name) are told the real server's own address.",
        evidence: ["/sys/module/ip_vs_ftp/parameters/ports: \(text)"],
        mend: [
          Mend(
            "modprobe -r ip_vs_ftp", "modprobe ip_vs_ftp ports=\(all)",
            "echo 'options ip_vs_ftp ports=\(all)' > /etc/modprobe.d/ip_vs_ftp.conf",
            words: "The kernel lets the module go two minutes after the last FTP connection has "
              + "ended: 'lsmod' shows its users.")
        ])
    }
  }

  static let ftpRepliesAreNotUnderstood = Rule(
    "F03", .error, "a passive reply that ip_vs_ftp does not understand", needs: [.director],
    reference: "LVS HOWTO, FTP",
    explanation: """
      ip_vs_ftp finds the address in a reply of the form "227 Entering Passive Mode \
      (h1,h2,h3,h4,p1,p2)". A server that says it otherwise, or that names another address than its \
      own, leads clients astray. FTP_CHECK asks for such a reply and fails if it has another form.
      """
  ) { examination in
    failedFTP(in: examination, saying: "passive reply").map { server, result in
      Observation(
        server.description,
        "The kernel's ip_vs_ftp does not match the passive reply of \(server): its clients are led "
          + "to an address that they cannot reach.",
        evidence: [result],
        mend: [
          Mend(
            on: server.description,
            words: "Let the server answer PASV with its own address and the usual words "
              + "(vsftpd: pasv_address=\(server); proftpd: no MasqueradeAddress).")
        ])
    }
  }

  static let extendedPassiveIsRefused = Rule(
    "F10", .note, "a real server refuses EPSV", needs: [.director], reference: "RFC 2428 §3",
    explanation: """
      Clients that speak IPv6 ask by EPSV and fall back to PASV if it is refused (500, 502). Over \
      IPv6 there is no PASV.
      """
  ) { examination in
    failedFTP(in: examination, saying: "EPSV was refused").map { server, result in
      Observation(
        server.description, "\(server) refuses EPSV: clients must use PASV, which IPv6 has not.",
        evidence: [result])
    }
  }

  /// FTP checks that fail with these words in their result: each real server once.
  private static func failedFTP(
    in examination: Examination, saying words: String
  ) -> [(server: Address, result: String)] {
    var seen: Set<Address> = []
    return examination.services.flatMap(\.realServers).compactMap { server in
      let result = server.checks.compactMap { check in
        check.kind == "FTP_CHECK" && check.state != "passing" ? check.result : nil
      }.first { $0.contains(words) }
      guard let result, seen.insert(server.address).inserted else { return nil }
      return (server.address, result)
    }
  }

  static let ftpIsEncrypted = Rule(
    "F08", .warning, "FTP over TLS behind NAT", needs: [], reference: "RFC 4217",
    explanation: """
      ip_vs_ftp cannot read an encrypted control connection: the reply to PASV reaches the client \
      with the real server's own address. EPSV names no address; with a service for the range of the \
      passive ports (a firewall mark with persistence) it works.
      """
  ) { examination in
    examination.services.compactMap { service in
      guard service.hasServers(by: .nat), service.name.transport == "tcp" else { return nil }
      let answers = service.realServers.lazy.compactMap { server in
        examination.index.probes[server.address]?.first { probe in
          probe.port == server.port && probe.detail?.hasPrefix("234") == true
        }
      }
      let answer = service.isFTP ? answers.first : nil
      guard service.name.port == 990 || answer != nil else { return nil }
      return Observation(
        service.name.description,
        "\(service.name) is FTP over TLS behind NAT: ip_vs_ftp cannot read the passive replies, and "
          + "clients that use PASV are told the real server's own address.",
        evidence: answer.map { [$0.line] } ?? [],
        mend: [
          Mend(
            words:
              "Let clients use EPSV, give the servers a fixed range of passive ports and serve "
              + "it with the same firewall mark and persistence_timeout.")
        ])
    }
  }
}
