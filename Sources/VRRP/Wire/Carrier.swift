package import Network

/// Puts one router's advertisements into packets, and takes its peers' out of theirs: addresses, TTL,
/// checksum and authentication. It keeps the sequence numbers of both directions.
package struct Carrier: Sendable {
  package var settings: Settings { didSet { last = nil } }
  /// The last packet that was taken, and what it says.
  private(set) var last: LastPacket?
  /// Without those of `last`.
  private var earlierForms: [Address: [ChecksumForm: Int]] = [:]
  private var identification: UInt16 = 0
  var headerSequence: UInt32 = 0
  /// The highest authentication header's number, by source; at most eight.
  var headerMarks: [Address: UInt32] = [:]
  var hmac = HMACSequence()

  package init(_ settings: Settings) { self.settings = settings }

  /// How many packets of each source were taken with each form of checksum; at most sixteen sources.
  package var checksumForms: [Address: [ChecksumForm: Int]] {
    var carrier = self
    carrier.countLast()
    return carrier.earlierForms
  }

  private mutating func countLast() {
    guard let last, let form = last.form else { return }
    if earlierForms.count >= 16, earlierForms[last.source] == nil { earlierForms.removeAll() }
    earlierForms[last.source, default: [:]][form, default: 0] += last.count
  }

  package struct Settings: Codable, Hashable, Sendable {
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
    /// `no_virtual_ipaddress`: peers name no address either.
    package var namesNoAddress: Bool

    package init(
      version: Advertisement.Version, virtualRouter: UInt8, interval: Duration,
      destination: Destination, authentication: Authentication = .none,
      checksum: ChecksumForm = .pseudoHeader, hopLimit: UInt8 = 255,
      namesNoAddress: Bool = false
    ) {
      self.namesNoAddress = namesNoAddress
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
  package enum Destination: Codable, Hashable, Sendable {
    case multicast(Address)
    /// `checksSource`: no `check_unicast_src off`, or a peer has bounds.
    case unicast([Peer], checksSource: Bool)

    /// Whether it matters if a sender is on the link itself: a group's packets come from there.
    package var asksForNeighbors: Bool {
      switch self {
      case .multicast: false
      case .unicast(_, let checksSource): checksSource
      }
    }

    /// Unicast without a peer: `unicast_fault_no_peer`.
    package var isNowhere: Bool {
      switch self {
      case .multicast: false
      case .unicast(let peers, _): peers.isEmpty
      }
    }
  }

  /// One of `unicast_peer`.
  package struct Peer: Codable, Hashable, Sendable {
    package var address: Address
    /// `min_ttl`, `max_ttl`.
    package var hopLimits: ClosedRange<UInt8>

    package init(_ address: Address, hopLimits: ClosedRange<UInt8> = 0...255) {
      self.address = address
      self.hopLimits = hopLimits
    }
  }

  package enum Authentication: Codable, Hashable, Sendable {
    case none
    case password(Password)
    /// `auth_type AH`: version 2 over IPv4.
    case header(Password)
    case hmac(AuthHMAC.Settings)

    /// How many bytes it adds behind the message.
    package var trailer: Int {
      switch self {
      case .none, .password, .header: 0
      case .hmac: AuthHMAC.length
      }
    }

    /// Whether a packet may be the same as an earlier one: without a number that must grow.
    var allowsRepetition: Bool {
      switch self {
      case .none, .password: true
      case .header, .hmac: false
      }
    }

    /// Whether only who has the key can have sent what is accepted.
    package var provesSender: Bool {
      switch self {
      case .none, .password: false
      case .header: true
      case .hmac(let settings): settings.mode == .enforce
      }
    }

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
      hopLimit: hopLimit, namesNoAddress: router.addresses.isEmpty)
  }
}

// MARK: - Packets that come again

extension Carrier {
  /// A master sends the same bytes again and again, and what they say need not be read each time.
  struct LastPacket: Sendable {
    fileprivate var source: Address
    private var destination: Address
    private var hopLimit: UInt8?
    private var payload: [UInt8]
    private var isOnLink: Bool
    fileprivate var advertisement: Advertisement
    /// Of version 3 over IPv4.
    fileprivate var form: ChecksumForm?
    fileprivate var count = 1

    fileprivate init(
      _ packet: ReceivedPacket, isOnLink: Bool, _ advertisement: Advertisement,
      _ form: ChecksumForm?
    ) {
      source = packet.source
      destination = packet.destination
      hopLimit = packet.hopLimit
      payload = packet.payload
      self.isOnLink = isOnLink
      self.advertisement = advertisement
      self.form = form
    }

    fileprivate func isRepeated(by packet: ReceivedPacket, isOnLink: Bool) -> Bool {
      payload == packet.payload && source == packet.source && destination == packet.destination
        && hopLimit == packet.hopLimit && self.isOnLink == isOnLink
        && packet.authentication == nil
    }
  }

  /// What a packet says that is the same as the last one; nil: it is another one, or each has a
  /// number that counts.
  mutating func repeated(_ packet: ReceivedPacket, isOnLink: Bool) -> Advertisement? {
    guard settings.authentication.allowsRepetition,
      last?.isRepeated(by: packet, isOnLink: isOnLink) == true
    else { return nil }
    last?.count += 1
    return last?.advertisement
  }

  mutating func remember(
    _ packet: ReceivedPacket, isOnLink: Bool, _ advertisement: Advertisement,
    _ form: ChecksumForm?
  ) {
    countLast()
    last = LastPacket(packet, isOnLink: isOnLink, advertisement, form)
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
