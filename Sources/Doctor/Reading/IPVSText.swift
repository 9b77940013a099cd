import Network

extension ConnectionFacts {
  /// A line of /proc/net/ip_vs_conn (net/netfilter/ipvs/ip_vs_conn.c, `ip_vs_conn_seq_show`):
  /// `Pro FromIP FPrt ToIP TPrt DestIP DPrt State Expires …`, addresses and ports hexadecimal, an IPv6
  /// address in brackets; nil if it is none.
  package init?(line: some StringProtocol) {
    let fields = line.fields
    guard fields.count >= 9, let client = Self.address(fields[1]),
      let virtual = Self.address(fields[3]), let destination = Self.address(fields[5]),
      let clientPort = UInt16(fields[2], radix: 16),
      let virtualPort = UInt16(fields[4], radix: 16),
      let port = UInt16(fields[6], radix: 16), let expires = Int(fields[8])
    else { return nil }
    self.init(
      transport: fields[0].lowercased(), client: client, clientPort: clientPort,
      virtualAddress: virtual, virtualPort: virtualPort, destination: destination,
      destinationPort: port, state: String(fields[7]), expires: expires)
  }

  /// `C0A8030A`, or `[2001:0db8:0000:…]`.
  private static func address(_ text: Substring) -> Address? {
    if text.utf8.count == 8, let bits = UInt32(text, radix: 16) { return .v4(bits) }
    return Address(text.filter { $0 != "[" && $0 != "]" })
  }
}

extension IPVSFacts {
  /// The application helpers that /proc/net/ip_vs_app lists (net/netfilter/ipvs/ip_vs_app.c): lines
  /// `prot port usecnt name` below a head; each name once.
  package static func helpers(in text: String) -> [String] {
    var names: [String] = []
    for line in text.textLines.dropFirst() {
      let fields = line.fields
      guard fields.count >= 4 else { continue }
      let name = String(fields[3])
      if !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// `1.2.1` of the number that IPVS_INFO_ATTR_VERSION gives.
  package static func version(_ number: UInt32) -> String {
    "\(number >> 16 & 0xff).\(number >> 8 & 0xff).\(number & 0xff)"
  }
}
