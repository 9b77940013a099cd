import Network
import VRRP

/// What keepalived makes of an instance's statements together, each change told with what follows.
extension Interpretation {
  /// The instance; nil if it lacks what nobody can guess.
  mutating func router(of draft: RouterDraft) -> RouterDefinition? {
    guard let interface = interface(of: draft), let virtualRouter = draft.virtualRouter else {
      if draft.virtualRouter == nil { reportMissing("virtual_router_id", in: draft) }
      return nil
    }
    let family = draft.family
    var draft = draft
    draft.interface = interface
    let isTwo = version(of: draft, family) == .two
    draft.options = draft.options.filled(from: routerDefaults.options)
    draft.options.version = isTwo ? .two : .three
    obeyStrictMode(&draft)
    var (addresses, overflow) = advertised(draft, family)
    var excluded = overflow + held(draft.excluded, besides: addresses + overflow, of: draft)
    let virtual = virtualInterface(of: draft, virtualRouter, on: interface, family)
    if let virtual {
      for index in addresses.indices { addresses[index].settle(on: virtual.name) }
      for index in excluded.indices { excluded[index].settle(on: virtual.name) }
    }
    var settings = Router.Settings(
      version: isTwo ? .two : .three, virtualRouter: virtualRouter, family: family,
      priority: priority(of: draft), interval: interval(of: draft), addresses: addresses,
      excluded: excluded)
    settings.election = election(of: draft, settings.priority)
    settings.announcements = announcements(of: draft)
    settings.accepts = draft.accepts ?? !draft.isStrict
    warnOfSilentAddresses(draft, settings)
    let carrier = carrier(of: draft, settings)
    let instance = InstanceSettings(
      name: draft.name.text, interface: interface, router: settings, carrier: carrier,
      source: source(of: draft, family), tracksSource: draft.tracksSource,
      tracksInterface: draft.tracksInterface, tracks: tracks(of: draft, settings.priority),
      virtualInterface: virtual)
    var router = RouterDefinition(
      instance: instance, hooks: draft.hooks, position: draft.name.position)
    router.promotesSecondaries = draft.promotesSecondaries
    router.routes = draft.routes.compactMap { route($0, family: family) }
    router.rules = draft.rules.compactMap { rule($0, family: family) }
    if routerDefaults.tellsPriorities { router.hooks.tellsPriorities = true }
    return router
  }

  private mutating func reportMissing(_ keyword: String, in draft: RouterDraft, hint: String? = nil)
  {
    report.error(
      code: .missingWord, "\(draft.title) has no \(keyword)", at: draft.word,
      hint: hint ?? "expected '\(keyword) …' in it")
  }

  /// Its interface, or with unicast the one that has its source address now; nil after a report.
  private mutating func interface(of draft: RouterDraft) -> String? {
    if let interface = draft.interface { return interface }
    guard let source = draft.source, !draft.peers.isEmpty else {
      reportMissing("interface", in: draft)
      return nil
    }
    guard let name = context.interfaceWith(source.value) else {
      reportMissing(
        "interface", in: draft,
        hint: "no interface of this machine has \(source.value): write 'interface NAME'")
      return nil
    }
    report.note(
      code: .defaultTaken,
      "\(draft.title) names no interface: \(name) is taken, which has \(source.value)",
      at: draft.name,
      hint: "write 'interface \(name)': the address may not be there at the next start")
    return name
  }

  /// IPv6 needs version 3, and so does strict mode with it.
  private mutating func version(
    of draft: RouterDraft, _ family: Family
  ) -> Advertisement.Version {
    let wanted = draft.options.version ?? routerDefaults.options.version ?? .two
    guard family == .ipv6, wanted == .two else { return wanted }
    if draft.options.version == .two {
      report.warning(
        code: .wrongFamily,
        "\(draft.title) is for IPv6, which version 2 has not: version 3 is taken", at: draft.name)
    }
    return .three
  }

  /// MASTER without a priority is keepalived's way to say: the owner of the addresses.
  private mutating func priority(of draft: RouterDraft) -> UInt8 {
    if let priority = draft.priority { return priority }
    guard draft.isMaster else { return 100 }
    report.warning(
      code: .defaultTaken,
      "\(draft.title) is MASTER and names no priority: 255 is taken, the addresses' owner's",
      at: draft.name, hint: "write a priority, higher than the other director's")
    return 255
  }

