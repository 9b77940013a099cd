import Glibc

/// A system call that failed.
package struct SystemError: Error, Hashable, CustomStringConvertible {
  /// The call's name, with what it was about if that helps: `bind 192.0.2.1:80`.
  package let call: String
  /// errno, positive.
  package let number: CInt

  package init(_ call: String, _ number: CInt = errno) {
    self.call = call
    self.number = number
  }

  /// There is no such file.
  package var isMissing: Bool { number == ENOENT }

  /// `connect 10.0.0.2:80: Connection refused`
  package var description: String { "\(call): \(String(cString: strerror(number)))" }
}
