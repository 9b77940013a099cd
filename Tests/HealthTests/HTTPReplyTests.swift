import Health
import Testing

/// The reply to what a server sends in pieces of `size` bytes before it closes, and its body.
private func reply(
  _ text: String, inPiecesOf size: Int = 4096, closes: Bool = false
) -> (progress: HTTPReply.Progress, status: UInt16, body: String) {
  var reply = HTTPReply()
  var body: [UInt8] = []
  var progress = HTTPReply.Progress.incomplete
  var rest = Array(text.utf8)[...]
  while !rest.isEmpty, progress == .incomplete {
    progress = reply.receive(rest.prefix(size)) { body += $0 }
    rest = rest.dropFirst(size)
  }
  if closes, progress == .incomplete { progress = reply.atEnd }
  return (progress, reply.status, String(decoding: body, as: UTF8.self))
}

@Test(arguments: [1, 2, 3, 7, 4096])
func aReplyIsTheSameInWhateverPiecesItComes(size: Int) {
  let plain = reply(
    "HTTP/1.1 200 OK\r\ncontent-LENGTH:  5 \r\nX: y\r\n\r\nhello", inPiecesOf: size)
  #expect(plain == (.complete, 200, "hello"))
  let chunked = reply(
    "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n"
      + "3;name=value\r\nhel\r\n00B\r\nlo, world!!\r\n0\r\nTrailer: x\r\n\r\n", inPiecesOf: size)
  #expect(chunked == (.complete, 404, "hello, world!!"))
  let interim = reply(
    "HTTP/1.1 100 Continue\r\nX: y\r\n\r\nHTTP/1.1 201\nContent-Length: 2\n\nok", inPiecesOf: size)
  #expect(interim == (.complete, 201, "ok"))
}

@Test(arguments: [1, 4096])
func withoutALengthTheBodyEndsWithTheConnection(size: Int) {
  let text = "HTTP/1.0 200 OK\r\n\r\nhello\r\n"
  #expect(reply(text, inPiecesOf: size) == (.incomplete, 200, "hello\r\n"))
  #expect(reply(text, inPiecesOf: size, closes: true) == (.complete, 200, "hello\r\n"))
}

@Test(
  arguments: [
    "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\nmore than was said",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n0\r\n\r\n",
  ])
func aReplyWithoutABodyIsCompleteAtItsHead(text: String) {
  let end = reply(text)
  #expect(end.progress == .complete)
  #expect(end.body.isEmpty)
}

@Test(
  arguments: [
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", "HTTP/1.1 200 OK\r\nContent-", "HTT",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
  ])
func aConnectionThatClosesTooEarlyIsTold(text: String) {
  #expect(
    reply(text, closes: true).progress
      == .broken("connection closed before the end of the answer"))
}

@Test func aServerThatSaysNothingIsTold() {
  #expect(HTTPReply().atEnd == .broken("connection closed without an answer"))
}

@Test(
  arguments: [
    "SSH-2.0-OpenSSH_9.2\r\n", "S", "HTTP/2 200\r\n", "HTTP/1.1\r\n", "HTTP/1.1 20\r\n",
    "HTTP/1.1 2000 OK\r\n", "HTTP/1.1 099 x\r\n", "HTTP/1.1 -20 x\r\n", "\r\n", "HTTP/1.10 200\r\n",
    "\u{0}\u{1}",
  ])
func whatIsNotHTTPIsNotWaitedFor(text: String) {
  #expect(reply(text).progress == .broken("the answer is not HTTP"))
}

@Test(arguments: ["-1", "5x", "", "1000000000000000", "5\r\nContent-Length: 6"])
func aLengthThatIsNoneBreaksTheReply(value: String) {
  #expect(
    reply("HTTP/1.1 200 OK\r\nContent-Length: \(value)\r\n\r\n").progress
      == .broken("the answer's Content-Length is malformed"))
}

@Test(arguments: ["x\r\n", "\r\n", "-1\r\n", "1000000000000\r\n", "1\r\nab", "2\r\nabc\r\n"])
func chunksThatAreNoneBreakTheReply(chunks: String) {
  #expect(
    reply("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)\r\n").progress
      == .broken("the answer's chunks are malformed"))
}

@Test func aHeadWithoutEndBreaksTheReply() {
  let filler = String(repeating: "X-Filler: y\r\n", count: 30_000)
  let words = "the answer's header is longer than 256 KiB"
  #expect(reply("HTTP/1.1 200 OK\r\n" + filler).progress == .broken(words))
  #expect(reply("HTTP/1.1 " + String(repeating: "2", count: 300_000)).progress == .broken(words))
  // Many chunks are no long head.
  let chunks = String(repeating: "1\r\nx\r\n", count: 100_000)
  #expect(
    reply("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)0\r\n\r\n").progress
      == .complete)
}
