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
    let text = String(decoding: try file.contents() ?? [], as: UTF8.self)
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
