import CLinux
import Glibc
package import Network

/// This process, as far as its programs ask.
package enum ThisProcess {
  package static var identifier: Int32 { getpid() }

  /// What the program was started with, its own name first; also without /proc.
  package static var arguments: [String] {
    var count: CInt = 0
    let arguments = clinux_arguments(&count)
    return (0..<Int(count)).compactMap { place in
      (arguments?[place]).map { String(cString: $0) }
    }
  }

  package static var isRoot: Bool { geteuid() == 0 }

  package static var user: UInt32 { geteuid() }

  /// The time since 1970.
  package static var wallTime: Duration {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
  }

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

  /// The running boot's identifier; empty if the kernel does not tell it.
  package static var bootIdentifier: String {
    let bytes = (try? SmallFile(path: "/proc/sys/kernel/random/boot_id").contents()) ?? nil
    return String(decoding: bytes ?? [], as: UTF8.self).filter { !$0.isWhitespace }
  }

  package static var hostName: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
    let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The same file, whatever directory this process works in.
  package static func absolutePath(_ file: String) -> String {
    guard !file.hasPrefix("/"), let here = getcwd(nil, 0) else { return file }
    defer { free(here) }
    return String(cString: here) + "/" + file
  }

  /// The soft limit of open descriptors; 0 if it cannot be told.
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

  /// When so many seconds had passed since 1970.
  package mutating func moment(of seconds: Double) -> Instant {
    let now = MonotonicClock.now
    return now - .seconds(self.seconds(of: now) - seconds)
  }

  private static func measured() -> Double {
    ThisProcess.wallClock - Double(MonotonicClock.now.nanoseconds) / 1e9
  }
}

/// The signals that end, reload and drain a daemon, and the one that says that a real-time thread has
/// run for long (`RealTime.runTime`).
package enum SignalNumber {
  package static let hangup = SIGHUP
  package static let terminate = SIGTERM
  package static let interrupt = SIGINT
  package static let drain = SIGUSR1
  package static let undrain = SIGUSR2
  package static let runTimeOver = SIGXCPU
}
