import FoundationEssentials

/// One value as a line of JSON, with its end: a recording's lines.
package func recordLine(_ value: some Encodable) -> [UInt8]? {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return (try? encoder.encode(value)).map { Array($0) + [UInt8(ascii: "\n")] }
}

/// A value from a line of JSON, without its end; bounded in size and depth.
package func record<Value: Decodable>(
  _ type: Value.Type, from line: some Collection<UInt8>
) throws(ProtocolError) -> Value {
  try decoded(line, limit: longestResponse, nesting: 32)
}
