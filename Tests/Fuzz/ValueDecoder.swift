import Doctor
import Network

/// Decodes any value out of a source of choices: its form is the type's, its content the source's.
struct ValueDecoder: Decoder {
  let source: ValueSource
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(KeyedValues<Key>(source: source))
  }

  func unkeyedContainer() -> any UnkeyedDecodingContainer { ValueList(source: source) }

  func singleValueContainer() -> any SingleValueDecodingContainer { SingleValue(source: source) }
}

extension ValueSource {
  /// A value of a type; those that only some texts spell are chosen whole.
  func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let whole: Any? =
      switch type {
      case is AcceptedVersion.Type: AcceptedVersion(wrappedValue: 1)
      case is Spelled<Address>.Type: Spelled(wrappedValue: address)
      case is SpelledIfAny<Address>.Type:
        SpelledIfAny<Address>(wrappedValue: isThere ? address : nil)
      case is SpelledIfAny<HardwareAddress>.Type:
        SpelledIfAny<HardwareAddress>(wrappedValue: isThere ? hardwareAddress : nil)
      case let cases as any CaseIterable.Type: one(ofAll: cases)
      default: nil
      }
    return try whole as? Value ?? Value(from: ValueDecoder(source: self))
  }

  private func one<Cases: CaseIterable>(ofAll type: Cases.Type) -> Any? {
    let all = Array(type.allCases)
    return all.isEmpty ? nil : all[next() % all.count]
  }

  func integer<Value: FixedWidthInteger>(_ type: Value.Type) -> Value {
    Value(truncatingIfNeeded: number)
  }
}

/// A dictionary's keys are words of the source.
private struct KeyedValues<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let source: ValueSource
  var codingPath: [any CodingKey] { [] }
  var allKeys: [Key] {
    (0..<source.count).compactMap { _ in Key(stringValue: source.word) }
  }

  func contains(_ key: Key) -> Bool { true }
  func decodeNil(forKey key: Key) -> Bool { !source.isThere }
  func decode(_ type: Bool.Type, forKey key: Key) -> Bool { source.next() % 2 == 0 }
  func decode(_ type: String.Type, forKey key: Key) -> String { source.word }
  func decode(_ type: Double.Type, forKey key: Key) -> Double { source.fraction }
  func decode(_ type: Float.Type, forKey key: Key) -> Float { 0 }
  func decode(_ type: Int.Type, forKey key: Key) -> Int { source.number }
  func decode(_ type: Int8.Type, forKey key: Key) -> Int8 { source.integer(type) }
  func decode(_ type: Int16.Type, forKey key: Key) -> Int16 { source.integer(type) }
  func decode(_ type: Int32.Type, forKey key: Key) -> Int32 { source.integer(type) }
  func decode(_ type: Int64.Type, forKey key: Key) -> Int64 { source.integer(type) }
  func decode(_ type: UInt.Type, forKey key: Key) -> UInt { source.integer(type) }
  func decode(_ type: UInt8.Type, forKey key: Key) -> UInt8 { source.integer(type) }
  func decode(_ type: UInt16.Type, forKey key: Key) -> UInt16 { source.integer(type) }
  func decode(_ type: UInt32.Type, forKey key: Key) -> UInt32 { source.integer(type) }
  func decode(_ type: UInt64.Type, forKey key: Key) -> UInt64 { source.integer(type) }
  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try source.value(type)
  }

  func nestedContainer<Other: CodingKey>(
    keyedBy type: Other.Type, forKey key: Key
  ) -> KeyedDecodingContainer<Other> {
    KeyedDecodingContainer(KeyedValues<Other>(source: source))
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedDecodingContainer {
    ValueList(source: source)
  }

  func superDecoder() -> any Decoder { ValueDecoder(source: source) }
  func superDecoder(forKey key: Key) -> any Decoder { ValueDecoder(source: source) }
}

/// A list of up to three elements.
private struct ValueList: UnkeyedDecodingContainer {
  let source: ValueSource
  let size: Int
  var currentIndex = 0
  var codingPath: [any CodingKey] { [] }
  var count: Int? { size }
  var isAtEnd: Bool { currentIndex >= size }

  init(source: ValueSource) {
    self.source = source
    size = source.count
  }

  mutating func decodeNil() -> Bool { false }
  mutating func decode(_ type: Bool.Type) -> Bool { take(source.next() % 2 == 0) }
  mutating func decode(_ type: String.Type) -> String { take(source.word) }
  mutating func decode(_ type: Double.Type) -> Double { take(source.fraction) }
  mutating func decode(_ type: Float.Type) -> Float { take(0) }
  mutating func decode(_ type: Int.Type) -> Int { take(source.number) }
  mutating func decode(_ type: Int8.Type) -> Int8 { take(source.integer(type)) }
  mutating func decode(_ type: Int16.Type) -> Int16 { take(source.integer(type)) }
  mutating func decode(_ type: Int32.Type) -> Int32 { take(source.integer(type)) }
  mutating func decode(_ type: Int64.Type) -> Int64 { take(source.integer(type)) }
  mutating func decode(_ type: UInt.Type) -> UInt { take(source.integer(type)) }
  mutating func decode(_ type: UInt8.Type) -> UInt8 { take(source.integer(type)) }
  mutating func decode(_ type: UInt16.Type) -> UInt16 { take(source.integer(type)) }
  mutating func decode(_ type: UInt32.Type) -> UInt32 { take(source.integer(type)) }
  mutating func decode(_ type: UInt64.Type) -> UInt64 { take(source.integer(type)) }
  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    currentIndex += 1
    return try source.value(type)
  }

  private mutating func take<Value>(_ value: Value) -> Value {
    currentIndex += 1
    return value
  }

  mutating func nestedContainer<Key: CodingKey>(
    keyedBy type: Key.Type
  ) -> KeyedDecodingContainer<Key> {
    currentIndex += 1
    return KeyedDecodingContainer(KeyedValues<Key>(source: source))
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedDecodingContainer {
    currentIndex += 1
    return ValueList(source: source)
  }

  mutating func superDecoder() -> any Decoder { ValueDecoder(source: source) }
}

private struct SingleValue: SingleValueDecodingContainer {
  let source: ValueSource
  var codingPath: [any CodingKey] { [] }

  func decodeNil() -> Bool { !source.isThere }
  func decode(_ type: Bool.Type) -> Bool { source.next() % 2 == 0 }
  func decode(_ type: String.Type) -> String { source.word }
  func decode(_ type: Double.Type) -> Double { source.fraction }
  func decode(_ type: Float.Type) -> Float { 0 }
  func decode(_ type: Int.Type) -> Int { source.number }
  func decode(_ type: Int8.Type) -> Int8 { source.integer(type) }
  func decode(_ type: Int16.Type) -> Int16 { source.integer(type) }
  func decode(_ type: Int32.Type) -> Int32 { source.integer(type) }
  func decode(_ type: Int64.Type) -> Int64 { source.integer(type) }
  func decode(_ type: UInt.Type) -> UInt { source.integer(type) }
  func decode(_ type: UInt8.Type) -> UInt8 { source.integer(type) }
  func decode(_ type: UInt16.Type) -> UInt16 { source.integer(type) }
  func decode(_ type: UInt32.Type) -> UInt32 { source.integer(type) }
  func decode(_ type: UInt64.Type) -> UInt64 { source.integer(type) }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try source.value(type) }
}
