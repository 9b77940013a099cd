/// An IPv4 or IPv6 address, its bits in host order.
package enum Address: Codable, Hashable, Sendable {
  case v4(UInt32)
  case v6(IPv6Bits)

  /// The address's family.
  package var family: Family {
    switch self {
    case .v4: .ipv4
    case .v6: .ipv6
    }
  }

  /// The address's bytes in network order: 4 or 16.
  package var bytes: [UInt8] {
    switch self {
    case .v4(let bits): networkOrder(bits)
    case .v6(let bits): networkOrder(bits.number)
    }
  }

  /// An address from its bytes in network order; nil unless there are 4 or 16.
  package init?(bytes: some Collection<UInt8>) {
    switch bytes.count {
    case 4: self = .v4(bytes.reduce(0) { $0 << 8 | UInt32($1) })
    case 16: self = .v6(IPv6Bits(bytes.reduce(0) { $0 << 8 | UInt128($1) }))
    default: return nil
    }
  }

  /// `fe80::/10`: an address that means nothing without its interface (RFC 4291 §2.5.6).
  package var isLinkLocal: Bool {
    switch self {
    case .v4(let bits): bits >> 16 == 0xa9fe
    case .v6(let bits): bits.number >> 118 == 0x3fa
    }
  }

  /// `224.0.0.0/4` (RFC 5771 §3), `ff00::/8` (RFC 4291 §2.7).
  package var isMulticast: Bool {
    switch self {
    case .v4(let bits): bits >> 28 == 0xe
    case .v6(let bits): bits.number >> 120 == 0xff
    }
  }

  /// The address `offset` further on; nil past the end of the family's space.
  package func advanced(by offset: UInt32) -> Address? {
    switch self {
    case .v4(let bits):
      let (sum, overflow) = bits.addingReportingOverflow(offset)
      return overflow ? nil : .v4(sum)
    case .v6(let bits):
      let (sum, overflow) = bits.number.addingReportingOverflow(UInt128(offset))
      return overflow ? nil : .v6(IPv6Bits(sum))
    }
  }
}

/// The 128 bits of an IPv6 address, kept as two words: a UInt128 wants an alignment of 16, and Swift
/// 6.3's closures and boxes do not always give it one, which the processor answers with a trap.
package struct IPv6Bits: Codable, Hashable, Sendable, Comparable, ExpressibleByIntegerLiteral {
  private let high: UInt64
  private let low: UInt64

  package init(_ number: UInt128) {
    high = UInt64(truncatingIfNeeded: number >> 64)
    low = UInt64(truncatingIfNeeded: number)
  }

  package init(integerLiteral number: UInt128) { self.init(number) }

  package var number: UInt128 { UInt128(high) << 64 | UInt128(low) }

  package static func < (left: IPv6Bits, right: IPv6Bits) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }
}

/// An address family, as the kernel's and the configuration's words have it.
package enum Family: Codable, Hashable, Sendable, CaseIterable {
  case ipv4
  case ipv6

  /// The number of bits in an address: 32 or 128.
  package var bits: Int {
    switch self {
    case .ipv4: 32
    case .ipv6: 128
    }
  }
}

extension Address: Comparable {
  /// IPv4 before IPv6, then by number.
  package static func < (left: Address, right: Address) -> Bool {
    switch (left, right) {
    case (.v4(let a), .v4(let b)): a < b
    case (.v6(let a), .v6(let b)): a < b
    case (.v4, .v6): true
    case (.v6, .v4): false
    }
  }
}

/// The bytes of an integer, most significant first.
package func networkOrder(_ value: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: value.bigEndian) { Array($0) }
}
