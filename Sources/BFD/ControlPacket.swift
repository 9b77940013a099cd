import Network

/// A BFD control packet without authentication (RFC 5880 §4.1).
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |Vers |  Diag   |Sta|P|F|C|A|D|M|  Detect Mult  |    Length     |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                       My Discriminator                        |
/// |                      Your Discriminator                       |
/// |                    Desired Min TX Interval                    |
/// |                   Required Min RX Interval                    |
/// |                 Required Min Echo RX Interval                 |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
package struct ControlPacket: Hashable, Sendable {
  /// UDP's port of a neighbour on the same link (RFC 5881 §4) and of one several hops away
  /// (RFC 5883 §5).
  package static let singleHopPort: UInt16 = 3784
  package static let multihopPort: UInt16 = 4784

  /// What a session's state is (RFC 5880 §4.1).
  package enum State: UInt8, Hashable, Sendable, CaseIterable {
    case adminDown = 0
    case down = 1
    case initialize = 2
    case up = 3
  }

  /// Why it last left Up; values that RFC 5880 does not name are `other`.
  package enum Diagnostic: Hashable, Sendable {
    case none
    case detectionTimeExpired
    case neighborSignaledDown
    case administrativelyDown
    /// 1…31
    case other(UInt8)
  }

  package var diagnostic: Diagnostic
  package var state: State
  /// Asks for an answer at once that has `isFinal`.
  package var isPoll: Bool
  package var isFinal: Bool
  /// Survives its control plane; of no consequence here.
  package var isControlPlaneIndependent: Bool
  /// Wants to hear nothing while both are up (RFC 5880 §6.6).
  package var isDemand: Bool
  /// 1…255.
  package var multiplier: UInt8
  /// Never 0.
  package var mine: UInt32
  package var yours: UInt32
  /// Microseconds, as the two that follow.
  package var desiredTransmit: UInt32
  /// 0: wants no periodic packets.
  package var requiredReceive: UInt32
  package var requiredEcho: UInt32

  package init(
    diagnostic: Diagnostic = .none, state: State, isPoll: Bool = false, isFinal: Bool = false,
    isControlPlaneIndependent: Bool = false, isDemand: Bool = false, multiplier: UInt8,
    mine: UInt32, yours: UInt32, desiredTransmit: UInt32, requiredReceive: UInt32,
    requiredEcho: UInt32 = 0
  ) {
    self.diagnostic = diagnostic
    self.state = state
    self.isPoll = isPoll
    self.isFinal = isFinal
    self.isControlPlaneIndependent = isControlPlaneIndependent
    self.isDemand = isDemand
    self.multiplier = multiplier
    self.mine = mine
    self.yours = yours
    self.desiredTransmit = desiredTransmit
    self.requiredReceive = requiredReceive
    self.requiredEcho = requiredEcho
  }

  /// Why bytes are no packet to be heard (RFC 5880 §6.8.6).
  package enum Rejection: String, Error, Hashable, Sendable {
    case length
    case version
    case multiplier
    case multipoint
    case discriminator
    /// None is configured here, and keepalived knows none either.
    case authentication
  }
}

// MARK: - Bytes

extension ControlPacket {
  private static let length: UInt8 = 24

  package var bytes: [UInt8] {
    let flags: [(Bool, UInt8)] = [
      (isPoll, 0x20), (isFinal, 0x10), (isControlPlaneIndependent, 0x08), (isDemand, 0x02),
    ]
    let second = flags.reduce(state.rawValue << 6) { $1.0 ? $0 | $1.1 : $0 }
    var bytes = [1 << 5 | diagnostic.code, second, multiplier, Self.length]
    for field in [mine, yours, desiredTransmit, requiredReceive, requiredEcho] {
      bytes += networkOrder(field)
    }
    return bytes
  }

  package init(_ bytes: some Collection<UInt8>) throws(Rejection) {
    var reader = Reader(bytes)
    guard let first: UInt8 = reader.integer(), let second: UInt8 = reader.integer(),
      let multiplier: UInt8 = reader.integer(), let length: UInt8 = reader.integer(),
      let mine: UInt32 = reader.integer(), let yours: UInt32 = reader.integer(),
      let transmit: UInt32 = reader.integer(), let receive: UInt32 = reader.integer(),
      let echo: UInt32 = reader.integer()
    else { throw .length }
    // "If the version number is not correct (1), the packet MUST be discarded", and so on.
    guard first >> 5 == 1 else { throw .version }
    let isAuthenticated = second & 0x04 != 0
    guard length >= (isAuthenticated ? 26 : 24), Int(length) <= bytes.count else { throw .length }
    guard multiplier > 0 else { throw .multiplier }
    guard second & 0x01 == 0 else { throw .multipoint }
    guard mine != 0 else { throw .discriminator }
    guard !isAuthenticated else { throw .authentication }
    let state = State(rawValue: second >> 6) ?? .adminDown
    guard yours != 0 || state == .down || state == .adminDown else { throw .discriminator }
    self.init(
      diagnostic: Diagnostic(code: first & 0x1f), state: state, isPoll: second & 0x20 != 0,
      isFinal: second & 0x10 != 0, isControlPlaneIndependent: second & 0x08 != 0,
      isDemand: second & 0x02 != 0, multiplier: multiplier, mine: mine, yours: yours,
      desiredTransmit: transmit, requiredReceive: receive, requiredEcho: echo)
  }
}

extension ControlPacket.Diagnostic {
  fileprivate var code: UInt8 {
    switch self {
    case .none: 0
    case .detectionTimeExpired: 1
    case .neighborSignaledDown: 3
    case .administrativelyDown: 7
    case .other(let code): code & 0x1f
    }
  }

  fileprivate init(code: UInt8) {
    switch code {
    case 0: self = .none
    case 1: self = .detectionTimeExpired
    case 3: self = .neighborSignaledDown
    case 7: self = .administrativelyDown
    case _: self = .other(code)
    }
  }
}

extension ControlPacket.Diagnostic: CustomStringConvertible {
  package var description: String {
    switch self {
    case .none: "no diagnostic"
    case .detectionTimeExpired: "nothing was heard in time"
    case .neighborSignaledDown: "the neighbour says that it is down"
    case .administrativelyDown: "administratively down"
    case .other(let code): "diagnostic \(code)"
    }
  }
}
