import CLinux
import Glibc
import Network

/// What makes a thread be on time: of the calling thread, except if the process is named.
package enum RealTime: Hashable, Sendable {
  /// SCHED_RR, 1…99; children do not inherit it (`vrrp_rt_priority`).
  case roundRobin(priority: Int)
  /// -20…19, if nothing better is permitted (`vrrp_priority`).
  case nice(Int)
  /// Processors by number (`vrrp_cpu_affinity`).
  case processors([UInt32])
  /// The process's memory is not swapped out, and this thread's stack is in it (`vrrp_no_swap`).
  case lockedMemory
  /// The process gets SIGXCPU when one of its real-time threads has run longer without sleeping
  /// (`vrrp_rlimit_rttime`), and a line says it; it is not ended.
  case runTime(Duration)

  /// Takes it into effect.
  package func apply() throws(RealTimeError) {
    guard answer() == 0 else {
      let number = errno
      throw number == EPERM || number == ENOMEM || number == EACCES
        ? .notPermitted(self) : .refused(self, SystemError(name, number))
    }
    if self == .lockedMemory { clinux_touch_stack(256 * 1024) }
  }

  private func answer() -> CInt {
    switch self {
    case .roundRobin(let priority): return clinux_round_robin(CInt(clamping: priority))
    case .nice(let value): return clinux_nice(CInt(clamping: value))
    case .processors(let numbers): return clinux_processors(numbers, numbers.count)
    case .lockedMemory: return clinux_lock_memory()
    case .runTime(let duration):
      return clinux_run_time(UInt(clamping: max(0, duration.nanoseconds) / 1000))
    }
  }

  fileprivate var name: String {
    switch self {
    case .roundRobin(let priority): "real-time priority \(priority)"
    case .nice(let value): "niceness \(value)"
    case .processors(let numbers): "processors \(numbers)"
    case .lockedMemory: "locked memory"
    case .runTime: "limit of real-time run time"
    }
  }

  /// The capability, or the unit's setting, that permits it.
  fileprivate var permission: String {
    switch self {
    case .roundRobin: "CAP_SYS_NICE, or LimitRTPRIO= in the unit"
    case .nice: "CAP_SYS_NICE, or LimitNICE= in the unit"
    case .processors: "a cpuset with these processors"
    case .lockedMemory: "CAP_IPC_LOCK, or LimitMEMLOCK=infinity in the unit"
    case .runTime: "CAP_SYS_RESOURCE, or LimitRTTIME= in the unit"
    }
  }
}

/// Why a thread is not as punctual as asked for. The daemon goes on without.
package enum RealTimeError: Error, Hashable, Sendable, CustomStringConvertible {
  case notPermitted(RealTime)
  case refused(RealTime, SystemError)

  package var description: String {
    switch self {
    case .notPermitted(let wanted):
      "\(wanted.name) is not permitted; advertisements may be late under load; it needs "
        + wanted.permission
    case .refused(_, let error): "\(error); advertisements may be late under load"
    }
  }
}

/// The thread that calls.
package enum ThisThread {
  /// How often it has slept.
  package static var voluntarySwitches: Int { clinux_voluntary_switches() }

  /// Sleeps for a part of a second.
  package static func sleep(_ duration: Duration) {
    usleep(UInt32(clamping: duration.nanoseconds / 1000))
  }

  /// How long a real-time thread of this process may run without a sleep; nil: without end.
  package static var longestRun: Duration? {
    let microseconds = clinux_run_time_bound()
    return microseconds == 0 ? nil : .microseconds(Int64(clamping: microseconds))
  }
}