  /// Whole seconds to 255 in version 2, hundredths to 40.95 in version 3.
  private mutating func interval(of draft: RouterDraft) -> Duration {
    guard let stated = draft.interval else { return .seconds(1) }
    let isTwo = draft.options.version == .two
    let unit: Int64 = isTwo ? 1_000_000_000 : 10_000_000
    let most: Int64 = isTwo ? 255 : 4095
    let units = (stated.value.nanoseconds + unit / 2) / unit
    let interval = Duration.nanoseconds(min(max(units, 1), most) * unit)
    if interval != stated.value {
      let rule =
        isTwo ? "2 counts whole seconds to 255" : "3 counts hundredths of a second to 40.95"
      report.warning(
        "advert_int \(stated.word.text) does not go: version \(rule); \(seconds(interval)) is taken",
        at: stated.word, hint: "the other director must have the same")
    }
    return interval
  }

  private mutating func election(
    of draft: RouterDraft, _ priority: UInt8
  ) -> Router.ElectionSettings {
    var election = Router.ElectionSettings()
    election.startupDelay = routerDefaults.startupDelay
    election.preempts = preempts(draft, priority)
    election.preemptDelay = preemptDelay(draft, isPreempting: election.preempts)
    election.listening = draft.listening ?? .zero
    let options = draft.options
    election.missedAdvertisements = options.missedAdvertisements ?? 3
    election.answersLowerPriority = options.answersLowerPriority ?? election.answersLowerPriority
    election.answersHigherPriority =
      options.answersHigherPriority ?? election.answersHigherPriority
    election.ownerIgnoresAdvertisements = options.ownerIgnoresAdvertisements ?? false
    election.skipsKnownAddressList = options.skipsKnownAddressList ?? false
    return election
  }

  private mutating func preempts(_ draft: RouterDraft, _ priority: UInt8) -> Bool {
    guard let word = draft.noPreempt else { return true }
    if draft.isMaster {
      report.warning(
        code: .noPreemption,
        "nopreempt does not go with state MASTER: it is ignored, and this director preempts",
        at: word, hint: "write 'state BACKUP' on both directors")
    } else if priority == 255 {
      report.warning(
        code: .noPreemption,
        "nopreempt does not go with priority 255: the owner of the addresses preempts", at: word)
    }
    return draft.isMaster || priority == 255
  }

  private mutating func preemptDelay(_ draft: RouterDraft, isPreempting: Bool) -> Duration {
    guard let stated = draft.preemptDelay, stated.value > .zero else { return .zero }
    let reason: String
    if draft.isMaster {
      reason = "state MASTER"
    } else if draft.isStrict {
      reason = "strict mode"
    } else if !isPreempting {
      reason = "nopreempt"
    } else {
      return stated.value
    }
    report.warning(
      code: .noPreemption, "preempt_delay does not go with \(reason): there is none",
      at: stated.word)
    return .zero
  }

  private func announcements(of draft: RouterDraft) -> AnnouncementSettings {
    let options = draft.options
    guard !routerDefaults.announcesOnce else {
      return AnnouncementSettings(
        rounds: options.rounds ?? 1, delay: options.delay ?? .zero,
        refresh: options.refresh ?? .zero, refreshRounds: options.refreshRounds ?? 1)
    }
    return AnnouncementSettings(
      rounds: options.rounds ?? 5, delay: options.delay ?? .seconds(5),
      refresh: options.refresh ?? .zero, refreshRounds: options.refreshRounds ?? 1,
      rivalRounds: options.rivalRounds, rivalDelay: options.rivalDelay)
  }

  /// Its own interface is tracked anyway.
  private mutating func tracks(of draft: RouterDraft, _ priority: UInt8) -> [Track] {
    draft.tracks.compactMap { stated in
      if draft.tracksInterface, stated.value.object == .interface(draft.interface ?? "") {
        report.warning(
          code: .idleTracking,
          "\(draft.title) tracks its own interface anyway; this line is ignored", at: stated.word,
          hint: "take the line out; 'dont_track_primary' is what stops it")
        return nil
      }
      if priority == 255, stated.value.weight != 0 {
        report.warning(
          code: .idleTracking, "a weight does not change the priority 255 of \(draft.title)",
          at: stated.word)
      }
      return stated.value
    }
  }
}

extension RouterDraft {
  /// Only after the defaults have been filled in.
  var isStrict: Bool { options.isStrict ?? false }
}

extension VirtualAddress {
  fileprivate mutating func settle(on interface: String) {
    if self.interface == nil { self.interface = interface }
  }
}
