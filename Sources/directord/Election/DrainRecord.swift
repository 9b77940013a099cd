import System

/// Whether an operator has drained this director, as a file that outlives the daemon.
struct DrainRecord {
  private let file: SmallFile

  init(directory: String) { file = SmallFile(path: directory + "/drained") }

  func read() throws(SystemError) -> Bool {
    String(decoding: try file.contents(), as: UTF8.self).hasPrefix("drained")
  }

  func write(_ isDrained: Bool) throws(SystemError) {
    let text = isDrained ? "drained" : "in service"
    try file.replace(with: Array("\(text)\n".utf8))
  }
}
