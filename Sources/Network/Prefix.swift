/// An address with the number of its leading bits that name the network.
package struct Prefix: Codable, Hashable, Sendable {
  package let address: Address
  /// 0…32 for IPv4, 0…128 for IPv6.
  package let length: Int

  /// nil if `length` is out of the family's range.
  package init?(_ address: Address, length: Int) {
    guard (0...address.family.bits).contains(length) else { return nil }
    self.address = address
    self.length = length
  }

  /// Every address's: `0.0.0.0/0`, `::/0`.
  package init(every family: Family) {
    switch family {
    case .ipv4: address = .v4(0)
    case .ipv6: address = .v6(0)
    }
    length = 0
  }

  /// Whether an address begins as this one does.
  package func contains(_ other: Address) -> Bool {
    switch (address, other) {
    case (.v4(let mine), .v4(let theirs)):
      length == 0 || (mine ^ theirs) >> UInt32(32 - length) == 0
    case (.v6(let mine), .v6(let theirs)):
      length == 0 || (mine.number ^ theirs.number) >> UInt128(128 - length) == 0
    case (.v4, .v6), (.v6, .v4): false
    }
  }

  /// True if no bit after the prefix is set.
  package var hasNoHostBits: Bool {
    switch address {
    case .v4(let bits): length == 32 || bits << UInt32(length) == 0
    case .v6(let bits): length == 128 || bits.number << UInt128(length) == 0
    }
  }

  /// An IPv4 prefix's mask, in host order: /24 is 0xffffff00.
  package static func mask(length: Int) -> UInt32 {
    length <= 0 ? 0 : length >= 32 ? .max : ~(.max >> UInt32(length))
  }

  /// The length of an IPv4 mask in host order; nil if its bits are not contiguous.
  package static func length(mask: UInt32) -> Int? {
    let length = mask.leadingZeroBitCount == 0 ? (~mask).leadingZeroBitCount : 0
    return Prefix.mask(length: length) == mask ? length : nil
  }
}

extension Prefix: LosslessStringConvertible {
  /// `192.0.2.0/24`, or an address alone, which is its own whole prefix.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let address = Address(parts[0]) else { return nil }
    if parts.count == 1 {
      self.init(address, length: address.family.bits)
    } else {
      guard parts[1].allSatisfy(\.isWholeNumber), let length = Int(parts[1]) else { return nil }
      self.init(address, length: length)
    }
  }

  package var description: String { "\(address)/\(length)" }
}
