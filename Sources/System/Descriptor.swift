import Glibc

/// A file descriptor and its one owner: it is closed when the owner is gone.
package struct Descriptor: ~Copyable, Sendable {
  /// 0 or more.
  package let number: CInt

  /// Takes over an open descriptor.
  package init(owning number: CInt) { self.number = number }

  /// Takes over what `call` answered; throws what it left in errno.
  package init(_ call: @autoclosure () -> String, _ number: CInt) throws(SystemError) {
    guard number >= 0 else { throw SystemError(call(), errno) }
    self.number = number
  }

  deinit { close(number) }

  /// Hands the open descriptor to another owner.
  package consuming func released() -> CInt {
    let number = self.number
    discard self
    return number
  }
}

/// Descriptors from this number on are not for probes: control, reload, hooks and the log need some
/// though thousands of probes are in flight. The kernel hands out the lowest number that is free, so a
/// socket's number tells how many are open.
let firstReservedDescriptor: CInt = {
  let limit = ThisProcess.descriptorLimit
  return CInt(clamping: limit - min(64, limit / 4))
}()

/// Raises this process's bound on open descriptors as far as it may go, and answers the bound.
///
/// A probe in flight is a socket: ten thousand of them want more than the usual 1024.
@discardableResult
package func raiseDescriptorLimit(to wanted: UInt = 1_048_576) -> UInt {
  var limit = rlimit()
  let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  guard getrlimit(resource, &limit) == 0 else { return 0 }
  var raised = rlimit(rlim_cur: max(limit.rlim_cur, wanted), rlim_max: max(limit.rlim_max, wanted))
  if setrlimit(resource, &raised) == 0 { return raised.rlim_cur }
  raised = rlimit(rlim_cur: limit.rlim_max, rlim_max: limit.rlim_max)
  return setrlimit(resource, &raised) == 0 ? raised.rlim_cur : limit.rlim_cur
}
