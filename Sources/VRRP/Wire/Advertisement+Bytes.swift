package import Network

extension Advertisement {
  /// The message's bytes. Addresses of another family than `source` are left out: "addresses MUST
  /// be of the same family as the carrying header" (RFC 9568 §5.2.9).
  ///
  /// `form` matters to version 3 over IPv4 alone. `trailer` is appended, and covered by the checksum
  /// over IPv6, if a kernel would sum all that it is given.
  package func bytes(
    from source: Address, to destination: Address, checksum form: ChecksumForm = .pseudoHeader,
    trailer: [UInt8] = []
  ) -> [UInt8] {
    var message = unsummed(family: source.family)
    let covered = source.family == .ipv6 ? message + trailer : message
    let pseudoHeader = PseudoHeader(
      source: source, destination: destination, transport: Advertisement.transport,
      length: covered.count)
    let sum = checksum(
      of: covered, pseudoHeader: covers(form, source.family) ? pseudoHeader : nil)
    message.replaceSubrange(6..<8, with: networkOrder(sum))
    return message + trailer
  }

  /// The message with a checksum of zero.
  func unsummed(family: Family) -> [UInt8] {
    let addresses = self.addresses.filter { $0.family == family }.prefix(255)
    var bytes: [UInt8] = [
      version.rawValue << 4 | 1, virtualRouter, priority,
      UInt8(truncatingIfNeeded: addresses.count),
    ]
    switch version {
    case .two: bytes += [authentication.type, UInt8(clamping: interval.components.seconds)]
    case .three: bytes += networkOrder(UInt16(min(max(interval.centiseconds, 0), 4095)))
    }
    bytes += [0, 0]
    for address in addresses { bytes += address.bytes }
    if version == .two {
      if case .password(let password) = authentication {
        bytes += password.bytes
      } else {
        bytes += [UInt8](repeating: 0, count: 8)
      }
    }
    return bytes
  }

  private func covers(_ form: ChecksumForm, _ family: Family) -> Bool {
    switch (version, family) {
    case (.two, _): false
    case (.three, .ipv6): true
    case (.three, .ipv4): form == .pseudoHeader
    }
  }
}

extension Duration {
  /// Whole hundredths of a second, towards zero.
  var centiseconds: Int64 { nanoseconds / 10_000_000 }
}

extension Advertisement {
  /// An advertisement that was received, and what else is known of its form.
  package struct Reading: Hashable, Sendable {
    package var advertisement: Advertisement
    package var checksum: ChecksumForm
    /// How many bytes the message has without a trailer.
    package var length: Int
  }

  /// Reads a message of `bytes`, whose last `trailer` are no part of the message.
  ///
  /// The checks are those of RFC 9568 §7.1 and RFC 3768 §7.1 that need no configuration; the others
  /// are `Reception`'s.
  package static func read(
    _ bytes: some Collection<UInt8>, from source: Address, to destination: Address,
    trailer: Int = 0
  ) throws(Rejection) -> Reading {
    var reader = Reader(bytes)
    guard let head = reader.integer(UInt8.self), let virtualRouter = reader.integer(UInt8.self),
      let priority = reader.integer(UInt8.self), let count = reader.integer(UInt8.self),
      let word = reader.integer(UInt16.self), reader.integer(UInt16.self) != nil
    else { throw .length(bytes.count, needed: 8) }
    guard let version = Version(rawValue: head >> 4) else { throw .version(head >> 4) }
    guard head & 0xf == 1 else { throw .type(head & 0xf) }
    guard version == .three || source.family == .ipv4 else { throw .version(2) }
    let size = source.family.bits / 8
    let length = 8 + Int(count) * size + (version == .two ? 8 : 0)
    guard bytes.count == length + trailer else {
      throw .length(bytes.count, needed: length + trailer)
    }
    let form = try checksumForm(
      bytes, length: length, version: version, from: source, to: destination)
    var addresses: [Address] = []
    for _ in 0..<count {
      if let field = reader.bytes(size), let address = Address(bytes: field) {
        addresses.append(address)
      }
    }
    var advertisement = Advertisement(
      version: version, virtualRouter: virtualRouter, priority: priority, interval: .zero,
      addresses: addresses)
    try advertisement.readWord(word, password: reader.bytes(8))
    return Reading(advertisement: advertisement, checksum: form, length: length)
  }

  /// Bytes 4 and 5: the interval, and version 2's authentication type.
  private mutating func readWord(_ word: UInt16, password: ArraySlice<UInt8>?) throws(Rejection) {
    switch version {
    case .three:
      // "Reserve … MUST be ignored on reception" (RFC 9568 §5.2.6).
      interval = .milliseconds(10 * Int(word & 0xfff))
    case .two:
      interval = .seconds(Int(word & 0xff))
      switch word >> 8 {
      case 0: authentication = .none
      case 1: authentication = .password(Password(password ?? []))
      case 2: authentication = .header
      default: throw .authenticationType(UInt8(word >> 8))
      }
    }
    // Erratum 8301: an interval of zero is discarded.
    guard interval > .zero else { throw .intervalZero }
  }

  private static func checksumForm(
    _ bytes: some Collection<UInt8>, length: Int, version: Version, from source: Address,
    to destination: Address
  ) throws(Rejection) -> ChecksumForm {
    let covered = source.family == .ipv6 ? bytes.count : length
    let message = bytes.prefix(covered)
    let pseudoHeader = PseudoHeader(
      source: source, destination: destination, transport: transport, length: covered)
    if version == .three, checksum(of: message, pseudoHeader: pseudoHeader) == 0 {
      return .pseudoHeader
    }
    if source.family == .ipv4, checksum(of: message) == 0 { return .messageOnly }
    throw .checksum
  }
}

extension Advertisement {
  /// How many addresses an advertisement takes on an interface, reckoned as keepalived does, which
  /// drops one with another count: 14 bytes of Ethernet, 20 or 40 of IP, 8 of VRRP, 8 of version 2's
  /// authentication.
  package static func capacity(
    mtu: Int, _ family: Family, version: Version, trailer: Int = 0
  ) -> Int {
    let header = 14 + (family == .ipv4 ? 20 : 40) + 8 + (version == .two ? 8 : 0)
    return max(1, min(255, (mtu - header - trailer) / (family.bits / 8)))
  }
}
