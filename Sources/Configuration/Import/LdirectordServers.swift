import IPVS
import Network

/// `10.0.0.2->10.0.0.5:80 gate 2 "request", "receive"`: real servers of one line.
struct LdirectordReal {
  /// In order.
  var addresses: [Address]
  /// nil: the service's.
  var port: UInt16?
  /// `gate`, `masq`, `ipip`
  var method: String
  var weight = "1"
  /// Instead of the virtual server's.
  var request: String?
  var receive: String?

  /// No line names more than so many.
  private static let mostAddresses = 4096

  init?(_ text: String, isIPv6: Bool, transport: TransportProtocol, names: NameLookUp) {
    let quoted = text.split(separator: "\"", omittingEmptySubsequences: false)
    let words = (quoted.first ?? "").split(whereSeparator: \.isWhitespace)
    guard let target = words.first else { return nil }
    let range = String(target).components(between: "->")
    guard let (first, port) = endpoint(range[range.count - 1], transport, names) else { return nil }
    var addresses = [first]
    if range.count == 2 {
      guard let begin = host(range[0], names), begin <= first,
        let all = Self.addresses(from: begin, to: first)
      else { return nil }
      addresses = all
    }
    guard range.count <= 2, addresses.allSatisfy({ ($0.family == .ipv6) == isIPv6 }) else {
      return nil
    }
    self.addresses = addresses
    self.port = port
    method = words.count > 1 ? String(words[1]) : "gate"
    if words.count > 2 { weight = String(words[2]) }
    // In quotes, between which a comma may stand.
    if quoted.count > 1 { request = String(quoted[1]) }
    if quoted.count > 3 { receive = String(quoted[3]) }
  }

  private static func addresses(from first: Address, to last: Address) -> [Address]? {
    var addresses = [first]
    while let address = addresses.last, address != last {
      guard addresses.count < mostAddresses, let next = address.advanced(by: 1) else { return nil }
      addresses.append(next)
    }
    return addresses
  }

  var forwarding: ForwardingMethod? {
    switch method {
    case "gate": .directRouting
    case "masq": .masquerade
    case "ipip": .ipip
    default: nil
    }
  }
}

/// `HOST[:PORT]`, `[IPV6]:PORT`; the port may be a service's name.
func endpoint(
  _ text: String, _ transport: TransportProtocol, _ names: NameLookUp
) -> (Address, port: UInt16?)? {
  if let address = Address(text) { return (address, nil) }
  if text.hasPrefix("["), text.hasSuffix("]") {
    return host(text, names).map { ($0, nil) }
  }
  guard let colon = text.lastIndex(of: ":") else { return host(text, names).map { ($0, nil) } }
  let name = String(text[text.index(after: colon)...])
  guard let address = host(String(text[..<colon]), names),
    let port = UInt16(name) ?? names.port(name, transport)
  else { return nil }
  return (address, port)
}

private func host(_ text: String, _ names: NameLookUp) -> Address? {
  let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
  if let address = Address(bare) { return address }
  return bare.contains { $0.isLetter } && !bare.contains(":") ? names.host(bare) : nil
}

extension String {
  /// The parts between a mark of several characters.
  fileprivate func components(between mark: String) -> [String] {
    var parts: [String] = []
    var rest = self[...]
    while let range = rest.firstRange(of: mark) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }
}
