/// The virtual routers' own interfaces: what must be done so that those that are wanted are there,
/// and on if they are to be on.
///
/// A backup's is there and off: it takes no part in the segment, and no switch learns its hardware
/// address from it.
package struct VirtualLinks: Equatable, Sendable {
  package struct Wanted: Hashable, Sendable {
    package var link: VirtualLink
    package var isUp: Bool

    package init(_ link: VirtualLink, isUp: Bool) {
      self.link = link
      self.isUp = isUp
    }
  }

  private let found: [Link]
  /// Each name once.
  private let wanted: [Wanted]

  package init(found: [Link], wanted: [Wanted]) {
    self.found = found
    self.wanted = wanted
  }

  /// What is missing. One of ours that has another hardware address or lies elsewhere makes room.
  package var makings: [RoutingCommand] {
    wanted.flatMap { wanted -> [RoutingCommand] in
      let namesake = found.first { $0.name == wanted.link.name }
      guard let namesake else { return [.makeLink(wanted.link)] }
      guard !wanted.link.isMade(by: namesake) else { return [] }
      // What is not ours is left alone, and the kernel says why ours cannot be made.
      let room = VirtualLink.isOurs(namesake) ? [RoutingCommand.deleteLink(namesake.index)] : []
      return room + [.makeLink(wanted.link)]
    }
  }

  /// What makes those ours that are there: fresh ones, and those that another director has left.
  package var claims: [RoutingCommand] {
    present.filter { !VirtualLink.isOurs($0.link) }.flatMap { pair -> [RoutingCommand] in
      [
        .setLinkLocal(link: pair.link.index, false),
        .setAlias(link: pair.link.index, VirtualLink.alias),
      ]
    }
  }

  package var raises: [RoutingCommand] {
    present.filter { $0.isUp && !$0.link.flags.contains(.up) }
      .map { .setUp(link: $0.link.index, true) }
  }

  /// What is to be off, and what nobody wants.
  package var lowerings: [RoutingCommand] {
    let present = present
    let off = present.filter { !$0.isUp && $0.link.flags.contains(.up) }
    let stray = found.filter { link in
      VirtualLink.isOurs(link) && !present.contains { $0.link.index == link.index }
    }
    return off.map { .setUp(link: $0.link.index, false) } + stray.map { .deleteLink($0.index) }
  }

  /// Those that are wanted and there.
  package var present: [(link: Link, isUp: Bool)] {
    wanted.compactMap { wanted in
      found.first { wanted.link.isMade(by: $0) }.map { ($0, wanted.isUp) }
    }
  }
}
