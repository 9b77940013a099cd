package import Network

/// A connection or an echo that was tried for the document; harmless, of the same kind as a check.
package struct ProbeFacts: Codable, Hashable, Sendable {
  package var kind: Kind
  /// The virtual service for whose sake it was made.
  package var service: ServiceName?
  @Spelled package var destination: Address
  package var port: UInt16?
  /// Of a forwarded probe: the real server that IPVS sends it to.
  @SpelledIfAny package var realServer: Address?
  /// The source address that the kernel chose.
  @SpelledIfAny package var source: Address?
  package var outcome: Outcome
  /// Seconds until the outcome.
  package var duration: Double
  /// Who sent an ICMP error.
  @SpelledIfAny package var reporter: Address?
  package var icmpType: Int?
  package var icmpCode: Int?
  /// Bytes of the datagram, for an echo with "don't fragment".
  package var size: Int?
  /// The path MTU that the kernel learned, in bytes.
  package var pathMTU: Int?
  /// What follows the outcome: an errno's name, the first line of a reply.
  package var detail: String?

  package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// TCP to the real server itself.
    case direct
    /// TCP to the virtual address through IPVS, aimed at this real server.
    case forwarded
    case echo
    /// An echo with "don't fragment" of `size` bytes.
    case bigEcho = "big-echo"
  }

  package enum Outcome: String, Codable, Hashable, Sendable, CaseIterable {
    case answered
    /// RST.
    case refused
    /// An ICMP error.
    case rejected
    /// Nothing came within the time.
    case silence
    /// It could not be made here: `detail` says why.
    case notMade = "not-made"
  }

  package init(
    _ kind: Kind, destination: Address, port: UInt16? = nil, outcome: Outcome,
    duration: Double = 0
  ) {
    self.kind = kind
    self.destination = destination
    self.port = port
    self.outcome = outcome
    self.duration = duration
  }
}

/// Who answers for an address on one link (RFC 5227's probe; RFC 4861 for IPv6).
package struct AddressAnswer: Codable, Hashable, Sendable {
  package var interface: String
  @Spelled package var address: Address
  /// Hardware addresses of those that answered, without this machine's own.
  package var by: [String]

  package init(interface: String, address: Address, by: [HardwareAddress] = []) {
    self.interface = interface
    self.address = address
    self.by = by.map(\.description)
  }
}

/// What AF_PACKET heard of VRRP and of the sync daemon for some seconds.
package struct HeardFacts: Codable, Hashable, Sendable {
  /// For how many seconds it was listened.
  package var seconds: Double
  package var adverts: [Advert]
  package var syncMessages: [SyncMessage]
  /// Frames for a virtual address that were sent to this machine's hardware address.
  package var strayFrames: [StrayFrame]?

  /// One router's advertisements on one interface, those of this machine too.
  package struct Advert: Codable, Hashable, Sendable {
    package var interface: String
    package var hardwareAddress: String?
    @Spelled package var source: Address
    @Spelled package var destination: Address
    package var timeToLive: Int
    package var version: Int
    package var virtualRouter: Int
    package var priority: Int
    /// Seconds, as the packet says.
    package var interval: Double
    /// 0 none, 1 password, 2 header (version 2).
    package var authentication: Int?
    package var addresses: [String]
    package var count: Int
    /// This machine sent it.
    package var isOwn: Bool?

    package init(
      interface: String, source: Address, destination: Address, virtualRouter: Int,
      priority: Int, interval: Double = 1, version: Int = 3, addresses: [String] = []
    ) {
      self.interface = interface
      self.source = source
      self.destination = destination
      timeToLive = 255
      self.version = version
      self.virtualRouter = virtualRouter
      self.priority = priority
      self.interval = interval
      self.addresses = addresses
      count = 1
    }
  }

  /// UDP to 224.0.0.81 (port 8848 unless set otherwise).
  package struct SyncMessage: Codable, Hashable, Sendable {
    package var interface: String
    @Spelled package var source: Address
    package var syncID: Int
    package var version: Int
    package var count: Int
    package var isOwn: Bool?

    package init(interface: String, source: Address, syncID: Int) {
      self.interface = interface
      self.source = source
      self.syncID = syncID
      version = 1
      count = 1
    }
  }

  package struct StrayFrame: Codable, Hashable, Sendable {
    package var interface: String
    package var from: String
    @Spelled package var destination: Address
    package var count: Int

    package init(interface: String, from: String, destination: Address, count: Int = 1) {
      self.interface = interface
      self.from = from
      self.destination = destination
      self.count = count
    }
  }

  package init(
    seconds: Double, adverts: [Advert] = [], syncMessages: [SyncMessage] = []
  ) {
    self.seconds = seconds
    self.adverts = adverts
    self.syncMessages = syncMessages
  }
}
