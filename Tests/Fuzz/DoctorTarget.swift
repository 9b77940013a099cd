import Doctor
import Glibc
import Network

/// The doctor's rules on documents that are right in form and wild in content: no rule may trap, and
/// each finding has words.
///
/// The input's bytes choose which parts there are, how many elements a list has and which values; the
/// same few addresses and names come again and again, so that rules find what they look for.
let doctorTarget = FuzzTarget(name: "doctor", samples: doctorSamples) { input in
  let source = ValueSource(input)
  guard let director = try? Facts(from: ValueDecoder(source: source)) else { return }
  let others = (0..<3).compactMap { _ in try? Facts(from: ValueDecoder(source: source)) }
  let examination = Examination(
    director, realServers: Array(others.dropFirst()), peer: others.first)
  let report = examination.report()
  for finding in report.findings where finding.sentence.isEmpty || finding.id.isEmpty {
    fatalFinding(finding)
  }
  guard report.passed.count + report.notJudged.count <= Rule.all.count else {
    fatalFinding(nil)
  }
}

private func fatalFinding(_ finding: Finding?) -> Never {
  print("a report that is none: \(String(describing: finding))")
  abort()
}

private let doctorSamples: [[UInt8]] = (0..<48).map { seed in
  var random = Randomness(seed: UInt64(seed))
  return (0..<600).map { _ in UInt8.random(in: .min ... .max, using: &random) }
}

/// Values chosen by bytes, then, when they are used up, by a sequence that goes on from them; after
/// 20,000 choices only nothing, so that each document ends.
final class ValueSource {
  private let bytes: [UInt8]
  private var place = 0
  private var random: Randomness

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    random = Randomness(
      seed: bytes.reduce(UInt64(14_695_981_039_346_656_037)) {
        ($0 ^ UInt64($1)) &* 1_099_511_628_211
      })
  }

  /// The next choice; 0 at the end.
  func next() -> Int {
    place += 1
    if place > 20_000 { return 0 }
    if place <= bytes.count { return Int(bytes[place - 1]) }
    return Int.random(in: 0...255, using: &random)
  }

  /// Two of three parts are there.
  var isThere: Bool { next() % 3 != 0 }
  var count: Int { next() % 4 }

  func one<Value>(of values: [Value], or other: Value) -> Value {
    values.isEmpty ? other : values[next() % values.count]
  }

  var number: Int {
    one(of: [0, 1, 2, 3, 20, 21, 28, 32, 51, 80, 150, 255, 500, 1500, 4500, -1, .max, .min], or: 0)
  }
  var fraction: Double { one(of: [0, 0.5, 1, 3, 9, -1, 1e300, .infinity, .nan], or: 0) }
  var address: Address {
    let texts = [
      "192.168.3.108", "192.168.3.1", "192.168.3.2", "10.0.0.1", "10.0.0.2", "192.168.3.10",
      "127.0.0.1", "0.0.0.0", "224.0.0.18", "2001:db8::80", "fd00::2", "::",
    ]
    return Address(one(of: texts, or: "::")) ?? .v4(0)
  }
  var hardwareAddress: HardwareAddress {
    HardwareAddress(bytes: [2, 0, 0, 0, 0, UInt8(next() % 4)]) ?? .zero
  }
  var word: String { next() % 3 == 0 ? "\(number)" : one(of: valueWords, or: "") }
}

private let valueWords: [String] =
  [
    "eth0", "eth1", "lo", "tunl0", "dummy0", "all", "ipip", "gre", "gue", "macvlan", "tcp", "udp",
    "wrr", "sh", "mh", "master", "backup", "fault", "drained", "up", "down", "failing", "passing",
    "ESTABLISHED", "SYN_RECV", "TCP", "FTP_CHECK", "IKE_CHECK", "EXDEV", "local", "ftp", "vm",
    "lb1",
    "PASS", "AH", "hopLimit", "version", "authentication", "interval", "addresses", "dadfailed",
    "keepalived", "ldirectord", "ipvsadm.service", "enabled", "4.19.0", "6.1.0-44-amd64", "",
    "EPSV was refused: 500", "passive reply \"227\"", "234 ok", "too many files are open",
    "192.168.3.108", "10.0.0.2", "192.168.3.1", "02:00:00:00:00:01", "02:00:00:00:00:02",
    "large-receive-offload", "generic-receive-offload", "IpInAddrErrors", "IpFragFails",
    "TcpExtIPReversePathFilter", "TcpExtTCPTimeouts", "softnet.dropped", "arp_cache.table_fulls",
    "net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding", "ip_vs_ftp.ports", "21,2121",
    "net.ipv4.neigh.default.gc_thresh3", "*filter", ":INPUT ACCEPT [0:0]", ":FORWARD DROP [0:0]",
    "[1:60] -A INPUT -p 112 -j DROP", "[1:60] -A INPUT -p udp --dport 8848 -j DROP",
    "[1:60] -A PREROUTING -p esp -j MARK --set-mark 1", "*mangle", ":PREROUTING ACCEPT [0:0]",
    "*nat", ":POSTROUTING ACCEPT [0:0]", "[1:60] -A POSTROUTING -p udp -j MASQUERADE", "COMMIT",
  ]
  + ["all", "eth0", "tunl0"].flatMap { interface in
    ["rp_filter", "arp_ignore", "arp_announce", "accept_local"].map {
      "net.ipv4.conf.\(interface).\($0)"
    }
  }
  + [
    "drop_entry", "drop_packet", "amemthresh", "conntrack", "conn_reuse_mode", "sync_version",
    "expire_nodest_conn", "sloppy_tcp", "backup_only",
  ].map { "net.ipv4.vs.\($0)" }
