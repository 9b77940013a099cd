import Health

/// What a web server answers, or a stranger in its place; the first byte says in which pieces.
let httpTarget = FuzzTarget(
  name: "http",
  samples: [
    "\u{7}HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y\r\n\r\nhello",
    "\u{40}HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 301 Moved\r\nLocation: /\r\n\r\nbody",
    "\u{3}HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nT: x\r\n\r\n",
    "\u{1}HTTP/1.1 204 No Content\r\n\r\n",
  ].map { Array($0.utf8) },
  feed: { bytes in
    let size = max(1, Int(bytes.first ?? 1))
    var rest = bytes.dropFirst()
    var reply = HTTPReply()
    var length = 0
    while !rest.isEmpty {
      guard case .incomplete = reply.receive(rest.prefix(size), body: { length += $0.count })
      else { return }
      rest = rest.dropFirst(size)
    }
    precondition(length <= bytes.count, "no body is longer than what came")
    _ = reply.atEnd
  })
