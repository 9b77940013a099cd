import Network
import Routing

func v4(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32) -> Address {
  .v4(a << 24 | b << 16 | c << 8 | d)
}

/// Bytes from hexadecimal digits; blanks and line ends separate nothing.
func bytes(_ text: String) -> [UInt8] {
  let digits = text.filter { !$0.isWhitespace }.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count - 1, by: 2).map {
    UInt8(digits[$0] << 4 | digits[$0 + 1])
  }
}

func payload(_ command: RoutingCommand) -> [UInt8] {
  var bytes: [UInt8] = []
  command.append(to: &bytes)
  return bytes
}

/// What the kernel would tell in a message of this type.
func event(_ type: UInt16, _ payload: [UInt8]) -> RoutingEvent? {
  var message: [UInt8] = []
  message.append(message: type, flags: [], sequence: 0) { $0 += payload }
  var reader = NetlinkReader(message[...])
  return reader.next().flatMap { RoutingEvent($0) }
}
