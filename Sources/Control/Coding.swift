import FoundationEssentials

/// Why a line is no message.
package enum ProtocolError: Error, Hashable, CustomStringConvertible {
  /// Longer than `limit` bytes.
  case tooLong(limit: Int)
  /// Objects and arrays nested deeper than any message has them.
  case tooDeep
  /// Not the JSON of a message.
  case malformed
  /// Of a version that this program does not speak.
  case version(Int)
  case unknownRequest(String)
  /// The request lacks this field.
  case missing(String)

  package var description: String {
    switch self {
    case .tooLong(let limit): "the line is longer than \(limit) bytes"
    case .tooDeep: "the message is nested too deeply"
    case .malformed: "the line is not a message in JSON"
    case .version(let version):
      "the message has version \(version), and this program speaks version \(protocolVersion)"
    case .unknownRequest(let name):
      "there is no request '\(name)'; there are "
        + Request.names.joined(separator: ", ")
    case .missing(let field): "the request lacks its '\(field)'"
    }
  }
}

/// The longest request line, without its end.
package let longestRequest = 64 * 1024

/// The longest response line: 100,000 real servers fit.
package let longestResponse = 128 * 1024 * 1024

/// No message nests deeper than this.
private let deepestNesting = 16

extension Request {
  /// A request from one line, without its end; bounded in size and depth.
  package init(line: some Collection<UInt8>) throws(ProtocolError) {
    let message: RequestMessage = try decoded(line, limit: longestRequest)
    guard message.version == protocolVersion else { throw .version(message.version) }
    self = try Request(message)
  }

  /// One line with its end.
  package var line: [UInt8] { encoded(RequestMessage(self)) }
}

extension Response {
  /// A response from one line, without its end; bounded in size and depth.
  package init(line: some Collection<UInt8>) throws(ProtocolError) {
    guard line.count <= longestResponse else { throw .tooLong(limit: longestResponse) }
    let bytes = Array(line)
    let parts = try? StatusDocument.parts(bytes[...])
    var message: ResponseMessage = try decoded(parts?.rest ?? bytes, limit: longestResponse)
    guard message.version == protocolVersion else { throw .version(message.version) }
    if let parts { message.status?.virtualServers = parts.virtualServers }
    let answers: [Response?] = [
      message.status.map { .status($0) }, message.reload.map { .reload($0) },
      message.plan.map { .plan($0) }, message.why.map { .why($0) }, message.done.map { .done($0) },
      message.error.map { .failure($0) },
    ]
    let given = answers.compactMap(\.self)
    guard given.count == 1, let answer = given.first else { throw .malformed }
    self = answer
  }

  /// One line with its end.
  package var line: [UInt8] {
    var message = ResponseMessage(version: protocolVersion)
    switch self {
    case .status(let status): return StatusDocument.line(status)
    case .reload(let reload): message.reload = reload
    case .plan(let plan): message.plan = plan
    case .why(let why): message.why = why
    case .done(let text): message.done = text
    case .failure(let error): message.error = error
    }
    return encoded(message)
  }
}

extension Status {
  /// The status as indented JSON, its keys in order.
  package var json: [UInt8] {
    indented(StatusDocument.line(self))
  }
}

extension Plan {
  /// The plan as indented JSON, its keys in order: `directorctl plan --json`.
  package var json: [UInt8] {
    encoded(ResponseMessage(version: protocolVersion, plan: self), formatting: [.prettyPrinted])
  }
}

extension Why {
  /// The same as indented JSON, its keys in order: `directorctl why --json`.
  package var json: [UInt8] {
    encoded(ResponseMessage(version: protocolVersion, why: self), formatting: [.prettyPrinted])
  }
}

func decoded<Message: Decodable>(
  _ line: some Collection<UInt8>, limit: Int, nesting depth: Int = deepestNesting
) throws(ProtocolError) -> Message {
  guard line.count <= limit else { throw .tooLong(limit: limit) }
  guard nesting(of: line) <= depth else { throw .tooDeep }
  do {
    return try JSONDecoder().decode(Message.self, from: Data(line))
  } catch {
    throw .malformed
  }
}

/// An encoding that fails (a number that JSON has not) is a failure the client can read.
func encoded(
  _ message: some Encodable, formatting: JSONEncoder.OutputFormatting = []
) -> [UInt8] {
  let encoder = JSONEncoder()
  encoder.outputFormatting = formatting.union([.sortedKeys, .withoutEscapingSlashes])
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  let bytes = (try? encoder.encode(message)).map(Array.init)
  let failure = #"{"version":\#(protocolVersion),"error":"the answer could not be encoded"}"#
  return (bytes ?? Array(failure.utf8)) + [UInt8(ascii: "\n")]
}

/// How deep objects and arrays are nested, strings aside; a cheap guard before the recursive parser.
func nesting(of line: some Collection<UInt8>) -> Int {
  var depth = 0
  var deepest = 0
  var quoted = false
  var escaped = false
  for byte in line {
    switch byte {
    case _ where escaped: escaped = false
    case UInt8(ascii: "\\") where quoted: escaped = true
    case UInt8(ascii: "\""): quoted.toggle()
    case UInt8(ascii: "{") where !quoted, UInt8(ascii: "[") where !quoted:
      depth += 1
      deepest = max(deepest, depth)
    case UInt8(ascii: "}") where !quoted, UInt8(ascii: "]") where !quoted: depth -= 1
    case _: break
    }
  }
  return deepest
}
