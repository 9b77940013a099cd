internal import Network
internal import VRRP

/// How often somebody has taken one address away that was put back each time. A restart of another
/// manager is borne; if it does not stop, another director may fare better.
struct Losses: Hashable, Sendable {
  private static let bearable = 5
  private static let window = Duration.seconds(60)

  private var moments: [Instant] = []

  /// Counts one; true if they are too many within a minute, which are counted anew then.
  mutating func areTooMany(at now: Instant) -> Bool {
    moments.removeAll { now - $0 > Losses.window }
    moments.append(now)
    guard moments.count > Losses.bearable else { return false }
    moments = []
    return true
  }
}

extension Election {
  /// Asks another director to take over from the instance that holds the address, and from its whole
  /// group if each member may be handed over.
  mutating func lose(_ address: Address, of index: Int, in turn: inout Turn) {
    guard instances[index].router.isHolding else { return }
    let members = places.groups[index].first.map { places.members[$0] } ?? [index]
    if members.allSatisfy({ instances[$0].router.mayHandOver(at: turn.now) }) {
      for member in members { tell(member, .addressLost(address), in: &turn) }
    } else {
      tell(index, .addressKept(address), in: &turn)
    }
  }
}
