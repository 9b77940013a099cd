import IPVS

extension Interpretation {
  /// `NAT|DR|TUN [type ipip|gue port N|gre] [nocsum|csum|remcsum]`
  mutating func forwarding(_ node: Node) -> ForwardingMethod? {
    let methods: [(String, ForwardingMethod)] = [
      ("NAT", .masquerade), ("DR", .directRouting), ("TUN", .ipip),
    ]
    let most = node.words.count
    guard let word = argument(node, expecting: "NAT, DR or TUN", atMost: most),
      let method = choice(word, of: methods, what: "a forwarding method")
    else { return nil }
    guard case .tunnel = method else {
      if node.words.count > 2 {
        report.warning(
          code: .surplusArgument, "nothing is made of '\(node.words[2].text)'", at: node.words[2])
      }
      return method
    }
    return tunnel(node).map { .tunnel($0) }
  }

  private mutating func tunnel(_ node: Node) -> Tunnel? {
    var tunnel = Tunnel()
    var index = 2
    while index < node.words.count {
      switch node.words[index].text {
      case "type":
        index += 1
        guard let kind = tunnelKind(node, &index) else { return nil }
        tunnel.kind = kind
      case "nocsum": tunnel.checksum = .none
      case "csum": tunnel.checksum = .full
      case "remcsum": tunnel.checksum = .remote
      default:
        report.error(
          code: .unknownWord, "'\(node.words[index].text)' is not a tunnel's option",
          at: node.words[index],
          hint: "expected type, nocsum, csum or remcsum")
        return nil
      }
      index += 1
    }
    if tunnel.kind == .ipip, tunnel.checksum != .none {
      report.warning(
        code: .conflictingWords, "an ipip tunnel has no checksum; the option is ignored",
        at: node.words[0])
      tunnel.checksum = .none
    }
    return tunnel
  }

  private mutating func tunnelKind(_ node: Node, _ index: inout Int) -> Tunnel.Kind? {
    let most = node.words.count
    guard let word = argument(node, index, expecting: "ipip, gue or gre", atMost: most) else {
      return nil
    }
    let kinds: [(String, Tunnel.Kind)] = [("ipip", .ipip), ("gue", .gue(port: 0)), ("gre", .gre)]
    guard let kind = choice(word, of: kinds, what: "a type of tunnel") else { return nil }
    guard case .gue = kind else { return kind }
    guard index + 1 < node.words.count, node.words[index + 1].text == "port" else {
      report.error(
        code: .missingArgument, "a gue tunnel needs its port", at: word,
        hint: "expected 'gue port NUMBER'")
      return nil
    }
    index += 2
    guard let number = argument(node, index, expecting: "a port", atMost: most),
      let port = port(number, from: 1)
    else { return nil }
    return .gue(port: port)
  }
}
