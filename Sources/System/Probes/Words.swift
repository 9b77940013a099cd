import Glibc
import Health
import Network

/// How a probe's end is told to an operator.
extension Probe {
  /// `tcp 10.0.0.2:80`
  var subject: String {
    guard let forwarding = path.forwarding else { return address }
    return "\(address) through \(forwarding.method.words)"
  }

  private var address: String {
    switch dialogue {
    case .tcp: "tcp \(path.destination)"
    case .http(let probe): "\(probe.tls == nil ? "http" : "https") \(path.destination)"
    case .ftp: "ftp \(path.destination)"
    case .conversation(.ping, _): "ping \(path.destination.address)"
    case .conversation(let topic, _): "\(topic.name) \(path.destination)"
    case .program, .tracked: target
    }
  }

  /// `http 10.0.0.2:80/health: HTTP 503, expected 200-299`
  func verdict(_ fault: Transfer.Fault, at place: String) -> Verdict {
    switch fault {
    case .seen(let reason): .failed("\(subject)\(place): \(reason)")
    case .ours(let reason): .notMade("\(subject)\(place): \(reason)")
    }
  }

  func noAnswer(_ awaited: String, at place: String = "") -> Verdict {
    .failed("\(subject)\(place): no \(awaited) within \(words(timeout))")
  }

  var crowdedOut: Verdict { .notMade("\(subject): too many probes of its kind at once") }

  /// What a connection that came to nothing says.
  func verdict(connecting number: CInt) -> Verdict {
    switch number {
    case ECONNREFUSED: .failed("\(subject): \(Verdict.refusal)")
    case ETIMEDOUT: .failed("\(subject): no answer")
    case EHOSTUNREACH, ENETUNREACH: .failed("\(subject): no route to host")
    case ECONNRESET: .failed("\(subject): connection reset")
    case EPERM, EACCES:
      .failed("\(subject): this machine's own firewall rejects the connection")
    case EADDRNOTAVAIL, EADDRINUSE:
      .notMade("\(subject): no local address and port are free for the connection")
    case EMFILE, ENFILE, ENOBUFS, ENOMEM, EAGAIN: lacking(number)
    default: .failed("\(subject): \(String(cString: strerror(number)))")
    }
  }

  private var isEcho: Bool {
    guard case .conversation(_, .echo) = dialogue else { return false }
    return true
  }

  /// What stands in the way when no socket is to be had.
  func lacking(_ number: CInt) -> Verdict {
    switch number {
    case EPERM where isEcho, EACCES where isEcho:
      .notMade(
        "ICMP needs root, CAP_NET_RAW, or a group that net.ipv4.ping_group_range names")
    case EMFILE:
      .notMade("no socket for the probe: too many files are open; raise LimitNOFILE")
    default: .notMade("no socket for the probe: \(String(cString: strerror(number)))")
    }
  }
}

/// `5 s`, `0.25 s`, `20 ms`
func words(_ duration: Duration) -> String {
  let milliseconds = duration.nanoseconds / 1_000_000
  guard milliseconds >= 100 else { return "\(milliseconds) ms" }
  let seconds = milliseconds / 1000
  let rest = milliseconds % 1000
  guard rest != 0 else { return "\(seconds) s" }
  var digits = String(1000 + rest).dropFirst()
  while digits.last == "0" { digits.removeLast() }
  return "\(seconds).\(digits) s"
}
