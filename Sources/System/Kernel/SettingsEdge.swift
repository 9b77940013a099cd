import Glibc
package import IPVS

/// The settings of the kernel's IPVS, or of one in memory.
package protocol SettingsEdge: AnyObject {
  /// nil: this kernel has no such setting, or does not let us read it.
  func value(of setting: KernelSetting) -> Int32?

  /// nil: it is set.
  func set(_ setting: KernelSetting, to value: Int32) -> SystemError?
}

/// /proc/sys/net/ipv4/vs of the network namespace whose table it is.
package final class KernelSettings: SettingsEdge {
  private let namespace: (() throws(SystemError) -> NetworkNamespace)?

  /// - Parameter namespace: opens the namespace; nil: the calling thread's own.
  package init(in namespace: (() throws(SystemError) -> NetworkNamespace)? = nil) {
    self.namespace = namespace
  }

  package func value(of setting: KernelSetting) -> Int32? {
    try? visiting { () throws(SystemError) in
      let file = try Descriptor("\(setting)", open(path(setting), O_RDONLY | O_CLOEXEC))
      var text = [UInt8](repeating: 0, count: 32)
      let count = read(file.number, &text, text.count)
      guard count > 0 else { throw SystemError("\(setting)") }
      let digits = text.prefix { $0 == 45 || (48...57).contains($0) }
      guard let value = Int32(String(decoding: digits, as: UTF8.self)) else {
        throw SystemError("\(setting)", EINVAL)
      }
      return value
    }
  }

  package func set(_ setting: KernelSetting, to value: Int32) -> SystemError? {
    do throws(SystemError) {
      try visiting { () throws(SystemError) in
        let file = try Descriptor("\(setting)", open(path(setting), O_WRONLY | O_CLOEXEC))
        let text = Array("\(value)\n".utf8)
        guard write(file.number, text, text.count) == text.count else {
          throw SystemError("\(setting)")
        }
      }
      return nil
    } catch {
      return error
    }
  }

  private func path(_ setting: KernelSetting) -> String {
    "/proc/sys/net/ipv4/vs/\(setting.rawValue)"
  }

  private func visiting<Value>(
    _ body: () throws(SystemError) -> Value
  ) throws(SystemError) -> Value {
    guard let namespace else { return try body() }
    return try namespace().visit(body, otherwise: { $0 })
  }
}

/// Leaves the kernel's settings alone, and answers as if they were set.
package final class ShadowSettings: SettingsEdge {
  private let kernel = KernelSettings()
  private var changed: [KernelSetting: Int32] = [:]

  package init() {}

  package func value(of setting: KernelSetting) -> Int32? {
    changed[setting] ?? kernel.value(of: setting)
  }

  package func set(_ setting: KernelSetting, to value: Int32) -> SystemError? {
    changed[setting] = value
    return nil
  }
}
