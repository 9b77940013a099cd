import CLinux
import Glibc

/// Offloads of an interface by ethtool's names (linux/ethtool.h, the commands of one value).
struct LinkFeatures {
  private let descriptor: CInt

  init() {
    descriptor = socket(AF_INET, CInt(CLINUX_DATAGRAM), 0)
  }

  /// What each command tells, and which bit of the answer; 0: any.
  private static let commands: [(name: String, number: UInt32, bit: UInt32)] = [
    ("rx-checksumming", 0x14, 0), ("tx-checksumming", 0x16, 0),
    ("tcp-segmentation-offload", 0x1e, 0), ("generic-segmentation-offload", 0x23, 0),
    ("generic-receive-offload", 0x2b, 0), ("large-receive-offload", 0x25, 1 << 15),
  ]

  /// nil: the interface tells none.
  func values(of interface: String) -> [String: Bool]? {
    guard descriptor >= 0 else { return nil }
    var values: [String: Bool] = [:]
    for command in Self.commands {
      if let answer = ask(command.number, interface) {
        values[command.name] = command.bit == 0 ? answer != 0 : answer & command.bit != 0
      }
    }
    return values.isEmpty ? nil : values
  }

  private func ask(_ command: UInt32, _ interface: String) -> UInt32? {
    // struct ethtool_value
    var value: (command: UInt32, data: UInt32) = (command, 0)
    var request = ifreq()
    withUnsafeMutableBytes(of: &request.ifr_ifrn.ifrn_name) { place in
      place.copyBytes(from: interface.utf8.prefix(place.count - 1))
    }
    let answer = withUnsafeMutableBytes(of: &value) { bytes -> CInt in
      withUnsafeMutableBytes(of: &request.ifr_ifru) { place in
        var address = UInt(bitPattern: bytes.baseAddress)
        withUnsafeBytes(of: &address) { place.copyMemory(from: $0) }
      }
      // SIOCETHTOOL
      return ioctl(descriptor, 0x8946, &request)
    }
    return answer == 0 ? value.data : nil
  }

  func end() { if descriptor >= 0 { close(descriptor) } }
}
