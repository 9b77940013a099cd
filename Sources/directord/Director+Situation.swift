import Configuration
import Election
import Network
import Routing
import Service
import System

extension Director {
  /// Looks at this machine's addresses if a virtual server asks for one (`ha_suspend`).
  func followAddresses(_ configuration: DirectorConfiguration) {
    guard configuration.virtualServers.contains(where: { $0.suspends != nil }) else { return }
    guard addresses == nil else { return }
    do throws(SystemError) {
      let interfaces = try Interfaces()
      try poller.add(
        interfaces.descriptor, for: .readable, token: Source.addresses.rawValue)
      addresses = interfaces
    } catch {
      journal.write(.error, "ha_suspend: \(error): checks rest, since no address is known")
    }
  }

  /// What virtual servers ask of where this director stands.
  var situation: Situation {
    let masters = election.standings.values.compactMap { one -> String? in
      guard case .instance(let name) = one.object, one.isHolding else { return nil }
      return name
    }
    return Situation(
      masters: Set(masters), addresses: Set(addresses?.addresses.map(\.address) ?? []))
  }

  func hearAddresses(at now: Instant) {
    do throws(SystemError) {
      try addresses?.observe()
      _ = addresses?.takeTouched()
    } catch {
      journal.write(.error, "ha_suspend: \(error)")
    }
    move(at: now)
  }

  /// Tells the balancer, which may begin or cease to serve.
  func move(at now: Instant) { obey(balancer.handle(.moved(situation), at: now), at: now) }
}
