import Configuration
import IPVS
import Service
import System

extension TableKeeping {
  /// `lvs_flush`: removes what is not to be served.
  func removeOthers(than keys: Set<ServiceKey>) throws(TableError) {
    let others = try table.observe { _ in false }.table.services.keys.filter { !keys.contains($0) }
    guard !others.isEmpty else { return }
    let refusals = try table.apply(others.sorted().map { .deleteService($0) })
    journal.write(
      .notice, "lvs_flush: \(counted(others.count - refusals.count, "service")) of others removed")
  }

  /// `lvs_flush_on_stop`
  func flush() {
    do throws(TableError) {
      _ = try table.apply([.flush])
      _ = reconciler.looked(at: reconciler.believed.services.keys, Table())
    } catch {
      journal.write(.error, "the table could not be flushed: \(error)")
    }
  }

  /// `lvs_timeouts`: what is 0 is left as the kernel had it at start.
  func setTimeouts(_ wanted: GlobalDefinitions.Timeouts) {
    guard wanted != timeouts else { return }
    do throws(TableError) {
      // `try a ?? b()` would throw any error at all.
      if standardTimeouts == nil { standardTimeouts = try table.timeouts() }
      let standard = standardTimeouts ?? Timeouts()
      send(
        Timeouts(
          tcp: wanted.tcp == 0 ? standard.tcp : wanted.tcp,
          tcpFin: wanted.tcpFin == 0 ? standard.tcpFin : wanted.tcpFin,
          udp: wanted.udp == 0 ? standard.udp : wanted.udp))
      timeouts = wanted
    } catch {
      journal.write(.error, "lvs_timeouts could not be set: \(error)")
    }
  }

  func restoreTimeouts() { setTimeouts(GlobalDefinitions.Timeouts()) }

  private func send(_ timeouts: Timeouts) {
    do throws(TableError) {
      for refusal in try table.apply([.setTimeouts(timeouts)]) {
        journal.write(.error, "lvs_timeouts: the kernel refused them: \(refusal.reason)")
      }
      for note in table.takeNotes() { journal.write(.info, note) }
    } catch {
      journal.write(.error, "lvs_timeouts could not be set: \(error)")
    }
  }
}
