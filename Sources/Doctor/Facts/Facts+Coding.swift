/// The version of a document; one that is later than this program's is refused.
@propertyWrapper
package struct AcceptedVersion: Codable, Hashable, Sendable {
  package var wrappedValue: Int

  package init(wrappedValue: Int) {
    self.wrappedValue = wrappedValue
  }

  /// - Throws: `DecodingError.dataCorrupted` for a version below 1 or above `Facts.currentVersion`.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    wrappedValue = try container.decode(Int.self)
    guard (1...Facts.currentVersion).contains(wrappedValue) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "the document is of version \(wrappedValue); this program reads versions "
          + "up to \(Facts.currentVersion)")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}

extension DecodingError {
  /// Where a document is wrong and how: `addresses[2].prefixLength: a value of the type Int is
  /// expected`.
  package var placeAndReason: String {
    switch self {
    case .typeMismatch(let type, let context):
      Self.words(context.codingPath, "a value of the type \(type) is expected")
    case .valueNotFound(let type, let context):
      Self.words(context.codingPath, "a value of the type \(type) is missing")
    case .keyNotFound(let key, let context):
      Self.words(context.codingPath + [key], "the key is missing")
    case .dataCorrupted(let context):
      Self.words(context.codingPath, context.debugDescription)
    @unknown default: "\(self)"
    }
  }

  private static func words(_ path: [any CodingKey], _ reason: String) -> String {
    var place = ""
    for key in path {
      if let number = key.intValue {
        place += "[\(number)]"
      } else {
        place += place.isEmpty ? key.stringValue : ".\(key.stringValue)"
      }
    }
    return place.isEmpty ? reason : "\(place): \(reason)"
  }
}
