import Network

/// A service as the file has it in which directord keeps which are its own.
extension ServiceKey {
  /// `tcp 192.0.2.1 80`, `fwmark 5 ipv4`
  package var line: String {
    switch self {
    case .endpoint(let transport, let endpoint):
      "\(transport) \(endpoint.address) \(endpoint.port)"
    case .firewallMark(let mark, let family): "fwmark \(mark) \(family)"
    }
  }

  package init?(line: some StringProtocol) {
    let words = line.split(separator: " ")
    guard words.count == 3 else { return nil }
    if words[0] == "fwmark" {
      guard let mark = UInt32(words[1]), mark > 0,
        let family = Family.allCases.first(where: { "\($0)" == words[2] })
      else { return nil }
      self = .firewallMark(mark, family)
    } else {
      guard let transport = TransportProtocol.allCases.first(where: { "\($0)" == words[0] }),
        let address = Address(words[1]), let port = UInt16(words[2])
      else { return nil }
      self = .endpoint(transport, Endpoint(address, port: port))
    }
  }
}
