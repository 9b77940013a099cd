import Network

/// What is listed, timeouts, and the connection sync daemons.
extension OptionReader {
  func listing() throws(IPVSMistake) -> IPVSAction.Listing {
    let subjects: [(IPVSOption, IPVSAction.Listing.Subject)] = [
      (.connection, .connections), (.timeout, .timeouts), (.daemon, .daemons),
    ]
    let asked = subjects.filter { has($0.0) }
    if asked.count > 1 {
      throw IPVSMistake("\(asked[0].0.spelling) and \(asked[1].0.spelling) exclude each other")
    }
    if let subject = asked.first?.0 {
      let others: [IPVSOption] = [
        .tcp, .udp, .sctp, .mark, .stats, .rate, .thresholds, .tunnelInformation,
      ]
      if let other = others.first(where: { has($0) }) {
        throw IPVSMistake("\(other.spelling) has no meaning with \(subject.spelling)")
      }
    }
    var listing = IPVSAction.Listing(asked.first?.1 ?? .table, of: service)
    let columns: [(IPVSOption, IPVSAction.Listing.Columns)] = [
      (.stats, .totals), (.rate, .rates), (.thresholds, .thresholds),
      (.persistentConnections, .persistent), (.tunnelInformation, .tunnels),
    ]
    listing.columns = columns.first { has($0.0) }?.1 ?? .connections
    listing.isExact = has(.exact)
    listing.isSorted = !has(.noSort)
    listing.isNumeric = has(.numeric)
    return listing
  }

  /// `--set TCP TCPFIN UDP`
  func timeouts(_ words: [String]) throws(IPVSMistake) -> Timeouts {
    guard words.count == 3 else {
      throw IPVSMistake("--set needs three numbers of seconds: TCP, TCP after FIN, UDP")
    }
    func seconds(_ text: String) throws(IPVSMistake) -> UInt32 {
      guard let value = UInt32(digits: text), value <= 2_678_400 else {
        throw IPVSMistake(
          "'\(text.prefix(40))' is no number of seconds: expected 0, which leaves what there is, to "
            + "2678400")
      }
      return value
    }
    return Timeouts(
      tcp: try seconds(words[0]), tcpFin: try seconds(words[1]), udp: try seconds(words[2]))
  }

  func role(_ text: String) throws(IPVSMistake) -> SyncDaemon.Role {
    guard let role = SyncDaemon.Role.allCases.first(where: { "\($0)" == text }) else {
      throw IPVSMistake("'\(text.prefix(40))' is no role: expected master or backup")
    }
    return role
  }

  func daemon(_ role: SyncDaemon.Role) throws(IPVSMistake) -> SyncDaemon {
    // ipvsadm takes eth0 too.
    let interface = values[.interface] ?? "eth0"
    guard (1...15).contains(interface.utf8.count) else {
      throw IPVSMistake("--mcast-interface needs an interface's name of 1 to 15 bytes")
    }
    var daemon = SyncDaemon(role, on: interface)
    daemon.identifier = UInt8(truncatingIfNeeded: try number(.syncID, in: 0...255) ?? 0)
    daemon.maximumLength = try number(.syncLength, in: 1...65507)
      .map { UInt16(truncatingIfNeeded: $0) }
    daemon.port = try number(.groupPort, in: 1...65535).map { UInt16(truncatingIfNeeded: $0) }
    daemon.timeToLive = try number(.groupTTL, in: 1...255)
      .map { UInt8(truncatingIfNeeded: $0) }
    if let text = values[.group] {
      guard let group = Address(text), group.isMulticast else {
        throw IPVSMistake("'\(text.prefix(60))' is no multicast address")
      }
      daemon.group = group
    }
    return daemon
  }

  private func number(
    _ option: IPVSOption, in range: ClosedRange<UInt32>
  ) throws(IPVSMistake) -> UInt32? {
    guard has(option) else { return nil }
    return try number(option, in: range, else: range.lowerBound)
  }
}
