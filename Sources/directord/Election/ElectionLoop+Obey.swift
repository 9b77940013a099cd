import Control
import Election
import Network
import Routing
import System
import VRRP

// MARK: - Speak, make true, announce

extension ElectionLoop {
  func obey(at now: Instant) {
    if let repair, repair <= now { isOutdated = true }
    if isOutdated || links.isUnfinished { post(links.raise(wanted, at: now)) }
    if isSegmentOutdated || segment.isDue(at: now) { openSegment(at: now) }
    for case .send(let packet, let source, let interface) in effects {
      post(segment.send(packet, from: source, on: interface))
    }
    if isOutdated || keeping.isUnfinished || links.isUnfinished { makeTrue(at: now) }
    for case .announce(let address, let interface) in effects {
      post(segment.announce(address, on: interface))
    }
    tell(at: now)
    answerPing()
    effects.removeAll(keepingCapacity: true)
    if isStopping, election.isStopped { isEnding = true }
  }

  /// Once nothing of what was asked for is left to do.
  private func answerPing() {
    guard !keeping.isUnfinished, !links.isUnfinished, links.isQuiet, let ping = ping.take() else {
      return
    }
    news.post(.turned(ping, refusals: refusals))
  }

  /// What must stand.
  var wanted: Wanted {
    if let composed { return composed }
    let wanted = Wanted(plan, election, belongings)
    composed = wanted
    return wanted
  }

  /// Listens where the instances are, and looks at the interfaces anew: addresses of an instance that
  /// is over may be sent from.
  private func openSegment(at now: Instant) {
    if isSegmentOutdated {
      watch(plan.settings.instances)
      tellInterfaces(plan.interfaces, at: now)
    }
    isSegmentOutdated = false
    post(segment.open(for: election.instances.map(\.settings), at: now))
  }

  /// Many addresses are changed over several turns, in between which others have their say.
  private func makeTrue(at now: Instant) {
    let wanted = wanted
    let isNew = isOutdated
    isOutdated = false
    if isNew { post(silencing.makeTrue(wanted.filter, at: now)) }
    let outcome = isNew ? keeping.makeTrue(wanted, at: now) : keeping.goOn(at: now)
    post(outcome.lines)
    for address in outcome.restored { handle(.addressRestored(address), at: now) }
    for address in outcome.returned { handle(.addressReturned(address), at: now) }
    if !keeping.isUnfinished { post(links.lower(wanted, at: now)) }
  }

  /// The end by a failure: others take over at once.
  func sayFarewell(at now: Instant) {
    handle(.stopRequested, at: now)
    for case .send(let packet, let source, let interface) in effects {
      post(segment.send(packet, from: source, on: interface))
    }
    tell(at: now)
    effects = []
  }

  private func tell(at now: Instant) {
    for effect in effects {
      switch effect {
      case .send, .announce: break
      case .transition(let transition):
        record.note(transition, at: now)
        news.post(.transition(transition))
      case .rivalHeard(let instance, let address):
        news.post(.rivalHeard(instance: instance, address))
      case .priorityChanged(let instance, let priority):
        news.post(.priorityChanged(instance: instance, priority))
      case .notice(let instance, let notice):
        news.post(.notice(instance: instance, notice))
      case .strayHeard(let stray): news.post(.said(.notice, "\(stray)"))
      case .drainEnded(let outcome): news.post(.drainEnded(outcome))
      }
    }
  }
}
