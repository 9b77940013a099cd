import Network

/// Bytes of a frame, read by their offset. Every read is bounded: nil past the end.
///
/// A capture keeps only the beginning of a frame, and a quoted packet is cut by its sender, so that
/// any field may be missing.
struct FrameBytes {
  private let bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  var count: Int { bytes.count }

  func byte(_ offset: Int) -> UInt8? {
    guard offset >= 0, offset < bytes.count else { return nil }
    return bytes[bytes.startIndex + offset]
  }

  /// 16 bits in network order.
  func short(_ offset: Int) -> UInt16? {
    guard let high = byte(offset), let low = byte(offset + 1) else { return nil }
    return UInt16(high) << 8 | UInt16(low)
  }

  /// 32 bits in network order.
  func long(_ offset: Int) -> UInt32? {
    guard let high = short(offset), let low = short(offset + 2) else { return nil }
    return UInt32(high) << 16 | UInt32(low)
  }

  /// An address of this family that begins at `offset`.
  func address(_ family: Family, _ offset: Int) -> Address? {
    switch family {
    case .ipv4: return long(offset).map(Address.v4)
    case .ipv6:
      var bits: UInt128 = 0
      for place in 0..<4 {
        guard let word = long(offset + 4 * place) else { return nil }
        bits = bits << 32 | UInt128(word)
      }
      return .v6(IPv6Bits(bits))
    }
  }

  func hardwareAddress(_ offset: Int) -> HardwareAddress? {
    guard offset >= 0, offset + 6 <= bytes.count else { return nil }
    let start = bytes.startIndex + offset
    return HardwareAddress(bytes: bytes[start..<(start + 6)])
  }

  /// What follows the first `count` bytes; empty if there are no more.
  func dropping(_ count: Int) -> FrameBytes { FrameBytes(bytes.dropFirst(max(0, count))) }

  /// At most `count` bytes of the beginning.
  func prefix(_ count: Int) -> FrameBytes { FrameBytes(bytes.prefix(max(0, count))) }
}
