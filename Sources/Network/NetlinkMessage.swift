/// A netlink message (linux/netlink.h, `struct nlmsghdr`), as it is found in what was received.
///
///     | length, header included (4) | type (2) | flags (2) | sequence (4) | port (4) | payload … |
package struct NetlinkMessage {
  package let type: UInt16
  package let flags: Flags
  package let sequence: UInt32
  package let payload: ArraySlice<UInt8>

  /// `NLM_F_*`, as far as they are used here.
  package struct Flags: OptionSet, Hashable, Sendable {
    package let rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let request = Flags(rawValue: 0x1)
    package static let acknowledge = Flags(rawValue: 0x4)
    /// In a dump's reply: the table changed meanwhile, ask again.
    package static let interrupted = Flags(rawValue: 0x10)
    /// In an answer: the request is not repeated behind the error (`NLM_F_CAPPED`).
    package static let capped = Flags(rawValue: 0x100)
    /// In an answer: attributes follow that explain it (`NLM_F_ACK_TLVS`).
    package static let explained = Flags(rawValue: 0x200)
    /// `NLM_F_ROOT | NLM_F_MATCH`
    package static let dump = Flags(rawValue: 0x300)
  }

  package static let headerSize = 16
  /// `NLMSG_ERROR`: an answer to a request, good (0) or bad.
  package static let errorType: UInt16 = 2
  /// `NLMSG_DONE`: the end of a dump.
  package static let doneType: UInt16 = 3
}

extension NetlinkMessage {
  /// The answer in a message of type `NLMSG_ERROR` or `NLMSG_DONE`.
  package struct Answer {
    /// errno, positive; 0 is success.
    package let number: Int32
    /// The kernel's words (`NLMSGERR_ATTR_MSG`), if it has any.
    package let text: String?
  }

  /// nil if the payload has no error number. A `NLMSG_DONE` without one, as old kernels send it,
  /// is a success.
  package var answer: Answer? {
    guard let number = payload.prefix(4).hostInteger(Int32.self) else {
      return type == Self.doneType ? Answer(number: 0, text: nil) : nil
    }
    return Answer(number: number == .min ? .max : abs(number), text: explanation)
  }

  private var explanation: String? {
    guard flags.contains(.explained) else { return nil }
    var rest = payload.dropFirst(4)
    if type == Self.errorType {
      let request = Int(rest.prefix(4).hostInteger(UInt32.self) ?? 0)
      let repeated = flags.contains(.capped) ? Self.headerSize : (request + 3) & ~3
      rest = rest.dropFirst(repeated)
    }
    let message = AttributeReader(rest).first { $0.type == 1 }
    return message.map(\.text).flatMap { $0.isEmpty ? nil : $0 }
  }
}

/// Reads messages one after another from a received datagram.
package struct NetlinkReader: Sequence, IteratorProtocol {
  private var rest: ArraySlice<UInt8>

  package init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// The next message; nil at the end, and where what is left is none.
  package mutating func next() -> NetlinkMessage? {
    guard let length = rest.hostInteger(UInt32.self, at: 0).map(Int.init(clamping:)),
      length >= NetlinkMessage.headerSize, length <= rest.count,
      let type = rest.hostInteger(UInt16.self, at: 4),
      let flags = rest.hostInteger(UInt16.self, at: 6),
      let sequence = rest.hostInteger(UInt32.self, at: 8)
    else { return nil }
    let start = rest.startIndex
    let payload = rest[(start + NetlinkMessage.headerSize)..<(start + length)]
    rest = rest.dropFirst((length + 3) & ~3)
    return NetlinkMessage(
      type: type, flags: .init(rawValue: flags), sequence: sequence, payload: payload)
  }
}

extension [UInt8] {
  /// Appends a message whose payload `body` appends.
  package mutating func append(
    message type: UInt16, flags: NetlinkMessage.Flags, sequence: UInt32,
    _ body: (inout [UInt8]) -> Void
  ) {
    let start = count
    appendHost(UInt32(0))
    appendHost(type)
    appendHost(flags.rawValue)
    appendHost(sequence)
    appendHost(UInt32(0))
    body(&self)
    overwrite(UInt32(clamping: count - start), at: start)
  }
}
