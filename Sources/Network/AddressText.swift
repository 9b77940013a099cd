/// Addresses as text: dotted quads, and RFC 4291 §2.2 read, RFC 5952 §4 written.
extension Address: LosslessStringConvertible {
  /// An address from its text; nil if it is not exactly one. No zone (`%eth0`), no brackets,
  /// no octal or hexadecimal quads.
  package init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    if bytes.contains(UInt8(ascii: ":")) {
      guard let bits = ipv6(bytes[...]) else { return nil }
      self = .v6(IPv6Bits(bits))
    } else {
      guard let bits = ipv4(bytes[...]) else { return nil }
      self = .v4(bits)
    }
  }

  package var description: String {
    switch self {
    case .v4(let bits): quads(bits)
    case .v6(let bits): groups(bits.number)
    }
  }
}

private func ipv4(_ text: ArraySlice<UInt8>) -> UInt32? {
  var bits: UInt32 = 0
  var parts = 0
  var value: UInt32 = 0
  var digits = 0
  for byte in text {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      guard digits < 3, digits == 0 || value > 0 else { return nil }
      value = value * 10 + UInt32(byte - UInt8(ascii: "0"))
      digits += 1
    case UInt8(ascii: "."):
      guard digits > 0, value < 256, parts < 3 else { return nil }
      bits = bits << 8 | value
      (parts, value, digits) = (parts + 1, 0, 0)
    default: return nil
    }
  }
  return parts == 3 && digits > 0 && value < 256 ? bits << 8 | value : nil
}

private func ipv6(_ text: ArraySlice<UInt8>) -> UInt128? {
  guard text.count <= 45 else { return nil }
  guard let gap = doubleColon(in: text) else {
    guard let groups = hextets(text), groups.count == 8 else { return nil }
    return joined(groups)
  }
  guard let head = hextets(text[..<gap], endsInQuad: false),
    let tail = hextets(text[(gap + 2)...]),
    head.count + tail.count < 8
  else { return nil }
  let zeros = [UInt16](repeating: 0, count: 8 - head.count - tail.count)
  return joined(head + zeros + tail)
}

private func doubleColon(in text: ArraySlice<UInt8>) -> Int? {
  text.indices.dropLast().first {
    text[$0] == UInt8(ascii: ":") && text[$0 + 1] == UInt8(ascii: ":")
  }
}

/// The groups between colons; the address's last may be a dotted quad, which makes two.
private func hextets(_ text: ArraySlice<UInt8>, endsInQuad: Bool = true) -> [UInt16]? {
  guard !text.isEmpty else { return [] }
  let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
  var groups: [UInt16] = []
  for (index, part) in parts.enumerated() {
    if endsInQuad, index == parts.count - 1, let quad = ipv4(part) {
      groups += [UInt16(quad >> 16), UInt16(quad & 0xffff)]
    } else {
      guard (1...4).contains(part.count), let value = hexadecimal(part) else { return nil }
      groups.append(value)
    }
  }
  return groups.count <= 8 ? groups : nil
}

private func joined(_ groups: [UInt16]) -> UInt128 {
  groups.reduce(0) { $0 << 16 | UInt128($1) }
}

private func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt16? {
  var value: UInt16 = 0
  for digit in digits {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      value = value << 4 | UInt16(digit - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
      value = value << 4 | UInt16((digit | 0x20) - UInt8(ascii: "a") + 10)
    default:
      return nil
    }
  }
  return value
}

private func quads(_ bits: UInt32) -> String {
  "\(bits >> 24).\(bits >> 16 & 0xff).\(bits >> 8 & 0xff).\(bits & 0xff)"
}

private func groups(_ bits: UInt128) -> String {
  if bits >> 32 == 0xffff { return "::ffff:" + quads(UInt32(truncatingIfNeeded: bits)) }
  let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> UInt128(112 - 16 * $0)) }
  let gap = longestZeroRun(groups)
  let text = { (range: Range<Int>) in
    groups[range].map { String($0, radix: 16) }.joined(separator: ":")
  }
  guard let gap else { return text(0..<8) }
  return text(0..<gap.lowerBound) + "::" + text(gap.upperBound..<8)
}

/// The run that `::` stands for: the first of the longest, of two groups at least (RFC 5952 §4.2).
private func longestZeroRun(_ groups: [UInt16]) -> Range<Int>? {
  var best: Range<Int>?
  var start = 0
  while start < groups.count {
    let end = groups[start...].firstIndex { $0 != 0 } ?? groups.count
    if end - start > max(1, best?.count ?? 0) { best = start..<end }
    start = end + 1
  }
  return best
}
