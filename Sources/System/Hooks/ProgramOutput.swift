import CLinux
import Glibc
import Network

/// What a program writes, by a pipe: all of it is read, so that the program is never held up. The
/// beginning is kept, and lines are cut out of it for the log.
final class ProgramOutput {
  private static let limit = 1024

  /// Readable while there is something.
  let descriptor: Descriptor
  private(set) var beginning: [UInt8] = []
  private(set) var isClosed = false
  private var lines = OutputLines()
  /// The program's end, until it has it.
  private var writing: Descriptor?

  /// `owner` may open the program's end by its name too (`/dev/stderr`).
  init(owner: Credentials?) throws(SystemError) {
    var ends: [CInt] = [-1, -1]
    guard clinux_pipe(&ends) == 0 else { throw SystemError("pipe2") }
    descriptor = Descriptor(owning: ends[0])
    writing = Descriptor(owning: ends[1])
    // A program expects that a full pipe makes it wait. (Ours does not.)
    guard fcntl(ends[1], F_SETFL, 0) == 0 else { throw SystemError("fcntl") }
    if let owner { _ = fchown(ends[1], owner.user, owner.group) }
  }

  /// Starts the program with its end; -1 if that is gone.
  func lend(_ start: (CInt) -> pid_t) -> pid_t {
    defer { writing = nil }
    return start(writing?.number ?? -1)
  }

  /// Takes what is there, of a program that writes without end a part; the lines that are complete.
  func hear(at now: Instant) -> [String] {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var heard: [String] = []
    for _ in 0..<4 {
      let count = read(descriptor.number, &buffer, buffer.count)
      guard count > 0 else {
        if count == 0 { isClosed = true }
        break
      }
      beginning += buffer.prefix(min(count, Self.limit - beginning.count))
      heard += lines.take(buffer.prefix(count), at: now)
    }
    return heard
  }

  /// What is left once the program has ended.
  func end(at now: Instant) -> [String] { hear(at: now) + lines.end(at: now) }
}
