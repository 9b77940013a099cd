package import Network

extension Router {
  /// What an operator decides about one virtual router: keepalived's `vrrp_instance`.
  package struct Settings: Codable, Hashable, Sendable {
    package var version: Advertisement.Version
    /// 1…255.
    package var virtualRouter: UInt8
    package var family: Family
    /// 1…255 as configured; 255 owns the addresses. Trackers change the effective one.
    package var priority: UInt8
    /// `advert_int`: whole seconds in version 2, centiseconds in version 3. More than zero.
    package var interval: Duration
    /// What is advertised, in this order: `virtual_ipaddress`.
    package var addresses: [VirtualAddress]
    /// What is held and not advertised, of any family: `virtual_ipaddress_excluded`.
    package var excluded: [VirtualAddress]
    package var election: ElectionSettings
    package var announcements: AnnouncementSettings
    /// Accept_Mode (RFC 9568 §6.1): whether packets to the addresses are taken though another
    /// owns them.
    package var accepts: Bool
    /// A member of a sync group becomes master only when it is told to.
    package var isGrouped: Bool

    package init(
      version: Advertisement.Version = .two, virtualRouter: UInt8, family: Family = .ipv4,
      priority: UInt8 = 100, interval: Duration = .seconds(1), addresses: [VirtualAddress],
      excluded: [VirtualAddress] = [],
      election: ElectionSettings = ElectionSettings(),
      announcements: AnnouncementSettings = AnnouncementSettings(), accepts: Bool = true,
      isGrouped: Bool = false
    ) {
      self.version = version
      self.virtualRouter = virtualRouter
      self.family = family
      self.priority = priority
      self.interval = interval
      self.addresses = addresses
      self.excluded = excluded
      self.election = election
      self.announcements = announcements
      self.accepts = accepts
      self.isGrouped = isGrouped
    }

    /// The same within what the protocol can carry and a director can bear, so that no arithmetic
    /// on it overflows: the grammar refuses the rest before.
    var bounded: Settings {
      var settings = self
      settings.interval = min(max(interval, .milliseconds(10)), .seconds(255))
      settings.election.missedAdvertisements = min(max(election.missedAdvertisements, 1), 100)
      let rounds = 1...100
      settings.announcements.rounds = announcements.rounds.clamped(to: rounds)
      settings.announcements.refreshRounds = announcements.refreshRounds.clamped(to: rounds)
      settings.announcements.rivalRounds = announcements.rivalRounds.clamped(to: rounds)
      return settings
    }

    /// Everything that is held by a master.
    package var held: [VirtualAddress] { addresses + excluded }
  }

  /// Who becomes master, and when.
  package struct ElectionSettings: Codable, Hashable, Sendable {
    /// Preempt_Mode; false: `nopreempt`.
    package var preempts: Bool
    /// `preempt_delay`: from the first advertisement of lower priority.
    package var preemptDelay: Duration
    /// `down_timer_adverts`, 1…100: how many advertisements may be missed.
    package var missedAdvertisements: Int
    /// `vrrp_startup_delay`: nobody becomes master before it has passed.
    package var startupDelay: Duration
    /// How long silence is no proof after a start or a fault: the switch may not forward yet. It is
    /// over when an advertisement is heard.
    package var listening: Duration
    /// A master answers a lower priority at once (RFC 9568 §6.4.3; `lower_prio_no_advert` is false).
    package var answersLowerPriority: Bool
    /// A master sends once more before it yields: `higher_prio_send_advert`. The new one learns so
    /// that the addresses were doubled, and announces them again; else it may never know.
    package var answersHigherPriority: Bool
    /// An owner drops every advertisement: `owner_ignore_adverts`, RFC 3768 §7.1.
    package var ownerIgnoresAdvertisements: Bool
    /// Compares address lists only when the sender changes: `skip_check_adv_addr`.
    package var skipsKnownAddressList: Bool

    package init(
      preempts: Bool = true, preemptDelay: Duration = .zero, missedAdvertisements: Int = 3,
      startupDelay: Duration = .zero, listening: Duration = .zero,
      answersLowerPriority: Bool = true, answersHigherPriority: Bool = true,
      ownerIgnoresAdvertisements: Bool = false, skipsKnownAddressList: Bool = false
    ) {
      self.preempts = preempts
      self.preemptDelay = preemptDelay
      self.missedAdvertisements = missedAdvertisements
      self.startupDelay = startupDelay
      self.listening = listening
      self.answersLowerPriority = answersLowerPriority
      self.answersHigherPriority = answersHigherPriority
      self.ownerIgnoresAdvertisements = ownerIgnoresAdvertisements
      self.skipsKnownAddressList = skipsKnownAddressList
    }
  }
}

extension Int {
  func clamped(to range: ClosedRange<Int>) -> Int {
    Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
  }
}

/// An address that a master holds, with what its line in the configuration says.
package struct VirtualAddress: Codable, Hashable, Sendable {
  /// rtnetlink's scopes.
  package enum Scope: UInt8, Codable, Hashable, Sendable {
    case global = 0
    case site = 200
    case link = 253
    case host = 254
    case nowhere = 255
  }

  package enum Broadcast: Codable, Hashable, Sendable {
    /// `brd +`: the network's last address.
    case network
    case address(Address)
  }

  /// What is seldom asked for; only IPv6 has the first three.
  package struct Options: OptionSet, Codable, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// `-nodad`: it does not serve before nobody else was found to have it.
    package static let detectsDuplicates = Options(rawValue: 1)
    /// `home`, of Mobile IPv6.
    package static let home = Options(rawValue: 2)
    /// `mngtmpaddr`
    package static let managesTemporary = Options(rawValue: 4)
    /// `noprefixroute`
    package static let withoutPrefixRoute = Options(rawValue: 8)
    /// `autojoin`
    package static let joinsMulticast = Options(rawValue: 16)
  }

  package var address: Address
  /// 0…32 or 0…128.
  package var length: Int
  /// `dev`; nil: the instance's own interface.
  package var interface: String?
  package var scope: Scope
  package var label: String?
  package var broadcast: Broadcast?
  package var peer: Prefix?
  package var options: Options = []
  /// `preferred_lft`, in seconds; `UInt32.max` is for ever. nil: for ever, or not at all for an
  /// IPv6 address alone.
  package var preferredLifetime: UInt32?

  package init(
    _ address: Address, length: Int, interface: String? = nil, scope: Scope = .global,
    label: String? = nil, broadcast: Broadcast? = nil, peer: Prefix? = nil
  ) {
    self.address = address
    self.length = length
    self.interface = interface
    self.scope = scope
    self.label = label
    self.broadcast = broadcast
    self.peer = peer
  }

  /// The address alone: its own whole prefix, as keepalived reads an address without a length.
  package init(_ address: Address) { self.init(address, length: address.family.bits) }
}
