package import Doctor
package import Network

/// Asks the kernel why it drops packets (`--trace`). A part that this kernel does not have, or that may
/// not be used, is named; the other one works.
package final class KernelTrace {
  private let drops: DropTrace?
  private let filter: FilterTrace?
  private let missing: [String]
  private let began: Instant

  /// What it is about to write to the kernel, for the operator.
  package static let notice =
    "--trace writes to the kernel: a table of nf_tables and an instance of tracefs, both named "
    + "directord-doctor and both removed at the end"

  package init(of client: Address) {
    var missing: [String] = []
    var drops: DropTrace?
    var filter: FilterTrace?
    do {
      drops = try DropTrace()
    } catch {
      missing.append(Self.words(drops: error))
    }
    do {
      filter = try FilterTrace(of: client)
    } catch {
      missing.append(Self.words(filter: error))
    }
    (self.drops, self.filter, self.missing) = (drops, filter, missing)
    began = MonotonicClock.now
  }

  /// Readable while nf_tables has told something; nil: it is not asked.
  package var descriptor: CInt? { filter?.descriptor }

  /// Takes in what waits. It is to be called ten times a second at least.
  package func advance() {
    drops?.advance()
    filter?.advance()
  }

  /// Takes in the last events, and removes what was written to the kernel.
  package func end() {
    advance()
    drops?.end()
    filter?.end()
  }

  package var facts: TraceFacts {
    var facts = TraceFacts(seconds: (MonotonicClock.now - began).inSeconds)
    facts.drops = drops?.tally.facts
    facts.verdicts = filter?.tally.facts
    facts.packets = filter?.tally.packets
    let missed = (drops?.tally.missed ?? 0) + (filter?.missed ?? 0)
    facts.missed = missed > 0 ? missed : nil
    facts.missing = missing.isEmpty ? nil : missing
    return facts
  }

  private static func words(drops error: SystemError) -> String {
    let reason = "the kernel's reasons for drops (skb:kfree_skb) are missing: \(error)"
    return error.isMissing
      ? reason + "; mount -t tracefs tracefs /sys/kernel/tracing" : reason
  }

  private static func words(filter error: SystemError) -> String {
    "the way through nf_tables is missing: \(error)"
  }
}
