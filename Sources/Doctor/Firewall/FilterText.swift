import Network

/// A word of a packet filter's text.
struct FilterToken: Hashable, Sendable {
  var text: Substring
  var isQuoted = false

  /// Empty for text in quotes, which is never a word of the tool.
  var word: String { isQuoted ? "" : String(text) }

  static func == (token: FilterToken, word: StaticString) -> Bool {
    guard !token.isQuoted, token.text.utf8.count == word.utf8CodeUnitCount else { return false }
    return word.withUTF8Buffer { token.text.utf8.elementsEqual($0) }
  }
}

/// What nft and iptables have in common: words, names and numbers.
enum FilterText {
  /// Splits at spaces; text in quotes is one word; each of `separators` is a word of its own.
  static func tokens(of line: Substring, separators: StaticString) -> [FilterToken] {
    let alone = separators.withUTF8Buffer { Array($0) }
    let bytes = line.utf8
    var tokens: [FilterToken] = []
    var place = bytes.startIndex
    while place < bytes.endIndex {
      let byte = bytes[place]
      let start = place
      if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
        place = bytes.index(after: place)
      } else if byte == UInt8(ascii: "\"") {
        place = bytes.index(after: place)
        let begin = place
        while place < bytes.endIndex, bytes[place] != UInt8(ascii: "\"") {
          if bytes[place] == UInt8(ascii: "\\") { place = bytes.index(after: place) }
          if place < bytes.endIndex { place = bytes.index(after: place) }
        }
        tokens.append(FilterToken(text: line[begin..<place], isQuoted: true))
        if place < bytes.endIndex { place = bytes.index(after: place) }
      } else if alone.contains(byte) {
        place = bytes.index(after: place)
        tokens.append(FilterToken(text: line[start..<place]))
      } else {
        while place < bytes.endIndex, !isEnd(bytes[place], alone) {
          place = bytes.index(after: place)
        }
        tokens.append(FilterToken(text: line[start..<place]))
      }
    }
    return tokens
  }

  private static func isEnd(_ byte: UInt8, _ alone: [UInt8]) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\"")
      || alone.contains(byte)
  }

  /// Without spaces and tabs at both ends.
  static func trimmed(_ line: Substring) -> Substring {
    var bytes = line.utf8
    while let byte = bytes.first, byte == 32 || byte == 9 || byte == 13 { bytes.removeFirst() }
    while let byte = bytes.last, byte == 32 || byte == 9 || byte == 13 { bytes.removeLast() }
    return Substring(bytes)
  }

  /// A number, or two with `dash` between them; nil if it is neither or begins after its end.
  static func range(
    _ text: Substring, dash: Character?, _ number: (Substring) -> UInt32?
  ) -> ClosedRange<UInt32>? {
    if let single = number(text) { return single...single }
    guard let dash, let middle = text.firstIndex(of: dash) else { return nil }
    let first = text[..<middle]
    let last = text[text.index(after: middle)...]
    // iptables leaves out an end: `1024:` and `:1023`.
    let low = first.isEmpty && dash == ":" ? 0 : number(first)
    let high = last.isEmpty && dash == ":" ? 0xffff : number(last)
    guard let low, let high, low <= high else { return nil }
    return low...high
  }

  /// `10.0.0.2`, `10.0.0.0/24`, `10.0.0.0/255.255.255.0`, `10.0.0.2-10.0.0.9`.
  static func addresses(_ text: Substring) -> ClosedRange<Address>? {
    if let address = Address(text) { return address...address }
    if let prefix = Prefix(text) { return prefix.range }
    if let slash = text.firstIndex(of: "/") {
      guard let address = Address(text[..<slash]),
        case .v4(let mask)? = Address(text[text.index(after: slash)...]),
        let length = Prefix.length(mask: mask)
      else { return nil }
      return Prefix(address, length: length)?.range
    }
    guard let dash = text.firstIndex(of: "-"), let first = Address(text[..<dash]),
      let last = Address(text[text.index(after: dash)...]), first <= last,
      first.family == last.family
    else { return nil }
    return first...last
  }

  /// Decimal, or hexadecimal after `0x`.
  static func number(_ text: Substring) -> UInt32? {
    text.hasPrefix("0x") ? UInt32(text.dropFirst(2), radix: 16) : UInt32(text)
  }

  static func transport(_ text: Substring) -> UInt32? {
    if let number = UInt8(text) { return UInt32(number) }
    return transports[text.lowercased()]
  }

  static func icmpType(_ text: Substring) -> UInt32? {
    if let number = UInt8(text) { return UInt32(number) }
    return icmpTypes[String(text)]
  }

  /// The bits of one flag's name.
  static func flags(_ text: Substring) -> UInt32? {
    tcpFlags[text.lowercased()] ?? number(text).flatMap { $0 < 256 ? $0 : nil }
  }

  static let families: [String: UInt32] = ["ipv4": 4, "ip": 4, "ipv6": 6, "ip6": 6]

  static let states: [String: UInt32] = [
    "invalid": 1, "established": 2, "related": 4, "new": 8, "untracked": 64,
  ]

  static let tcpFlags: [String: UInt32] = [
    "fin": 1, "syn": 2, "rst": 4, "psh": 8, "ack": 16, "urg": 32, "ecn": 64, "cwr": 128,
    "all": 63, "none": 0,
  ]

  /// Protocols by the names of /etc/protocols that a filter near a director has.
  private static let transports: [String: UInt32] = [
    "icmp": 1, "igmp": 2, "ipencap": 4, "ipip": 4, "tcp": 6, "udp": 17, "dccp": 33, "ipv6": 41,
    "gre": 47, "esp": 50, "ipv6-crypt": 50, "ah": 51, "ipv6-auth": 51, "ipv6-icmp": 58,
    "icmpv6": 58, "ospf": 89, "ospfigp": 89, "pim": 103, "vrrp": 112, "sctp": 132,
    "udplite": 136, "comp": 108, "ipcomp": 108,
  ]

  private static let icmpTypes: [String: UInt32] = [
    "echo-reply": 0, "destination-unreachable": 3, "source-quench": 4, "redirect": 5,
    "echo-request": 8, "router-advertisement": 9, "router-solicitation": 10, "time-exceeded": 11,
    "parameter-problem": 12, "nd-router-solicit": 133, "nd-router-advert": 134,
    "nd-neighbor-solicit": 135, "nd-neighbor-advert": 136, "nd-redirect": 137,
  ]
}

extension Prefix {
  /// From the network's first address to its last.
  var range: ClosedRange<Address> {
    switch address {
    case .v4(let bits):
      let mask = Prefix.mask(length: length)
      return Address.v4(bits & mask)...Address.v4(bits | ~mask)
    case .v6(let bits):
      let mask: UInt128 = length == 0 ? 0 : .max << UInt128(128 - length)
      return Address.v6(IPv6Bits(bits.number & mask))...Address.v6(IPv6Bits(bits.number | ~mask))
    }
  }
}
