import CLinux
import Glibc

/// What a program writes, by a pipe: all of it is read, so that the program is never held up, and the
/// beginning is kept.
final class ProgramOutput {
  enum State {
    case open
    case closed
  }

  private static let limit = 1024

  /// Readable while there is something.
  let descriptor: Descriptor
  private(set) var beginning: [UInt8] = []
  /// The program's end, until it has it.
  private var writing: Descriptor?

  init() throws(SystemError) {
    var ends: [CInt] = [-1, -1]
    guard clinux_pipe(&ends) == 0 else { throw SystemError("pipe2") }
    descriptor = Descriptor(owning: ends[0])
    writing = Descriptor(owning: ends[1])
    // A program expects that a full pipe makes it wait. (Ours does not.)
    guard fcntl(ends[1], F_SETFL, 0) == 0 else { throw SystemError("fcntl") }
  }

  /// Starts the program with its end; -1 where that is gone.
  func lend(_ start: (CInt) -> pid_t) -> pid_t {
    defer { writing = nil }
    return start(writing?.number ?? -1)
  }

  /// Takes what is there, of one that writes without end a part.
  @discardableResult
  func hear() -> State {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    for _ in 0..<4 {
      let count = read(descriptor.number, &buffer, buffer.count)
      guard count > 0 else { return count == 0 ? .closed : .open }
      beginning += buffer.prefix(min(count, Self.limit - beginning.count))
    }
    return .open
  }
}
