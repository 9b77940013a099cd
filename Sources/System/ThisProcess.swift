import CLinux
import Glibc
package import Network

/// This process, as far as its programs ask.
package enum ThisProcess {
  package static var identifier: Int32 { getpid() }

  package static var isRoot: Bool { geteuid() == 0 }

  package static var user: UInt32 { geteuid() }

  /// Seconds since 1970.
  package static var wallClock: Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// `2026-11-25 17:04:05 +0100`, local time.
  package static var timeOfDay: String { formatted("%Y-%m-%d %H:%M:%S %z") }

  /// The date as a message of RFC 5322 has it.
  static var messageDate: String { formatted("%a, %d %b %Y %H:%M:%S %z") }

  private static func formatted(_ format: String) -> String {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    var buffer = [CChar](repeating: 0, count: 64)
    let count = strftime(&buffer, buffer.count, format, &parts)
    return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  package static var hostName: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
    let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The soft limit of open descriptors; 0 where it cannot be told.
  package static var descriptorLimit: UInt {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    return getrlimit(resource, &limit) == 0 ? limit.rlim_cur : 0
  }

  package static func end(_ code: Int32) -> Never { exit(code) }

  package static func say(_ text: String, isError: Bool = false) {
    let bytes = Array((text + "\n").utf8)
    _ = write(isError ? STDERR_FILENO : STDOUT_FILENO, bytes, bytes.count)
  }
}

/// Tells the wall clock's time of a moment on the monotonic clock, and the same one each time it is
/// asked, until somebody sets the wall clock.
package struct Calendar: Sendable {
  /// What is taken for a clock that was set, in seconds.
  private static let step = 0.25
  private var offset: Double

  package init() { offset = Self.measured() }

  /// Seconds since 1970, to the millisecond.
  package mutating func seconds(of moment: Instant) -> Double {
    let offset = Self.measured()
    if abs(offset - self.offset) > Self.step { self.offset = offset }
    return ((self.offset + Double(moment.nanoseconds) / 1e9) * 1000).rounded() / 1000
  }

  private static func measured() -> Double {
    ThisProcess.wallClock - Double(MonotonicClock.now.nanoseconds) / 1e9
  }
}

/// The signals that end, reload and drain a daemon.
package enum SignalNumber {
  package static let hangup = SIGHUP
  package static let terminate = SIGTERM
  package static let interrupt = SIGINT
  package static let drain = SIGUSR1
  package static let undrain = SIGUSR2
}

/// A small file that is always whole: read at once, replaced at once.
package struct SmallFile: Sendable {
  package let path: String

  package init(path: String) { self.path = path }

  /// Its bytes; none where there is no such file. More than 64 MiB are refused (`EFBIG`).
  package func contents() throws(SystemError) -> [UInt8] {
    let number = open(path, O_RDONLY | O_CLOEXEC)
    if number < 0, errno == ENOENT { return [] }
    let file = try Descriptor("open \(path)", number)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(file.number, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemError("read \(path)") }
      guard count > 0 else { return bytes }
      bytes += buffer.prefix(count)
      guard bytes.count <= 64 << 20 else { throw SystemError("read \(path)", EFBIG) }
    }
  }

  /// Puts other bytes in its place: whoever reads it finds the old ones or the new ones, whole.
  package func replace(with bytes: [UInt8]) throws(SystemError) {
    let temporary = path + ".new"
    do {
      let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
      let file = try Descriptor("open \(temporary)", open(temporary, flags, 0o600))
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(file.number, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw SystemError("write \(temporary)") }
        rest = rest.dropFirst(count)
      }
    }
    guard rename(temporary, path) == 0 else { throw SystemError("rename \(path)") }
  }
}
