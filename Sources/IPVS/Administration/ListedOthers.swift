import Network

/// Timeouts, daemons and connections as ipvsadm shows them.
extension Timeouts {
  /// `Timeout (tcp tcpfin udp): 900 120 300`
  package var listedLine: String { "Timeout (tcp tcpfin udp): \(tcp) \(tcpFin) \(udp)" }
}

extension SyncDaemon {
  /// `master sync daemon (mcast=eth0, syncid=7, maxlen=1472, group=224.0.0.81, port=8848, ttl=1)`
  package var listedLine: String {
    var words = ["mcast=\(interface)", "syncid=\(identifier)"]
    if let maximumLength { words.append("maxlen=\(maximumLength)") }
    if let group { words.append("group=\(group)") }
    if let port { words.append("port=\(port)") }
    if let timeToLive { words.append("ttl=\(timeToLive)") }
    return "\(role) sync daemon (\(words.joined(separator: ", ")))"
  }
}

extension ConnectionList {
  package func listedLines(engines: Bool) -> [String] {
    let titles = "pro expire state       source             virtual            destination"
    return ["IPVS connection entries", titles + (engines ? Self.engineTitles : "")]
      + entries.map { $0.listedLine(engines: engines) }
  }

  private static let engineTitles = "        pe name          pe_data"
}

extension ConnectionEntry {
  /// `TCP 04:56  NONE        192.0.2.50:0       192.0.2.99:80      192.0.2.60:80`
  fileprivate func listedLine(engines: Bool) -> String {
    let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    var line =
      transport.padded(3) + " \(two(expires / 60)):\(two(expires % 60))  " + state.padded(11) + " "
      + "\(client)".padded(18) + " " + "\(virtual)".padded(18) + " "
    guard engines, let engine else { return line + "\(server)" }
    line += "\(server)".padded(18) + " " + engine.padded(16)
    return line + (engineData.map { " \($0)" } ?? "")
  }
}
