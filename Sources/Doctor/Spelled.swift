/// A value that stands in a document as its text: an address as `10.0.0.2`, not as bits.
@propertyWrapper
package struct Spelled<Value: LosslessStringConvertible & Hashable & Sendable>:
  Codable, Hashable, Sendable
{
  package var wrappedValue: Value

  package init(wrappedValue: Value) {
    self.wrappedValue = wrappedValue
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Value(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text.prefix(60))' is not of the type \(Value.self)")
    }
    wrappedValue = value
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue.description)
  }
}

/// The same for a value that may be missing; a missing key and null are nil.
@propertyWrapper
package struct SpelledIfAny<Value: LosslessStringConvertible & Hashable & Sendable>:
  Codable, Hashable, Sendable
{
  package var wrappedValue: Value?

  package init(wrappedValue: Value?) {
    self.wrappedValue = wrappedValue
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    wrappedValue =
      container.decodeNil() ? nil : try Spelled<Value>(from: decoder).wrappedValue
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue {
      try container.encode(wrappedValue.description)
    } else {
      try container.encodeNil()
    }
  }
}

extension KeyedDecodingContainer {
  package func decode<Value>(
    _ type: SpelledIfAny<Value>.Type, forKey key: Key
  ) throws -> SpelledIfAny<Value> {
    try decodeIfPresent(type, forKey: key) ?? SpelledIfAny(wrappedValue: nil)
  }
}
