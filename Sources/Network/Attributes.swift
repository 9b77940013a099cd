/// Netlink attributes (linux/netlink.h, `struct nlattr`): type, length, value, padded to four bytes.
///
///     | length, header included (2) | type (2) | value … | padding to 4 |
///
/// Integers are in the host's order unless said otherwise; the top two bits of the type are flags.
extension [UInt8] {
  /// Appends an integer in the host's order.
  @inlinable
  package mutating func append(attribute type: UInt16, _ value: some FixedWidthInteger) {
    appendHost(UInt16(truncatingIfNeeded: 4 + MemoryLayout.size(ofValue: value)))
    appendHost(type)
    appendHost(value)
    for _ in 0..<(-MemoryLayout.size(ofValue: value) & 3) { append(0) }
  }

  /// Appends an integer in network order.
  @inlinable
  package mutating func append(attribute type: UInt16, network value: some FixedWidthInteger) {
    append(attribute: type, value.bigEndian)
  }

  /// Appends text, terminated by a NUL.
  package mutating func append(attribute type: UInt16, text: String) {
    append(attribute: type, bytes: Array(text.utf8) + [0])
  }

  /// Appends bytes as they are; what is longer than an attribute can be (65531) is cut.
  package mutating func append(attribute type: UInt16, bytes value: some Collection<UInt8>) {
    let length = Swift.min(value.count, Int(UInt16.max) - 4)
    appendHost(UInt16(truncatingIfNeeded: length + 4))
    appendHost(type)
    append(contentsOf: value.prefix(length))
    for _ in 0..<(-length & 3) { append(0) }
  }

  /// Appends an attribute that holds others, which `body` appends. More than 65535 bytes do not fit:
  /// the length field then says 65535.
  package mutating func append(nested type: UInt16, _ body: (inout [UInt8]) -> Void) {
    let start = count
    appendHost(UInt16(0))
    appendHost(type | AttributeReader.nestedFlag)
    body(&self)
    overwrite(UInt16(clamping: count - start), at: start)
  }

  /// Appends an integer's bytes in the host's order.
  @inlinable
  package mutating func appendHost(_ value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value) { append(contentsOf: $0) }
  }

  /// Puts an integer in the host's order over the bytes from `offset` on, as far as there are any.
  @inlinable
  package mutating func overwrite(_ value: some FixedWidthInteger, at offset: Int) {
    Swift.withUnsafeBytes(of: value) { bytes in
      for (index, byte) in bytes.enumerated() where indices.contains(offset + index) {
        self[offset + index] = byte
      }
    }
  }
}

/// Reads attributes one after another from bytes that nobody vouches for.
package struct AttributeReader: Sequence, IteratorProtocol {
  /// `NLA_F_NESTED`; `NLA_F_NET_BYTEORDER` is the bit below it.
  package static let nestedFlag: UInt16 = 0x8000
  private static let typeMask: UInt16 = 0x3fff

  private var rest: ArraySlice<UInt8>
  /// True once an attribute was met that is shorter than its header or longer than what is left.
  package private(set) var isMalformed = false

  package init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// The next attribute; nil at the end, and at the first that is malformed.
  package mutating func next() -> Attribute? {
    guard !rest.isEmpty else { return nil }
    guard let length = rest.hostInteger(UInt16.self, at: 0).map(Int.init),
      let type = rest.hostInteger(UInt16.self, at: 2), length >= 4, length <= rest.count
    else {
      isMalformed = true
      rest = []
      return nil
    }
    let start = rest.startIndex
    let value = rest[(start + 4)..<(start + length)]
    rest.removeFirst(Swift.min((length + 3) & ~3, rest.count))
    return Attribute(type: type & Self.typeMask, value: value)
  }
}

/// One attribute: what its bytes mean is for the one who knows its type.
package struct Attribute {
  /// Without the flag bits.
  package let type: UInt16
  package let value: ArraySlice<UInt8>

  /// The attributes inside.
  package var nested: AttributeReader { AttributeReader(value) }

  /// The value as an integer in the host's order; nil unless it has that integer's size.
  @inlinable
  package func integer<Integer: FixedWidthInteger & BitwiseCopyable>(
    _ type: Integer.Type
  ) -> Integer? {
    value.hostInteger(type)
  }

  /// The value as an integer in network order; nil unless it has that integer's size.
  @inlinable
  package func network<Integer: FixedWidthInteger & BitwiseCopyable>(
    _ type: Integer.Type
  ) -> Integer? {
    value.hostInteger(type).map { Integer(bigEndian: $0) }
  }

  /// The value up to its first NUL; what is not UTF-8 is repaired.
  package var text: String { String(decoding: value.prefix { $0 != 0 }, as: UTF8.self) }
}

extension ArraySlice<UInt8> {
  /// These bytes as an integer in the host's order; nil unless the sizes agree.
  @inlinable
  package func hostInteger<Integer: FixedWidthInteger & BitwiseCopyable>(
    _: Integer.Type
  ) -> Integer? {
    guard count == MemoryLayout<Integer>.size else { return nil }
    return withUnsafeBytes { $0.loadUnaligned(as: Integer.self) }
  }

  /// The integer `offset` bytes further on, in the host's order; nil if it does not fit.
  @inlinable
  package func hostInteger<Integer: FixedWidthInteger & BitwiseCopyable>(
    _: Integer.Type, at offset: Int
  ) -> Integer? {
    withUnsafeBytes { bytes in
      guard offset >= 0, bytes.count - offset >= MemoryLayout<Integer>.size else { return nil }
      return bytes.loadUnaligned(fromByteOffset: offset, as: Integer.self)
    }
  }
}
