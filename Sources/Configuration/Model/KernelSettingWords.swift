import IPVS

extension Interpretation {
  /// `ipvs`: settings under /proc/sys/net/ipv4/vs.
  mutating func readKernelSettings(_ node: Node) {
    for child in children(of: node) where meaning(of: child, in: .ipvs) == .acted {
      guard let setting = KernelSetting(rawValue: child.keyword) else { continue }
      if setting.isSwitch {
        if let isOn = boolean(child) { global.kernelSettings[setting] = isOn ? 1 : 0 }
      } else {
        let range = UInt32(setting.range.lowerBound)...UInt32(setting.range.upperBound)
        if let value = number(child, in: range, of: "a value of \(child.keyword)") {
          global.kernelSettings[setting] = Int32(clamping: value)
        }
      }
    }
  }
}
