package import Network

/// Puts one router's advertisements into packets, and takes its peers' out of theirs: addresses, TTL,
/// checksum and authentication. It keeps the sequence numbers of both directions.
package struct Carrier: Sendable {
  package var settings: Settings
  /// How many packets were taken with each form of checksum.
  package private(set) var checksumForms: [ChecksumForm: Int] = [:]
  private var identification: UInt16 = 0
  private var headerSequence: UInt32 = 0
  /// The highest authentication header's number, by source; at most eight.
  private var headerMarks: [Address: UInt32] = [:]
  private var hmac = HMACSequence()

  package init(_ settings: Settings) { self.settings = settings }

  package struct Settings: Hashable, Sendable {
    package var version: Advertisement.Version
    package var virtualRouter: UInt8
    /// Version 2 drops an advertisement with another.
    package var interval: Duration
    package var destination: Destination
    package var authentication: Authentication
    /// What is sent in version 3 over IPv4; both are accepted.
    package var checksum: ChecksumForm
    /// Of what is sent: 255, or `unicast_ttl`.
    package var hopLimit: UInt8

    package init(
      version: Advertisement.Version, virtualRouter: UInt8, interval: Duration,
      destination: Destination, authentication: Authentication = .none,
      checksum: ChecksumForm = .pseudoHeader, hopLimit: UInt8 = 255
    ) {
      self.version = version
      self.virtualRouter = virtualRouter
      self.interval = interval
      self.destination = destination
      self.authentication = authentication
      self.checksum = checksum
      self.hopLimit = hopLimit
    }
  }

  /// Where advertisements go, and from where they may come.
  package enum Destination: Hashable, Sendable {
    case multicast(Address)
    /// `checksSource`: `check_unicast_src`, or a peer has bounds.
    case unicast([Peer], checksSource: Bool)
  }

  /// One of `unicast_peer`.
  package struct Peer: Hashable, Sendable {
    package var address: Address
    /// `min_ttl`, `max_ttl`.
    package var hopLimits: ClosedRange<UInt8>

    package init(_ address: Address, hopLimits: ClosedRange<UInt8> = 0...255) {
      self.address = address
      self.hopLimits = hopLimits
    }
  }

  package enum Authentication: Hashable, Sendable {
    case none
    case password(Password)
    /// `auth_type AH`: version 2 over IPv4.
    case header(Password)
    case hmac(AuthHMAC.Settings)

    /// What the message itself says of it: version 3 has no field for that.
    func field(_ version: Advertisement.Version) -> Advertisement.Authentication {
      switch (version, self) {
      case (.three, _), (.two, .none), (.two, .hmac): .none
      case (.two, .password(let password)): .password(password)
      case (.two, .header): .header
      }
    }
  }
}

extension Carrier.Settings {
  /// Settings that agree with the router's.
  package init(
    for router: Router.Settings, destination: Carrier.Destination,
    authentication: Carrier.Authentication = .none, checksum: ChecksumForm = .pseudoHeader,
    hopLimit: UInt8 = 255
  ) {
    self.init(
      version: router.version, virtualRouter: router.virtualRouter, interval: router.interval,
      destination: destination, authentication: authentication, checksum: checksum,
      hopLimit: hopLimit)
  }
}

// MARK: - Sending

extension Carrier {
  /// The packets that carry `advertisement`, one a destination. `wall` is the time since 1970.
  package mutating func packets(
    for advertisement: Advertisement, from source: Address, wall: Duration
  ) -> [OutgoingPacket] {
    var advertisement = advertisement
    advertisement.authentication = settings.authentication.field(settings.version)
    let trailer = trailer(for: advertisement, from: source, wall: wall)
    let destinations =
      switch settings.destination {
      case .multicast(let group): [group]
      case .unicast(let peers, _): peers.map(\.address)
      }
    return destinations.compactMap { destination in
      let message = advertisement.bytes(
        from: source, to: destination, checksum: settings.checksum, trailer: trailer)
      switch (source, destination) {
      case (.v4(let from), .v4(let to)):
        return OutgoingPacket(
          destination: destination, bytes: ipv4(message, from: from, to: to),
          hopLimit: settings.hopLimit)
      case (.v6, .v6):
        return OutgoingPacket(
          destination: destination, bytes: message, hopLimit: settings.hopLimit)
      case (.v4, .v6), (.v6, .v4):
        return nil
      }
    }
  }

  private mutating func ipv4(_ message: [UInt8], from: UInt32, to: UInt32) -> [UInt8] {
    // Never zero: a kernel would put its own there, and the tag would no longer fit.
    identification = identification == .max ? 1 : identification + 1
    var header = IPv4Header(
      identification: identification, timeToLive: settings.hopLimit,
      transport: Advertisement.transport, source: from, destination: to)
    guard case .header(let key) = settings.authentication else {
      return header.bytes(payload: message.count) + message
    }
    header.transport = AuthenticationHeader.transport
    headerSequence &+= 1
    let authentication = AuthenticationHeader.signing(
      message, after: header, key: key, sequence: headerSequence)
    return header.bytes(payload: AuthenticationHeader.length + message.count)
      + authentication.bytes + message
  }

  private mutating func trailer(
    for advertisement: Advertisement, from source: Address, wall: Duration
  ) -> [UInt8] {
    guard case .hmac(let hmac) = settings.authentication, hmac.mode != .receiveOnly,
      let key = hmac.keys[hmac.activeKey]
    else { return [] }
    let sequence = self.hmac.next(wall: wall, window: hmac.window)
    var trailer = AuthHMAC(key: hmac.activeKey, sequence: sequence, tag: [])
    trailer.tag = AuthHMAC.tag(
      message: advertisement.unsummed(family: source.family), trailer: trailer.unsigned,
      source: source, key: key)
    return trailer.bytes
  }
}

