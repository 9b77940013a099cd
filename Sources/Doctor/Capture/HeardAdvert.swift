import Network

/// The fields of a VRRP advertisement that a document keeps, of any sender; nothing is verified.
///
/// Version 2: RFC 3768 §5.1; version 3: RFC 9568 §5.2. The election's own decoder
/// refuses what a router must not accept, and the doctor has to see just that.
struct HeardAdvert {
  var version: Int
  var virtualRouter: Int
  var priority: Int
  /// Seconds.
  var interval: Double
  /// Version 2: 0 none, 1 password, 2 header; nil in version 3, which has no such field.
  var authentication: Int?
  var addresses: [Address]

  /// nil if it is no advertisement, or too short for its fixed fields.
  ///
  /// `header`: the IP header; the message may stand behind an authentication header (RFC 4302), as
  /// keepalived's `auth_type AH` sends it.
  init?(_ header: IPHeader) {
    guard header.fragmentOffset == 0 else { return nil }
    switch header.transport {
    case 112: self.init(header.payload, family: header.family)
    case 51:
      guard header.payload.byte(0) == 112, let words = header.payload.byte(1) else { return nil }
      self.init(header.payload.dropping((Int(words) + 2) * 4), family: header.family)
    default: return nil
    }
  }

  private init?(_ message: FrameBytes, family: Family) {
    guard let first = message.byte(0), first & 0xf == 1, let router = message.byte(1),
      let priority = message.byte(2), let count = message.byte(3), let timing = message.short(4)
    else { return nil }
    version = Int(first >> 4)
    virtualRouter = Int(router)
    self.priority = Int(priority)
    switch version {
    case 2:
      authentication = Int(timing >> 8)
      interval = Double(timing & 0xff)
    case 3: interval = Double(timing & 0xfff) / 100
    default: return nil
    }
    // At most 255, and no more than the packet holds.
    let size = family.bits / 8
    addresses = (0..<Int(count)).prefix(max(0, message.count - 8) / size).compactMap {
      message.address(family, 8 + size * $0)
    }
  }
}

/// The head of a message of IPVS's connection synchronisation (net/netfilter/ipvs/ip_vs_sync.c).
///
/// Version 0: `nr_conns`, `syncid`, `size`. Version 1: a reserved byte that is 0, `syncid`, `size`,
/// `nr_conns`, `version` that is 1, and 16 spare bits that are 0.
struct HeardSyncMessage {
  var syncID: Int
  var version: Int

  /// nil if this is no such message. `datagram`: behind the UDP header.
  init?(_ datagram: FrameBytes) {
    guard let first = datagram.byte(0), let identifier = datagram.byte(1),
      let size = datagram.short(2), size >= 4
    else { return nil }
    syncID = Int(identifier)
    let isVersionOne = first == 0 && datagram.byte(5) == 1 && datagram.short(6) == 0
    version = isVersionOne ? 1 : 0
  }
}
