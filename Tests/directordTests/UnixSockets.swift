import Foundation
import System

private func withAddress<Result>(
  _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
) -> Result {
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
  return withUnsafePointer(to: address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
    }
  }
}

/// One who writes to a Unix socket whatever he likes.
final class UnixClient {
  private let descriptor: Int32

  init(_ path: String) throws {
    let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    descriptor = number
    guard withAddress(path, { connect(number, $0, $1) }) == 0 else { throw SystemError("connect") }
  }

  deinit { close(descriptor) }

  func send(_ bytes: [UInt8]) {
    _ = Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }
}

/// The service manager's end of the notify socket.
final class NotifyListener {
  let path: String
  private let descriptor: Int32

  init(_ path: String) throws {
    self.path = path
    let number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    descriptor = number
    guard withAddress(path, { bind(number, $0, $1) }) == 0 else { throw SystemError("bind") }
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
  }

  deinit { close(descriptor) }

  /// False if no message with these words comes within 20 s of silence.
  func waits(for words: String) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 {
      if String(decoding: buffer.prefix(count), as: UTF8.self).contains(words) { return true }
    }
    return false
  }
}
