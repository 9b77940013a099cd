package import Doctor
import Glibc
package import Network
import Routing

/// Reads a machine's facts into a document, and changes nothing.
///
/// Calls block: for some tens of milliseconds as a rule, for as long as a program may take (5 s each for
/// nft and iptables) at most. What may not be read is named in `unread`.
package final class FactsReader {
  package internal(set) var facts: Facts
  var routing: KernelRouting?
  /// Interfaces by index.
  var interfaces: [UInt32: String] = [:]
  private let started: Instant

  package init(role: Facts.Role, client: Address? = nil) {
    facts = Facts(
      role: role, host: ThisProcess.hostName, takenAt: ThisProcess.wallClock, client: client)
    started = MonotonicClock.now
    facts.counters = CounterFacts(first: CounterFacts.counters(counterTexts()))
    do throws(SystemError) {
      routing = try KernelRouting()
    } catch {
      for part in [Facts.Part.links, .addresses, .neighbors, .policyRules, .routes] {
        lacks(part, error)
      }
    }
  }

  /// Reads all that asks no other machine: links, addresses, neighbours, settings, the kernel, sockets,
  /// programs, IPVS and the packet filters.
  package func readMachine() {
    readLinks()
    readAddresses()
    readNeighbors()
    readPolicyRules()
    readSettings()
    readKernel()
    readSockets()
    readIPVS()
    readRulesets()
  }

  /// What the configuration and the daemon say, which the questions about routes follow from.
  package func set(_ director: DirectorFacts?, unread: Facts.Unread? = nil) {
    facts.director = director
    if let unread { facts.unread = (facts.unread ?? []) + [unread] }
  }

  /// Leaves only those services and real servers in the document that the text names; false, and nothing
  /// is changed, if it names none.
  package func focus(on name: String) -> Bool {
    guard let focused = facts.focused(on: name) else { return false }
    facts = focused
    return true
  }

  /// What others have found out beside it: who answers for an address, what was heard, what a walk saw.
  package func add(_ change: (inout Facts) -> Void) { change(&facts) }

  /// Reads the counters once more and ends the document.
  package func finished() -> Facts {
    let span = (MonotonicClock.now - started).components
    facts.counters?.second = CounterFacts.counters(counterTexts())
    facts.counters?.interval =
      (Double(span.seconds) + Double(span.attoseconds) / 1e18).rounded(toPlaces: 3)
    readLaterTotals()
    return facts
  }

  /// Names a part that could not be read.
  func lacks(_ part: Facts.Part, _ error: SystemError, needs: String? = nil) {
    let isForbidden = error.number == EPERM || error.number == EACCES
    lacks(part, error.description, needs: isForbidden ? needs ?? "CAP_NET_ADMIN" : needs)
  }

  func lacks(_ part: Facts.Part, _ reason: String, needs: String? = nil) {
    facts.unread = (facts.unread ?? []) + [Facts.Unread(part, reason: reason, needs: needs)]
  }

  private func counterTexts() -> CounterFacts.Texts {
    var texts = CounterFacts.Texts()
    texts.snmp = ProcText.ifAny("/proc/net/snmp") ?? ""
    texts.netstat = ProcText.ifAny("/proc/net/netstat") ?? ""
    texts.snmp6 = ProcText.ifAny("/proc/net/snmp6") ?? ""
    texts.softnet = ProcText.ifAny("/proc/net/softnet_stat") ?? ""
    texts.conntrack = ProcText.ifAny("/proc/net/stat/nf_conntrack") ?? ""
    texts.arpCache = ProcText.ifAny("/proc/net/stat/arp_cache") ?? ""
    texts.conntrackCount = ProcText.line("/proc/sys/net/netfilter/nf_conntrack_count") ?? ""
    texts.conntrackMax = ProcText.line("/proc/sys/net/netfilter/nf_conntrack_max") ?? ""
    return texts
  }
}

extension Double {
  fileprivate func rounded(toPlaces places: Int) -> Double {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    return (self * scale).rounded() / scale
  }
}
