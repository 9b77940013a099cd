import Doctor
import Glibc

extension FactsReader {
  /// Of more interfaces the settings are left out.
  private static let mostInterfaces = 1024

  func readSettings() {
    let interfaces = (facts.links ?? []).prefix(Self.mostInterfaces).map(\.name)
    var settings: [String: String] = [:]
    for name in SettingNames.single { settings[name] = value(name) }
    for interface in ["all", "default"] + interfaces {
      for (family, names) in SettingNames.ofInterfaces {
        for name in names {
          let full = "net.\(family).conf.\(interface).\(name)"
          settings[full] = value(full, interface: interface)
        }
      }
    }
    for folder in SettingNames.folders {
      let path = "/proc/sys/" + folder.map { $0 == "." ? "/" : "\($0)" }.joined()
      for name in ProcText.names(in: path) {
        settings["\(folder).\(name)"] = ProcText.line("\(path)/\(name)").map(Self.spaced)
      }
    }
    guard !settings.isEmpty else {
      return lacks(.settings, "no setting in /proc/sys/net could be read")
    }
    facts.settings = settings
    readBootSettings(Array(settings.keys))
  }

  private func value(_ name: String, interface: String? = nil) -> String? {
    SettingNames.path(of: name, interface: interface).flatMap(ProcText.line).map(Self.spaced)
  }

  /// `32768\t60999` as sysctl prints it.
  private static func spaced(_ value: String) -> String {
    String(value.map { $0 == "\t" ? " " : $0 })
  }

  private func readBootSettings(_ names: [String]) {
    let directories = BootSettings.directories.map { (path: $0, files: ProcText.names(in: $0)) }
    let files = BootSettings.order(directories) + [BootSettings.lastFile]
    // A directory that is missing is empty; a file that may not be read is told.
    var texts: [String] = []
    for file in files {
      do throws(SystemError) {
        texts.append(try ProcText.contents(file, limit: 1 << 20))
      } catch {
        if error.number != ENOENT { return lacks(.bootSettings, error) }
      }
    }
    facts.bootSettings = BootSettings.settings(texts, names: names)
  }
}
