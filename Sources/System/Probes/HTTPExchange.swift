import Glibc
import Health

/// One page of plain HTTP over a connection that stands: the request, and the reply as it comes.
///
/// libcurl does everything else here, but its dozen system calls and allocations for each page are
/// more than the whole of a plain one costs, and plain pages are checked by the thousand.
struct HTTPExchange {
  /// Most pages come in one read.
  static let bufferSize = 64 << 10
  /// Reads in one turn: a server that sends without pause must not hold up the others.
  private static let readLimit = 16

  private var request: ArraySlice<UInt8>
  private var reply = HTTPReply()
  private(set) var body: Body
  private let page: HTTPProbe.Page

  enum Progress {
    case waiting
    /// There is more to read, and the edge that told of it is spent.
    case unread
    /// nil where the page was as it must be.
    case ended(fault: String?)
  }

  init(_ page: HTTPProbe.Page, of probe: HTTPProbe, host: String) {
    self.page = page
    request = probe.request(for: page, host: host)[...]
    body = Body(digested: page.digest != nil)
  }

  var status: Int { Int(reply.status) }

  mutating func move(_ socket: CInt, canRead: Bool, through buffer: inout [UInt8]) -> Progress {
    if !request.isEmpty {
      let count = request.withUnsafeBytes {
        send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
      }
      guard count >= 0 || errno == EAGAIN || errno == EINTR else {
        return .ended(fault: connectionFault(errno))
      }
      request = request.dropFirst(max(0, count))
    }
    return canRead ? read(socket, through: &buffer) : .waiting
  }

  private mutating func read(_ socket: CInt, through buffer: inout [UInt8]) -> Progress {
    for _ in 0..<HTTPExchange.readLimit {
      let count = buffer.withUnsafeMutableBytes { recv(socket, $0.baseAddress, $0.count, 0) }
      if count < 0 {
        if errno == EAGAIN { return .waiting }
        if errno == EINTR { continue }
        return .ended(fault: connectionFault(errno))
      }
      switch count == 0 ? reply.atEnd : take(buffer.prefix(count)) {
      case .incomplete: continue
      case .complete: return .ended(fault: page.fault(status: status, body: body))
      case .broken(let reason):
        return .ended(fault: page.statusFault(status) ?? reason)
      }
    }
    return .unread
  }

  private mutating func take(_ bytes: ArraySlice<UInt8>) -> HTTPReply.Progress {
    var fits = true
    let progress = reply.receive(bytes) { piece in
      fits = piece.withUnsafeBytes { body.append($0) } && fits
    }
    return fits ? progress : .broken(Body.excess)
  }

  private func connectionFault(_ number: CInt) -> String {
    page.statusFault(status)
      ?? (number == ECONNRESET || number == EPIPE
        ? "connection reset" : "connection broken off: \(String(cString: strerror(number)))")
  }
}

extension HTTPProbe {
  fileprivate func request(for page: Page, host: String) -> [UInt8] {
    var text = "GET "
    text += page.path
    switch version {
    case .http10, .http10Close: text += " HTTP/1.0\r\nHost: "
    case .http11: text += " HTTP/1.1\r\nHost: "
    }
    text += host
    text += "\r\nUser-Agent: directord\r\nAccept: */*\r\n"
    switch version {
    case .http10: text += "\r\n"
    case .http10Close, .http11: text += "Connection: close\r\n\r\n"
    }
    return Array(text.utf8)
  }
}

extension HTTPProbe.Page {
  /// In words, how the page differs from what is expected; nil where it does not.
  func fault(status: Int, body: Body) -> String? {
    statusFault(status) ?? body.mismatch(with: digest)
  }

  /// A status that will not do is told even where the body broke off after it; 0 is none.
  func statusFault(_ status: Int) -> String? {
    let status = UInt16(clamping: status)
    guard status != 0, !statuses.contains(where: { $0.contains(status) }) else { return nil }
    let expected = statuses.map {
      $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)"
    }
    return "HTTP \(status), expected \(expected.joined(separator: ", "))"
  }
}
