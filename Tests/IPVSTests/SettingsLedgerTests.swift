import IPVS
import Network
import Testing

/// A kernel's settings in memory.
private struct Kernel {
  var values: [KernelSetting: Int32] = [.dropEntry: 0, .dropPacket: 0, .memoryThreshold: 1024]
  /// Refuses every write.
  var isReadOnly = false

  /// Makes it so, as the daemon does; answers what stood in the file before the first write.
  mutating func makeTrue(
    _ wanted: [KernelSetting: Int32], _ ledger: inout SettingsLedger
  ) -> (file: String, plan: SettingsLedger.Plan) {
    let kernel = self
    let plan = ledger.plan(to: wanted) { kernel.values[$0] }
    let file = ledger.text(boot: "a")
    for write in plan.writes {
      if !isReadOnly { values[write.setting] = write.value }
      ledger.done(write, isObeyed: !isReadOnly)
    }
    return (file, plan)
  }

  func ledger(_ text: String, boot: String = "a") -> SettingsLedger {
    SettingsLedger(text: text, boot: boot) { values[$0] }
  }
}

struct SettingsLedgerTests {
  @Test func whatIsSetIsPutBack() {
    var kernel = Kernel()
    var ledger = SettingsLedger()
    _ = kernel.makeTrue([.dropEntry: 3, .memoryThreshold: 4096], &ledger)
    #expect(kernel.values == [.dropEntry: 3, .dropPacket: 0, .memoryThreshold: 4096])
    _ = kernel.makeTrue([.memoryThreshold: 4096], &ledger)
    #expect(kernel.values == [.dropEntry: 0, .dropPacket: 0, .memoryThreshold: 4096])
    _ = kernel.makeTrue([:], &ledger)
    #expect(kernel.values == Kernel().values)
    #expect(ledger.entries.isEmpty)
  }

  @Test func whatStoodSoBeforeIsTheMachinesOwn() {
    var kernel = Kernel()
    kernel.values[.dropEntry] = 3
    var ledger = SettingsLedger()
    #expect(kernel.makeTrue([.dropEntry: 3], &ledger).plan.writes.isEmpty)
    _ = kernel.makeTrue([:], &ledger)
    #expect(kernel.values[.dropEntry] == 3)
  }

  @Test func whatTheKernelMakesOfAnAutomaticModeIsStillOurs() {
    var kernel = Kernel()
    var ledger = SettingsLedger()
    _ = kernel.makeTrue([.dropEntry: 1], &ledger)
    kernel.values[.dropEntry] = 2
    #expect(kernel.makeTrue([.dropEntry: 1], &ledger).plan.writes.isEmpty)
    _ = kernel.makeTrue([:], &ledger)
    #expect(kernel.values[.dropEntry] == 0)
  }

  @Test func whatSomebodyElseSetSinceIsLeftAlone() {
    var kernel = Kernel()
    var ledger = SettingsLedger()
    _ = kernel.makeTrue([.memoryThreshold: 4096], &ledger)
    kernel.values[.memoryThreshold] = 77
    _ = kernel.makeTrue([:], &ledger)
    #expect(kernel.values[.memoryThreshold] == 77)
  }

  @Test func aSettingThatTheKernelLacksIsNamed() {
    var kernel = Kernel()
    var ledger = SettingsLedger()
    #expect(kernel.makeTrue([.sloppySCTP: 1], &ledger).plan.missing == [.sloppySCTP])
    #expect(ledger.entries.isEmpty)
  }

  @Test func whatIsRefusedIsNotOurs() {
    var kernel = Kernel()
    kernel.isReadOnly = true
    var ledger = SettingsLedger()
    #expect(kernel.makeTrue([.dropEntry: 3], &ledger).plan.writes.count == 1)
    #expect(ledger.entries.isEmpty)
  }

  /// The daemon is killed somewhere, and another one reads the file: at the end the machine has its
  /// own values again, whatever was done by then.
  @Test(arguments: UInt64(1)...500)
  func aKillAtAnyMomentLosesNoValueOfTheMachines(seed: UInt64) {
    var random = Randomness(seed: seed)
    var kernel = Kernel()
    kernel.values[.dropPacket] = Int32.random(in: 0...3, using: &random)
    let own = kernel.values
    var file = ""
    for _ in 0..<6 {
      var ledger = kernel.ledger(file)
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        var wanted: [KernelSetting: Int32] = [:]
        for setting in [KernelSetting.dropEntry, .dropPacket] where Bool.random(using: &random) {
          wanted[setting] = Int32.random(in: 0...3, using: &random)
        }
        let plan = ledger.plan(to: wanted) { kernel.values[$0] }
        file = ledger.text(boot: "a")
        // Killed before one of the writes, or before the file is written again.
        let survived = Int.random(in: 0...plan.writes.count, using: &random)
        for write in plan.writes.prefix(survived) {
          kernel.values[write.setting] = write.value
          ledger.done(write, isObeyed: true)
        }
        guard survived == plan.writes.count, Bool.random(using: &random) else { break }
        file = ledger.text(boot: "a")
      }
    }
    var ledger = kernel.ledger(file)
    _ = kernel.makeTrue([:], &ledger)
    for (setting, value) in own {
      let found = kernel.values[setting]
      let isMode = [1, 2].contains(value) && found.map { [1, 2].contains($0) } ?? false
      #expect(found == value || isMode, "\(setting)")
    }
  }

  @Test func ofAnotherBootNothingStands() {
    var kernel = Kernel()
    var ledger = SettingsLedger()
    let file = kernel.makeTrue([.dropEntry: 3], &ledger).file
    #expect(kernel.ledger(file).entries.count == 1)
    #expect(kernel.ledger(file, boot: "b").entries.isEmpty)
  }

  @Test func linesThatAreNoneAreLeftOut() {
    let text = "# x\nboot a\ndrop_entry\nnosuch 0 3\ndrop_entry x 0\ndrop_packet 1 0\n\u{0}\n"
    #expect(Set(Kernel().ledger(text).entries.keys) == [.dropPacket])
  }
}
