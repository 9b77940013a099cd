/// A status as one line of JSON, in the form that Foundation would give it: the virtual servers, which
/// are nearly all of it, are written and read by hand.
package enum StatusDocument {
  /// True if a line is a status as this program's daemon writes it: it can be shown as it is.
  package static func isStatus(_ line: [UInt8]) -> Bool {
    let end = Array(#""version":\#(protocolVersion)}"#.utf8)
    return line.starts(with: Array(#"{"status":{"#.utf8)) && line.suffix(end.count) == end[...]
  }

  /// The virtual servers come last: every other key is before theirs in the alphabet.
  static func line(_ status: Status) -> [UInt8] {
    var rest = status
    rest.virtualServers = []
    var bytes = encoded(ResponseMessage(version: protocolVersion, status: rest))
    let end = Array(#"]},"version":\#(protocolVersion)}"#.utf8) + [UInt8(ascii: "\n")]
    guard bytes.suffix(end.count + 1) == [UInt8(ascii: "[")] + end else { return bytes }
    bytes.removeLast(end.count + 1)
    var writer = JSONWriter(after: bytes)
    writer.array(status.virtualServers) { $1.write(to: &$0) }
    return writer.bytes + end.dropFirst()
  }

  /// Takes the virtual servers out of a status' line: the line without them, and they; nil if the
  /// line is no status.
  static func parts(
    _ line: ArraySlice<UInt8>
  ) throws(ProtocolError) -> (rest: [UInt8], virtualServers: [VirtualServerStatus])? {
    var reader = JSONReader(line)
    var range: Range<Int>?
    var servers: [VirtualServerStatus] = []
    try reader.object { (reader, key) throws(ProtocolError) in
      guard key == "status" else { return try reader.skip() }
      try reader.object { (reader, key) throws(ProtocolError) in
        guard key == "virtualServers", range == nil else { return try reader.skip() }
        let start = reader.position
        try reader.array { (reader) throws(ProtocolError) in
          servers.append(try VirtualServerStatus(from: &reader))
        }
        range = start..<reader.position
      }
    }
    guard let range else { return nil }
    let rest = line[..<range.lowerBound] + Array("[]".utf8) + line[range.upperBound...]
    return (Array(rest), servers)
  }
}
