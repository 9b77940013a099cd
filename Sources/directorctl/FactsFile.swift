import Control
import Doctor
import Glibc
import System

/// Documents of other machines.
enum FactsFile {
  /// So many documents are read from one file at most.
  private static let most = 1000

  /// The documents in a file, one after the other; `-` is standard input.
  static func documents(_ name: String) throws -> [Facts] {
    let text = try contents(name)
    let pieces = FactsDocument.pieces(of: text)
    guard !pieces.isEmpty else {
      throw fault(facts: "\(shown(name)): there is no document in it")
    }
    guard pieces.count <= most else {
      throw fault(facts: "\(shown(name)): there are more than \(most) documents in it")
    }
    return try pieces.enumerated().map { place, piece in
      do throws(FactsDocument.Failure) {
        return try FactsDocument.facts(piece)
      } catch {
        let which = pieces.count > 1 ? ", document \(place + 1)" : ""
        throw fault(facts: "\(shown(name))\(which): \(error)")
      }
    }
  }

  private static func shown(_ name: String) -> String {
    name == "-" ? "standard input" : name
  }

  private static func contents(_ name: String) throws -> [UInt8] {
    let descriptor = name == "-" ? dup(STDIN_FILENO) : open(name, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw fault(facts: "cannot read \(shown(name)): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw fault(facts: "cannot read \(shown(name)): \(String(cString: strerror(errno)))")
      }
      if count == 0 { return bytes }
      bytes += buffer.prefix(count)
      guard bytes.count <= FactsDocument.longest * 4 else {
        throw fault(facts: "\(shown(name)) is longer than \(FactsDocument.longest * 4 >> 20) MiB")
      }
    }
  }
}
