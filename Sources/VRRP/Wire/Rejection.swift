package import Network

/// Why a packet was dropped. A dropped packet changes no timer and no state (RFC 9568 §7.1).
package enum Rejection: Error, Codable, Hashable, Sendable {
  case length(Int, needed: Int)
  case header
  case hopLimit(UInt8, wanted: ClosedRange<UInt8>)
  case version(UInt8)
  case type(UInt8)
  case checksum
  case noAddresses
  case intervalZero
  /// Version 2 alone: "if the Adver Interval does not match … MUST discard" (RFC 3768 §7.1).
  case intervalMismatch(Duration, wanted: Duration)
  case virtualRouter(UInt8)
  /// A type that nobody defines.
  case authenticationType(UInt8)
  /// A type, or its absence, that is not the one configured.
  case authenticationMismatch
  case authenticationFailure
  case keyUnknown(UInt8)
  /// A sequence number that was seen before.
  case replay
  /// A time stamp outside the window, in seconds behind the local clock.
  case stale(Int32)
  case unicastSource(Address)
  /// Another group than the one configured, multicast where unicast is (nil), or unicast where
  /// multicast is.
  case destination(Address, wanted: Address?)
  /// The sender's address is one of this director: its own packet came back.
  case loop(Address)
  /// This router owns the addresses and listens to nobody.
  case owner

  /// What is counted: the reason without its particulars.
  package enum Cause: String, Codable, Hashable, Sendable, CaseIterable {
    case length, header, hopLimit, version, type, checksum, noAddresses, interval, virtualRouter
    case authenticationType, authentication, replay, unicastSource, destination, loop, owner
  }

  package var cause: Cause {
    switch self {
    case .length: .length
    case .header: .header
    case .hopLimit: .hopLimit
    case .version: .version
    case .type: .type
    case .checksum: .checksum
    case .noAddresses: .noAddresses
    case .intervalZero, .intervalMismatch: .interval
    case .virtualRouter: .virtualRouter
    case .authenticationType, .authenticationMismatch: .authenticationType
    case .authenticationFailure, .keyUnknown: .authentication
    case .replay, .stale: .replay
    case .unicastSource: .unicastSource
    case .destination: .destination
    case .loop: .loop
    case .owner: .owner
    }
  }
}

extension Rejection: CustomStringConvertible {
  /// The end of "An advertisement from 192.0.2.7 was dropped: …".
  package var description: String {
    switch self {
    case .length(let length, let needed): "it has \(length) bytes, and needs \(needed)"
    case .header: "its IP or authentication header is malformed"
    case .hopLimit(let limit, let wanted):
      wanted.count == 1
        ? "its TTL is \(limit), not \(wanted.lowerBound): it was routed, or its sender is broken"
        : "its TTL is \(limit), not within \(wanted.lowerBound)…\(wanted.upperBound)"
    case .version(let version): "its VRRP version is \(version)"
    case .type(let type): "its type is \(type), not 1"
    case .checksum: "its checksum is wrong"
    case .noAddresses: "it names no address"
    case .intervalZero: "its interval is zero"
    case .intervalMismatch(let interval, let wanted):
      "its interval is \(interval), here it is \(wanted), and in version 2 they must be the same"
    case .virtualRouter(let identifier): "no virtual router \(identifier) is configured"
    case .authenticationType(let type): "its authentication type is \(type)"
    case .authenticationMismatch: "its authentication is not of the type configured"
    case .authenticationFailure: "its authentication is wrong: the keys differ"
    case .keyUnknown(let key): "its key \(key) is not configured"
    case .replay: "its sequence number was seen before"
    case .stale(let seconds): "its time stamp is \(seconds) s behind the local clock"
    case .unicastSource(let source): "\(source) is not one of the unicast peers"
    case .destination(let destination, wanted: let wanted?):
      "it was sent to \(destination), and here \(wanted) is configured"
    case .destination(let destination, wanted: nil):
      "it was sent to the group \(destination), and here unicast is configured"
    case .loop(let source):
      "its source \(source) is this director's own address: either a switch sends it back, or another "
        + "host has the same address"
    case .owner: "this director owns the addresses"
    }
  }
}
