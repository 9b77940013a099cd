import IPVS
import Network
import System

/// The services that are ours, as a file that outlives the daemon: what an earlier run has left in
/// the kernel is known for ours, and anything else for somebody else's.
struct OwnedServices {
  private let file: SmallFile
  private var written: Set<ServiceKey>?
  /// Which of the sets that were to be written is dealt with.
  private(set) var revision: UInt64?

  init(directory: String) { file = SmallFile(path: directory + "/services") }

  /// What an earlier run wrote; lines that are none are left out.
  mutating func read() throws(SystemError) -> Set<ServiceKey> {
    let text = String(decoding: try file.contents(), as: UTF8.self)
    let keys = Set(text.split(separator: "\n").compactMap { ServiceKey(line: $0) })
    written = keys
    return keys
  }

  /// Writes them if they are others than before.
  mutating func write(_ keys: Set<ServiceKey>, revision: UInt64) throws(SystemError) {
    self.revision = revision
    guard keys != written else { return }
    let lines = keys.sorted().map(\.line)
    let heading = "# The IPVS services that directord looks after; written by directord."
    try file.replace(with: Array((([heading] + lines).joined(separator: "\n") + "\n").utf8))
    written = keys
  }
}

extension ServiceKey {
  /// `tcp 192.0.2.1 80`, `fwmark 5 ipv4`
  var line: String {
    switch self {
    case .endpoint(let transport, let endpoint):
      "\(transport) \(endpoint.address) \(endpoint.port)"
    case .firewallMark(let mark, let family): "fwmark \(mark) \(family)"
    }
  }

  init?(line: some StringProtocol) {
    let words = line.split(separator: " ")
    guard words.count == 3 else { return nil }
    if words[0] == "fwmark" {
      guard let mark = UInt32(words[1]), mark > 0,
        let family = Family.allCases.first(where: { "\($0)" == words[2] })
      else { return nil }
      self = .firewallMark(mark, family)
    } else {
      guard let transport = TransportProtocol.allCases.first(where: { "\($0)" == words[0] }),
        let address = Address(words[1]), let port = UInt16(words[2])
      else { return nil }
      self = .endpoint(transport, Endpoint(address, port: port))
    }
  }
}