// MARK: - Receiving

extension Carrier {
  /// The advertisement in `packet`, where everything about it is right.
  package mutating func advertisement(
    in packet: ReceivedPacket, wall: Duration
  ) throws(Rejection) -> Advertisement {
    guard packet.virtualRouter == settings.virtualRouter else {
      throw .virtualRouter(packet.virtualRouter ?? 0)
    }
    try checkWay(of: packet)
    let trailer = try trailer(of: packet)
    let reading = try Advertisement.read(
      packet.payload, from: packet.source, to: packet.destination, trailer: trailer)
    let advertisement = reading.advertisement
    guard advertisement.version == settings.version else {
      throw .version(advertisement.version.rawValue)
    }
    try authenticate(packet, advertisement, trailer: trailer, wall: wall)
    // "If the Adver Interval … does not match … MUST discard" (RFC 3768 §7.1); version 3 learns.
    guard settings.version == .three || advertisement.interval == settings.interval else {
      throw .intervalMismatch(advertisement.interval, wanted: settings.interval)
    }
    if settings.version == .three { checksumForms[reading.checksum, default: 0] += 1 }
    return advertisement
  }

  /// "MUST verify that the IP TTL is 255" (RFC 9568 §7.1), where it is a link's own multicast.
  private func checkWay(of packet: ReceivedPacket) throws(Rejection) {
    let isMulticast = packet.destination.isMulticast
    switch settings.destination {
    case .multicast:
      guard isMulticast else { throw .destination(packet.destination) }
      if let limit = packet.hopLimit, limit != 255 { throw .hopLimit(limit, wanted: 255...255) }
    case .unicast(let peers, let checksSource):
      guard !isMulticast else { throw .destination(packet.destination) }
      guard checksSource else { return }
      guard let peer = peers.first(where: { $0.address == packet.source }) else {
        throw .unicastSource(packet.source)
      }
      if let limit = packet.hopLimit, !peer.hopLimits.contains(limit) {
        throw .hopLimit(limit, wanted: peer.hopLimits)
      }
    }
  }

  /// How long the trailer is: 28, or 0.
  private func trailer(of packet: ReceivedPacket) throws(Rejection) -> Int {
    guard case .hmac(let hmac) = settings.authentication else { return 0 }
    let payload = packet.payload
    let count = payload.count > 3 ? Int(payload[3]) : 0
    let fixed = settings.version == .two ? 16 : 8
    let message = fixed + count * packet.source.family.bits / 8
    if payload.count == message + AuthHMAC.length { return AuthHMAC.length }
    if hmac.mode == .enforce { throw .authenticationMismatch }
    return 0
  }

  private mutating func authenticate(
    _ packet: ReceivedPacket, _ advertisement: Advertisement, trailer: Int, wall: Duration
  ) throws(Rejection) {
    switch settings.authentication {
    case .none:
      guard packet.authentication == nil, advertisement.authentication == .none else {
        throw .authenticationMismatch
      }
    case .password(let password):
      guard packet.authentication == nil,
        case .password(let theirs) = advertisement.authentication
      else { throw .authenticationMismatch }
      guard password.matches(theirs) else { throw .authenticationFailure }
    case .header(let key):
      guard let ip = packet.ip, let header = packet.authentication,
        advertisement.authentication == .header
      else { throw .authenticationMismatch }
      guard header.parametersIndex == ip.source,
        header.verifies(packet.payload, after: ip, key: key)
      else { throw .authenticationFailure }
      try note(header.sequence, from: packet.source)
    case .hmac(let settings):
      guard packet.authentication == nil else { throw .authenticationMismatch }
      guard trailer > 0 else { return }
      try verify(packet, settings, wall: wall)
    }
  }

  /// The number goes on from the highest that was heard: a keepalived peer keeps one count for all
  /// senders, and would take a lower one for a replay.
  private mutating func note(_ sequence: UInt32, from source: Address) throws(Rejection) {
    if let mark = headerMarks[source], sequence <= mark { throw .replay }
    if headerMarks.count >= 8, headerMarks[source] == nil { headerMarks.removeAll() }
    headerMarks[source] = sequence
    headerSequence = max(headerSequence, sequence)
  }

  private mutating func verify(
    _ packet: ReceivedPacket, _ settings: AuthHMAC.Settings, wall: Duration
  ) throws(Rejection) {
    let message = packet.payload.dropLast(AuthHMAC.length)
    let trailer = try AuthHMAC.read(packet.payload.suffix(AuthHMAC.length))
    // Before the costly tag: a flood of old packets is then cheap to refuse.
    if let window = settings.window {
      let age = HMACSequence.age(trailer.sequence, wall)
      guard abs(age) <= Int64(window) else { throw .stale(Int32(truncatingIfNeeded: age)) }
    }
    guard let key = settings.keys[trailer.key] else { throw .keyUnknown(trailer.key) }
    let tag = AuthHMAC.tag(
      message: message, trailer: trailer.unsigned, source: packet.source, key: key)
    guard isSame(tag, trailer.tag) else { throw .authenticationFailure }
    guard
      hmac.accept(
        trailer.sequence, from: packet.source, wall: wall, window: settings.window)
    else { throw .replay }
  }
}
