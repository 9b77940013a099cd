import Network

// Limits that settings or the environment give.
extension Rule {
  static let checksLackPortsOrDescriptors = Rule(
    "L05", .warning, "checks run out of ports or descriptors", needs: [],
    explanation: """
      A check was not made because this machine had no local port or no descriptor left: the real \
      server is not judged by it.
      """
  ) { examination in
    let words = [
      "no local address and port are free": (
        "net.ipv4.ip_local_port_range", Mend.set("net.ipv4.ip_local_port_range", to: "1024 65535")
      ),
      "too many files are open": (
        "LimitNOFILE", Mend(words: "Raise LimitNOFILE: systemctl edit directord")
      ),
      "too many probes of its kind": (
        "LimitNOFILE", Mend(words: "Raise LimitNOFILE, or check less often (delay_loop).")
      ),
    ]
    let results =
      examination.services.lazy.flatMap(\.realServers).flatMap(\.checks).compactMap(\.result)
    let details = (examination.director.probes ?? []).lazy.compactMap(\.detail)
    let texts = Array(results) + Array(details)
    return words.sorted { $0.key < $1.key }.compactMap { sign, answer in
      let fitting = texts.filter { $0.contains(sign) }
      guard let first = fitting.first else { return nil }
      return Observation(
        answer.0,
        "\(fitting.count) checks were not made, for want of ports or descriptors: \(sign).",
        evidence: [first],
        mend: [answer.1])
    }
  }

  static let timeoutsAreShort = Rule(
    "L06", .note, "IPVS forgets idle connections before keepalives begin", needs: [.ipvs],
    reference: "ipvsadm(8), --set",
    explanation: """
      IPVS forgets a TCP connection that was idle for its timeout (900 s unless set otherwise). An \
      application that is idle for longer, or whose keepalives begin later (tcp_keepalive_time), \
      finds its connection gone.
      """
  ) { examination in
    guard let timeout = examination.director.ipvs?.timeouts?.tcp, timeout > 0 else { return [] }
    let late = examination.realServers.compactMap { facts -> (String, Int)? in
      guard let time = facts.number("net.ipv4.tcp_keepalive_time"), time > timeout else {
        return nil
      }
      return (facts.host, time)
    }
    guard timeout < 900 || !late.isEmpty else { return [] }
    let bound = late.map(\.1).max() ?? 900
    return [
      Observation(
        "IPVS",
        "IPVS forgets a TCP connection that is idle for \(timeout) s"
          + (late.first.map { "; keepalives of \($0.0) begin after \($0.1) s." } ?? "."),
        evidence: ["Timeout (tcp tcpfin udp): \(timeout) …"],
        mend: [
          Mend(
            words: "Write 'lvs_timeouts tcp \(max(bound, 900))' into global_defs, or let the "
              + "application send keepalives earlier.")
        ])
    ]
  }

  static let portReuseReachesADeadServer = Rule(
    "L07", .warning, "a client's port that is used again", needs: [.settings],
    reference: "Documentation/networking/ipvs-sysctl.rst, conn_reuse_mode",
    explanation: """
      With conn_reuse_mode=0 a client that uses its port again gets the old real server, even one \
      that is out, unless expire_nodest_conn=1. With conn_reuse_mode=1, conntrack=1 and a kernel \
      before 5.9 such a SYN waits for a second.
      """
  ) { examination in
    guard !examination.services.isEmpty,
      let mode = examination.director.number("net.ipv4.vs.conn_reuse_mode")
    else { return [] }
    let conntrack = examination.director.number("net.ipv4.vs.conntrack") == 1
    if mode == 0, examination.director.number("net.ipv4.vs.expire_nodest_conn") == 0 {
      return [
        Observation(
          "net.ipv4.vs.conn_reuse_mode",
          "A client that uses its port again gets its old real server, even if that is out.",
          evidence: [
            settingLine("net.ipv4.vs.conn_reuse_mode", 0),
            settingLine("net.ipv4.vs.expire_nodest_conn", 0),
          ],
          mend: [
            .set("net.ipv4.vs.conn_reuse_mode", to: "1"),
            .set("net.ipv4.vs.expire_nodest_conn", to: "1"),
          ])
      ]
    }
    guard mode != 0, conntrack, let release = examination.director.kernel?.version,
      release.lexicographicallyPrecedes([5, 9])
    else { return [] }
    return [
      Observation(
        "net.ipv4.vs.conn_reuse_mode",
        "A SYN of a client that uses its port again waits for a second: kernels before 5.9 do so with "
          + "conntrack=1.",
        evidence: [
          settingLine("net.ipv4.vs.conn_reuse_mode", mode), settingLine("net.ipv4.vs.conntrack", 1),
          examination.director.kernel?.release ?? "",
        ],
        mend: [.set("net.ipv4.vs.conn_reuse_mode", to: "0")])
    ]
  }

  static let connectionsCannotMove = Rule(
    "L08", .warning, "mh without sloppy_tcp on several active directors",
    needs: [.settings, .director],
    reference: "Documentation/networking/ipvs-sysctl.rst, sloppy_tcp",
    explanation: """
      mh chooses the same real server on each director, so that a connection may move between them. \
      With sloppy_tcp=0 IPVS makes an entry for a SYN only: the connection breaks when it moves.
      """
  ) { examination in
    let states = Set(examination.instances.compactMap(\.state))
    guard examination.director.number("net.ipv4.vs.sloppy_tcp") == 0,
      states.isSuperset(of: ["master", "backup"])
    else { return [] }
    return examination.services.filter { $0.scheduler == "mh" }.map { service in
      Observation(
        service.name.description,
        "\(service.name) is balanced by mh on several active directors, and sloppy_tcp is 0: a "
          + "connection that moves to another director breaks.",
        evidence: [settingLine("net.ipv4.vs.sloppy_tcp", 0)],
        mend: [.set("net.ipv4.vs.sloppy_tcp", to: "1")])
    }
  }
}

extension KernelFacts {
  /// `[6, 1, 0]` of `6.1.0-44-amd64`.
  var version: [Int] {
    release.prefix { $0.isNumber || $0 == "." }.split(separator: ".").compactMap { Int($0) }
  }
}
