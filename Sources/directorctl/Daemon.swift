import Control
import Glibc

/// The daemon at the other end of its control socket.
struct Daemon {
  var path: String

  /// Asks, and waits for the answer for at most `seconds` of silence.
  func answer<Answer>(
    to query: Query<Answer>, within seconds: Int
  ) throws(DaemonError) -> Answer {
    try answer(to: query, in: try line(answering: query.request, within: seconds))
  }

  /// The answer as it comes, without its end.
  func line(answering request: Request, within seconds: Int) throws(DaemonError) -> [UInt8] {
    let descriptor = try connected(seconds)
    defer { close(descriptor) }
    try send(request.line, descriptor)
    return try receive(descriptor, seconds)
  }

  func answer<Answer>(
    to query: Query<Answer>, in line: [UInt8]
  ) throws(DaemonError) -> Answer {
    let response: Response
    do throws(ProtocolError) {
      response = try Response(line: line)
    } catch {
      throw .strange(path, error.description)
    }
    if case .failure(let reason) = response { throw .refused(reason) }
    guard let answer = query.answer(in: response) else {
      throw .strange(path, "its answer is to another request")
    }
    return answer
  }

  private func connected(_ seconds: Int) throws(DaemonError) -> CInt {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let name = Array(path.utf8)
    let capacity = MemoryLayout.size(ofValue: address.sun_path)
    guard name.count < capacity else { throw .unreachable(path, ENAMETOOLONG) }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    let kind = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_UNIX, kind, 0)
    guard descriptor >= 0 else { throw .unreachable(path, errno) }
    var patience = timeval(tv_sec: seconds, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    let result = withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else {
      let number = errno
      close(descriptor)
      throw .unreachable(path, number)
    }
    return descriptor
  }

  private func send(_ bytes: [UInt8], _ descriptor: CInt) throws(DaemonError) {
    // A request is far smaller than a socket's buffer.
    guard Glibc.send(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count else {
      throw .unreachable(path, errno)
    }
  }

  private func receive(_ descriptor: CInt, _ seconds: Int) throws(DaemonError) -> [UInt8] {
    var line: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while line.count <= longestResponse {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { throw .silent(path, seconds) }
      guard count > 0 else { throw .strange(path, "it closed the connection") }
      line += buffer.prefix(count)
      if buffer[count - 1] == UInt8(ascii: "\n") { return line.dropLast() }
    }
    throw .strange(path, ProtocolError.tooLong(limit: longestResponse).description)
  }
}

/// Why there is no answer.
enum DaemonError: Error, CustomStringConvertible {
  case unreachable(String, CInt)
  case silent(String, Int)
  case strange(String, String)
  /// The daemon's own reason.
  case refused(String)

  var description: String {
    switch self {
    case .unreachable(let path, ENOENT), .unreachable(let path, ECONNREFUSED):
      "no directord answers at \(path): it does not run, or has another --runtime-directory "
        + "(say --socket PATH)"
    case .unreachable(let path, EACCES):
      "the control socket \(path) is its owner's alone: run this as root"
    case .unreachable(let path, let number):
      "no directord answers at \(path): \(String(cString: strerror(number)))"
    case .silent(let path, let seconds):
      "the directord at \(path) has not answered for \(seconds) s: it may be stuck"
    case .strange(let path, let reason): "the directord at \(path) did not answer: \(reason)"
    case .refused(let reason): reason
    }
  }
}
