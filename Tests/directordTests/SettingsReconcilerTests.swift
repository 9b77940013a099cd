import Glibc
import IPVS
import Service
import System
import Testing

@testable import directord

/// A kernel that has some settings.
private final class Settings: SettingsEdge {
  var values: [KernelSetting: Int32] = [.dropEntry: 0, .memoryThreshold: 1024]
  var isReadOnly = false

  func value(of setting: KernelSetting) -> Int32? { values[setting] }

  func set(_ setting: KernelSetting, to value: Int32) -> SystemError? {
    if isReadOnly { return SystemError("\(setting)", EROFS) }
    values[setting] = value
    return nil
  }
}

struct SettingsReconcilerTests {
  private let directory: String

  init() {
    var template = Array("/tmp/settings-XXXXXX".utf8CString)
    let made = mkdtemp(&template)
    directory = made.map { String(cString: $0) } ?? "/tmp"
  }

  private func reconciler(_ settings: Settings, boot: String = "a") throws -> SettingsReconciler {
    SettingsReconciler(
      settings, directory: directory, boot: boot,
      journal: Journal(try Log(to: -1, style: .journal), least: .error))
  }

  @Test func aKilledRunsSettingsAreStillKnownForOurs() throws {
    let settings = Settings()
    try reconciler(settings).makeTrue([.dropEntry: 3])
    #expect(settings.values[.dropEntry] == 3)
    // The next run asks for the same, and then for nothing.
    let next = try reconciler(settings)
    next.makeTrue([.dropEntry: 3])
    next.makeTrue([:])
    #expect(settings.values[.dropEntry] == 0)
  }

  @Test func aRunThatAsksForNothingPutsBackWhatAKilledOneLeft() throws {
    let settings = Settings()
    try reconciler(settings).makeTrue([.memoryThreshold: 4096])
    try reconciler(settings).makeTrue([:])
    #expect(settings.values[.memoryThreshold] == 1024)
  }

  @Test func nobodyWhoAsksForNothingGetsAFile() throws {
    try reconciler(Settings()).makeTrue([:])
    #expect(access(directory + "/settings", F_OK) != 0)
  }

  @Test func whatTheKernelRefusesStaysAsItIs() throws {
    let settings = Settings()
    settings.isReadOnly = true
    let one = try reconciler(settings)
    one.makeTrue([.dropEntry: 3])
    settings.isReadOnly = false
    one.makeTrue([:])
    #expect(settings.values == Settings().values)
  }
}
