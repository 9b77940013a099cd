package import Network

/// A socket of /proc/net/tcp, tcp6, udp or udp6 that takes connections or datagrams.
package struct ListeningSocket: Hashable, Sendable {
  /// `tcp`, `udp`.
  package var transport: String
  package var address: Address
  package var port: UInt16
  /// What /proc/PID/fd calls it: `socket:[INODE]`.
  package var inode: UInt64

  package init(transport: String, address: Address, port: UInt16, inode: UInt64) {
    self.transport = transport
    self.address = address
    self.port = port
    self.inode = inode
  }
}

extension ListeningSocket {
  /// The listening sockets in one of the kernel's lists (net/ipv4/tcp_ipv4.c, `get_openreq4` and its
  /// siblings): `sl local_address rem_address st … uid timeout inode`. Of TCP those in the state LISTEN
  /// (0A), of UDP those without a peer (07).
  package static func all(in text: String, transport: String) -> [ListeningSocket] {
    let state = transport == "tcp" ? "0A" : "07"
    return text.textLines.dropFirst().compactMap { line in
      let fields = line.fields
      guard fields.count > 9, fields[3] == state, let inode = UInt64(fields[9]),
        let (address, port) = endpoint(fields[1])
      else { return nil }
      if transport == "udp", let peer = endpoint(fields[2]), peer.1 != 0 { return nil }
      return ListeningSocket(transport: transport, address: address, port: port, inode: inode)
    }
  }

  /// `0100007F:1F90`: words of 32 bits in the host's order, and the port.
  private static func endpoint(_ text: Substring) -> (Address, UInt16)? {
    let parts = text.split(separator: ":")
    guard parts.count == 2, let port = UInt16(parts[1], radix: 16),
      parts[0].utf8.count == 8 || parts[0].utf8.count == 32
    else { return nil }
    var bytes: [UInt8] = []
    var rest = parts[0]
    while !rest.isEmpty {
      guard let word = UInt32(rest.prefix(8), radix: 16) else { return nil }
      withUnsafeBytes(of: word) { bytes.append(contentsOf: $0) }
      rest = rest.dropFirst(8)
    }
    return Address(bytes: bytes).map { ($0, port) }
  }
}

extension LinkFacts {
  /// Packets that were dropped on the way in, by interface: the fourth number of /proc/net/dev, which
  /// is rx_dropped + rx_missed_errors (net/core/net-procfs.c).
  package static func receiveDrops(in text: String) -> [String: UInt64] {
    var drops: [String: UInt64] = [:]
    for line in text.textLines {
      guard let colon = line.lastIndex(of: ":") else { continue }
      let numbers = line[line.index(after: colon)...].fields
      guard numbers.count > 3, let dropped = UInt64(numbers[3]) else { continue }
      drops[String(line[..<colon].trimmed)] = dropped
    }
    return drops
  }
}
