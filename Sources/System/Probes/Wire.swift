import CCurl
import CLinux
import Glibc
import Health

/// Where a conversation's bytes go in and out: a plain socket, or TLS over one.
struct Wire {
  let socket: CInt
  /// libcurl's side of it, if it is in TLS.
  let transfer: Transfer?

  enum Outcome: Equatable {
    case moved(Int)
    /// Nothing can be moved now.
    case blocked
    case closed
    case broken(String)
    /// This machine's own firewall lets nothing out.
    case forbidden(String)
  }

  func send(_ bytes: ArraySlice<UInt8>) -> Outcome {
    bytes.withUnsafeBytes { bytes in
      if let transfer { return transfer.send(bytes) }
      while true {
        let count = Glibc.send(socket, bytes.baseAddress, bytes.count, CInt(CLINUX_MSG_NOSIGNAL))
        if count >= 0 { return .moved(count) }
        if errno == EINTR { continue }
        if errno == EPERM { return .forbidden(brokenWords(errno)) }
        return errno == EAGAIN ? .blocked : .broken(brokenWords(errno))
      }
    }
  }

  func receive(into buffer: inout [UInt8]) -> Outcome {
    buffer.withUnsafeMutableBytes { bytes in
      if let transfer { return transfer.receive(into: bytes) }
      while true {
        let count = recv(socket, bytes.baseAddress, bytes.count, 0)
        if count > 0 { return .moved(count) }
        if count == 0 { return .closed }
        if errno == EINTR { continue }
        return errno == EAGAIN ? .blocked : .broken(brokenWords(errno))
      }
    }
  }
}

func brokenWords(_ number: CInt) -> String {
  switch number {
  case ECONNRESET, EPIPE: "connection reset"
  // What ICMP said of a datagram.
  case ECONNREFUSED: Verdict.unreachablePort
  case EHOSTUNREACH, ENETUNREACH: "no route to host"
  case EMSGSIZE: "the datagram is too large for the path"
  case EPERM, EACCES: "this machine's own firewall rejects it"
  default: "connection broken off: \(String(cString: strerror(number)))"
  }
}

extension Transfer {
  func send(_ bytes: UnsafeRawBufferPointer) -> Wire.Outcome {
    var count = 0
    return outcome(curl_easy_send(easy, bytes.baseAddress, bytes.count, &count), count)
  }

  func receive(into bytes: UnsafeMutableRawBufferPointer) -> Wire.Outcome {
    var count = 0
    let code = curl_easy_recv(easy, bytes.baseAddress, bytes.count, &count)
    return code == CURLE_OK && count == 0 ? .closed : outcome(code, count)
  }

  private func outcome(_ code: CURLcode, _ count: Int) -> Wire.Outcome {
    switch code {
    case CURLE_OK: .moved(count)
    case CURLE_AGAIN: .blocked
    default: .broken(fault(code).words)
    }
  }
}
