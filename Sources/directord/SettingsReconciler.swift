import IPVS
import Service
import System

/// Sets what the file's `ipvs` block asks for, and puts back what stood before.
final class SettingsReconciler {
  private let edge: any SettingsEdge
  private let journal: Journal
  /// nil: nothing outlives this run.
  private let file: SmallFile?
  /// The running boot's identifier.
  private let boot: String
  private var ledger = SettingsLedger()
  private var written = ""
  private var isRead = false
  /// Under `--shadow` nothing is set.
  private let isShadow: Bool

  init(
    _ edge: any SettingsEdge, directory: String?, boot: String, isShadow: Bool = false,
    journal: Journal
  ) {
    self.edge = edge
    self.isShadow = isShadow
    self.boot = boot
    self.journal = journal
    file = directory.map { SmallFile(path: $0 + "/settings") }
  }

  /// From now on these are set, and no others are ours.
  func makeTrue(_ wanted: [KernelSetting: Int32]) {
    if !isRead { readLedger() }
    let plan = ledger.plan(to: wanted, current: edge.value(of:))
    for setting in plan.missing {
      journal.write(.error, "ipvs: this kernel has no \(setting): it is not set")
    }
    // Before the kernel: whoever ends this process leaves no value whose origin nobody knows.
    keepLedger()
    for write in plan.writes { perform(write) }
    keepLedger()
  }

  private func perform(_ write: SettingsLedger.Write) {
    let error = edge.set(write.setting, to: write.value)
    ledger.done(write, isObeyed: error == nil)
    let verb = isShadow ? "would be " : ""
    if let error {
      journal.write(
        .error, "\(error): \(write.value) is not set; it stays \(write.found)")
    } else if write.isReturn {
      journal.write(.notice, "\(write.setting): \(verb)put back to \(write.value)")
    } else {
      journal.write(
        .notice, "\(write.setting): \(verb)set to \(write.value), was \(write.found)")
    }
  }

  private func readLedger() {
    isRead = true
    guard let file else { return }
    do throws(SystemError) {
      guard let bytes = try file.contents() else { return }
      written = String(decoding: bytes, as: UTF8.self)
      ledger = SettingsLedger(text: written, boot: boot, current: edge.value(of:))
    } catch {
      journal.write(
        .warning, "\(error): settings that an earlier run left are taken for the machine's own")
    }
  }

  private func keepLedger() {
    guard let file else { return }
    // Nobody who asks for nothing gets a file.
    guard !ledger.entries.isEmpty || !written.isEmpty else { return }
    let text = ledger.text(boot: boot)
    guard text != written else { return }
    do throws(SystemError) {
      try file.replace(with: Array(text.utf8))
      written = text
    } catch {
      journal.write(
        .warning, "\(error): settings that are changed now are not put back after a crash")
    }
  }
}
