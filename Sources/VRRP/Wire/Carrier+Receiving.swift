internal import Network

// MARK: - Receiving

extension Carrier {
  /// The advertisement in `packet`, if everything about it is right.
  ///
  /// - Parameter isOnLink: whether the sender's address is one that no router lies before.
  package mutating func advertisement(
    in packet: ReceivedPacket, wall: Duration, isOnLink: Bool = false
  ) throws(Rejection) -> Advertisement {
    if let advertisement = repeated(packet, isOnLink: isOnLink) { return advertisement }
    guard packet.virtualRouter == settings.virtualRouter else {
      throw .virtualRouter(packet.virtualRouter ?? 0)
    }
    try checkWay(of: packet, isOnLink: isOnLink)
    let trailer = try trailer(of: packet)
    let reading = try Advertisement.read(
      packet.payload, from: packet.source, to: packet.destination, trailer: trailer)
    let advertisement = reading.advertisement
    guard advertisement.version == settings.version else {
      throw .version(advertisement.version.rawValue)
    }
    // Erratum 8299: a count of zero MUST be ignored, if addresses are what it is about.
    guard !advertisement.addresses.isEmpty || settings.namesNoAddress else { throw .noAddresses }
    try authenticate(packet, advertisement, trailer: trailer, wall: wall)
    // "If the Adver Interval … does not match … MUST discard" (RFC 3768 §7.1); version 3 learns.
    guard settings.version == .three || advertisement.interval == settings.interval else {
      throw .intervalMismatch(advertisement.interval, wanted: settings.interval)
    }
    let hasForm = settings.version == .three && packet.source.family == .ipv4
    remember(packet, isOnLink: isOnLink, advertisement, hasForm ? reading.checksum : nil)
    return advertisement
  }

  /// "MUST verify that the IP TTL is 255" (RFC 9568 §7.1), if it is a link's own multicast.
  private func checkWay(of packet: ReceivedPacket, isOnLink: Bool) throws(Rejection) {
    switch settings.destination {
    case .multicast(let group):
      guard packet.destination == group else {
        throw .destination(packet.destination, wanted: group)
      }
      if let limit = packet.hopLimit, limit != 255 { throw .hopLimit(limit, wanted: 255...255) }
    case .unicast(let peers, let checksSource):
      guard !packet.destination.isMulticast else {
        throw .destination(packet.destination, wanted: nil)
      }
      guard checksSource else { return }
      guard let peer = peers.first(where: { $0.address == packet.source }) else {
        throw .unicastSource(packet.source)
      }
      // A neighbour's 255 cannot be sent from afar; `unicast_ttl` or bounds tell otherwise. Over
      // IPv6 keepalived sends 64, the kernel's own.
      let isNear =
        isOnLink && packet.source.family == .ipv4 && settings.hopLimit == 255
        && peer.hopLimits == 0...255
      let wanted = isNear ? 255...255 : peer.hopLimits
      if let limit = packet.hopLimit, !wanted.contains(limit) {
        throw .hopLimit(limit, wanted: wanted)
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
