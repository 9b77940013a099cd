import CLinux
import Glibc
import Network

/// A program that is run for what it prints; never for what it changes.
struct BoundedProgram {
  var arguments: [String]
  /// How long it may take.
  var seconds = 5
  /// As much as is kept of what it prints; then it is ended.
  var limit = 16 << 20

  struct Output {
    var text: String
    /// 0…255; nil: it was ended by a signal, or before it had printed all.
    var code: CInt?
    /// It printed more than was kept, or took too long.
    var isCut: Bool
  }

  /// Runs it with no input, both outputs together, in a session of its own, which is killed at the end.
  func run() throws(SystemError) -> Output {
    guard let name = arguments.first, let path = programFile(name) else {
      throw SystemError(arguments.joined(separator: " "), ENOENT)
    }
    let call = arguments.joined(separator: " ")
    let input = try Descriptor("open /dev/null", open("/dev/null", O_RDONLY | O_CLOEXEC))
    let (output, failure) = (try pipe(), try pipe())
    let reading = Descriptor(owning: output.reading)
    let writing = Descriptor(owning: output.writing)
    let failing = Descriptor(owning: failure.reading)
    let failed = Descriptor(owning: failure.writing)
    let process = start(path, (input.number, writing.number, failed.number))
    _ = consume writing
    _ = consume failed
    guard process > 0 else { throw SystemError("fork for \(call)") }
    let deadline = MonotonicClock.now + .seconds(seconds)
    var (bytes, isCut) = gather(reading.number, until: deadline)
    // A program may close its output before it ends: its exit code is waited for.
    while !isCut, clinux_has_ended(process) == 0 {
      isCut = MonotonicClock.now > deadline
      usleep(500)
    }
    kill(-process, SIGKILL)
    if isCut { kill(process, SIGKILL) }
    var status: CInt = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    var number: CInt = 0
    let size = MemoryLayout<CInt>.size
    if read(failing.number, &number, size) == size { throw SystemError(call, number) }
    if bytes.count > limit {
      bytes.removeLast(bytes.count - limit)
      isCut = true
    }
    let text = String(decoding: bytes, as: UTF8.self)
    let hasExited = !isCut && status & 0x7f == 0
    return Output(text: text, code: hasExited ? (status >> 8) & 0xff : nil, isCut: isCut)
  }

  private func pipe() throws(SystemError) -> (reading: CInt, writing: CInt) {
    var ends: [CInt] = [-1, -1]
    guard clinux_pipe(&ends) == 0 else { throw SystemError("pipe2") }
    return (ends[0], ends[1])
  }

  private func start(
    _ path: String, _ ends: (input: CInt, output: CInt, failure: CInt)
  ) -> pid_t {
    var program = clinux_program()
    program.input = ends.input
    program.output = ends.output
    program.failure = ends.failure
    let environment = ["PATH=\(searchPath.joined(separator: ":"))", "LC_ALL=C"]
    return withCStrings(arguments) { arguments in
      withCStrings(["/bin/sh", path]) { shell in
        withCStrings(environment) { environment in
          path.withCString { path in
            program.path = path
            program.arguments = arguments
            program.shell_arguments = shell
            program.environment = environment
            return clinux_start(&program)
          }
        }
      }
    }
  }

  /// What comes until the other end is closed, more than `limit` has come or the time is over.
  private func gather(
    _ descriptor: CInt, until end: Instant
  ) -> (bytes: [UInt8], isCut: Bool) {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= limit {
      let count = read(descriptor, &buffer, buffer.count)
      if count > 0 {
        bytes += buffer.prefix(count)
        continue
      }
      if count == 0 { return (bytes, false) }
      if errno == EINTR { continue }
      guard errno == EAGAIN else { return (bytes, true) }
      let rest = end - MonotonicClock.now
      guard rest > .zero else { return (bytes, true) }
      let milliseconds = min(rest.components.seconds * 1000 + 1, 1000)
      var place = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      poll(&place, 1, CInt(milliseconds))
    }
    return (bytes, true)
  }
}
