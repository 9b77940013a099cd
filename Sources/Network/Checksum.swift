/// The Internet checksum (RFC 1071): the ones' complement of the ones' complement sum of all 16-bit
/// words. Over bytes that hold their own checksum it is zero.
///
/// `pseudoHeader` is summed first; its length is even.
package func checksum(of bytes: some Sequence<UInt8>, pseudoHeader: PseudoHeader? = nil) -> UInt16 {
  // Called from other modules this is not specialised for the kind of bytes; their sum then is.
  var sum = bytes.withContiguousStorageIfAvailable { wordSum($0) } ?? wordSum(bytes)
  if let pseudoHeader { sum &+= wordSum(pseudoHeader.bytes) }
  while sum >> 16 != 0 { sum = sum & 0xffff &+ sum >> 16 }
  return ~UInt16(truncatingIfNeeded: sum)
}

/// What a checksum adds of the header that carries the message.
///
/// IPv4 (RFC 793 §3.1)                       IPv6 (RFC 8200 §8.1)
/// ```
/// +--------+--------+--------+--------+    +-----------------------------------+
/// |          source address           |    |         source address, 16        |
/// +--------+--------+--------+--------+    +-----------------------------------+
/// |        destination address        |    |      destination address, 16      |
/// +--------+--------+--------+--------+    +-----------------------------------+
/// |  zero  |protocol|     length      |    |            length, 4              |
/// +--------+--------+--------+--------+    +--------+--------+--------+--------+
///                                          |           zero           |next hdr|
///                                          +--------+--------+--------+--------+
/// ```
package struct PseudoHeader: Hashable, Sendable {
  package var source: Address
  package var destination: Address
  /// IANA's protocol number: 112 is VRRP, 58 is ICMPv6.
  package var transport: UInt8
  /// Of the message, without its IP header.
  package var length: Int

  package init(source: Address, destination: Address, transport: UInt8, length: Int) {
    self.source = source
    self.destination = destination
    self.transport = transport
    self.length = length
  }

  package var bytes: [UInt8] {
    let addresses = source.bytes + destination.bytes
    switch source.family {
    case .ipv4:
      return addresses + [0, transport] + networkOrder(UInt16(truncatingIfNeeded: length))
    case .ipv6:
      return addresses + networkOrder(UInt32(truncatingIfNeeded: length)) + [0, 0, 0, transport]
    }
  }
}

/// The sum of the big-endian 16-bit words, an odd last byte filled up with zero. 64 bits hold the
/// sum of more bytes than there is memory.
private func wordSum(_ bytes: some Sequence<UInt8>) -> UInt64 {
  var sum: UInt64 = 0
  var isHigh = true
  for byte in bytes {
    sum &+= isHigh ? UInt64(byte) << 8 : UInt64(byte)
    isHigh.toggle()
  }
  return sum
}
