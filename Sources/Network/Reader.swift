/// Reads big-endian fields off the front of bytes; nil if too few are left.
package struct Reader {
  package var rest: ArraySlice<UInt8>

  @inlinable
  package init(_ bytes: some Sequence<UInt8>) { rest = ArraySlice(bytes) }

  @inlinable
  package mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, rest.count >= count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  /// Inlined into other modules: a packet is read field by field, and without knowing the type each one
  /// costs as much as a system call.
  @inlinable
  package mutating func integer<Value: FixedWidthInteger & UnsignedInteger>(
    _ type: Value.Type = Value.self
  ) -> Value? {
    guard let bytes = bytes(Value.bitWidth / 8) else { return nil }
    var value: Value = 0
    for byte in bytes { value = value << 8 | Value(truncatingIfNeeded: byte) }
    return value
  }
}
