/// Which of the kernel's settings directord has changed, and what they were before.
///
/// It is kept in a file that outlives the daemon and is written before the kernel is: after a
/// `kill -9` at any moment the next run knows which values are directord's and which the machine's own.
package struct SettingsLedger: Hashable, Sendable {
  package struct Entry: Hashable, Sendable {
    /// What stood before the first change.
    package var before: Int32
    /// What directord has written, or was about to write: the last one last.
    package var ours: [Int32]
  }

  package private(set) var entries: [KernelSetting: Entry] = [:]

  package init() {}

  /// A value to be written.
  package struct Write: Hashable, Sendable {
    package var setting: KernelSetting
    package var value: Int32
    /// What stands now.
    package var found: Int32
    /// It is put back to what was there before directord.
    package var isReturn: Bool
  }

  /// What makes the settings as they are wanted.
  package struct Plan: Hashable, Sendable {
    /// In the settings' order.
    package var writes: [Write] = []
    /// Wanted, and unknown to this kernel.
    package var missing: [KernelSetting] = []
  }

  /// Answers what is to be written, and enters it: from now on this says what must be in the file
  /// before the first write. What is no longer wanted is put back, unless somebody else has changed it
  /// since.
  package mutating func plan(
    to wanted: [KernelSetting: Int32], current: (KernelSetting) -> Int32?
  ) -> Plan {
    var plan = Plan()
    for setting in KernelSetting.allCases where wanted[setting] != nil || entries[setting] != nil {
      guard let found = current(setting) else {
        if wanted[setting] != nil { plan.missing.append(setting) }
        entries[setting] = nil
        continue
      }
      if let value = wanted[setting] {
        if let write = entering(setting, value, found) { plan.writes.append(write) }
      } else if let write = leaving(setting, found) {
        plan.writes.append(write)
      }
    }
    return plan
  }

  private mutating func entering(
    _ setting: KernelSetting, _ value: Int32, _ found: Int32
  ) -> Write? {
    if setting.isSame(found, value) {
      // What stood so before is not ours.
      if entries[setting] != nil { entries[setting]?.ours = [value] }
      return nil
    }
    let kept = entries[setting]
    // What stands stays ours until the write is done; what somebody else has set is not ours.
    let isOurs = kept?.ours.contains { setting.isSame($0, found) } ?? false
    entries[setting] = Entry(
      before: kept?.before ?? found, ours: (isOurs ? [found] : []) + [value])
    return Write(setting: setting, value: value, found: found, isReturn: false)
  }

  private mutating func leaving(_ setting: KernelSetting, _ found: Int32) -> Write? {
    guard let entry = entries[setting] else { return nil }
    guard entry.ours.contains(where: { setting.isSame($0, found) }),
      !setting.isSame(found, entry.before)
    else {
      entries[setting] = nil
      return nil
    }
    // It stays entered until it is done.
    return Write(setting: setting, value: entry.before, found: found, isReturn: true)
  }

  /// A write was obeyed, or not.
  package mutating func done(_ write: Write, isObeyed: Bool) {
    guard let entry = entries[write.setting] else { return }
    if write.isReturn {
      if isObeyed { entries[write.setting] = nil }
    } else if isObeyed {
      entries[write.setting]?.ours = [write.value]
    } else if entry.ours.count > 1 {
      entries[write.setting]?.ours = Array(entry.ours.prefix(1))
    } else {
      entries[write.setting] = nil
    }
  }
}

extension SettingsLedger {
  /// What an earlier run has left in its file: `boot` and the running boot's identifier, then a line
  /// for each setting (`drop_entry 0 3`: before, and ours). Lines that are none are left out. Of
  /// another boot nothing stands any more; what has neither of our values now is somebody else's.
  package init(
    text: some StringProtocol, boot: String, current: (KernelSetting) -> Int32?
  ) {
    var isOfThisBoot = false
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2, words[0] == "boot" { isOfThisBoot = words[1] == boot }
      guard isOfThisBoot, (3...4).contains(words.count),
        let setting = KernelSetting(rawValue: String(words[0])), let before = Int32(words[1])
      else { continue }
      let ours = words.dropFirst(2).compactMap { Int32($0) }
      guard let found = current(setting), ours.contains(where: { setting.isSame($0, found) })
      else { continue }
      entries[setting] = Entry(before: before, ours: ours)
    }
  }

  /// The file's text.
  package func text(boot: String) -> String {
    let lines = KernelSetting.allCases.compactMap { setting in
      entries[setting].map { entry in
        ([setting.rawValue, "\(entry.before)"] + entry.ours.map { "\($0)" })
          .joined(separator: " ")
      }
    }
    let heading = "# The kernel's settings that directord has changed: before, and after."
    return ([heading, "boot \(boot)"] + lines).joined(separator: "\n") + "\n"
  }
}
