import Health
import Network
import Patterns
import Testing

private func talk(
  _ pages: HTTPProbe.Page..., version: HTTPProbe.Version = .http11
) -> Talk<HTTPConversation> {
  let probe = HTTPProbe(pages: pages, version: version)
  return Talk(HTTPConversation(probe, at: Endpoint(.v4(0x0a00_0002), port: 80)))
}

private func answer(_ status: String, _ fields: String = "", body: String = "") -> String {
  "HTTP/1.1 \(status)\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
}

@Test func aPageIsAskedForWithItsMethodAndHeaders() {
  let page = HTTPProbe.Page(
    path: "/x", virtualHost: "a.example", method: "HEAD", headers: ["X-A: b"])
  let talk = talk(page)
  #expect(
    talk.handle(.connected).said
      == "HEAD /x HTTP/1.1\r\nHost: a.example\r\nUser-Agent: directord\r\nAccept: */*\r\n"
      + "X-A: b\r\nConnection: close\r\n\r\n")
  // The answer to a HEAD has no body, whatever its length.
  #expect(talk.hears("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n") == .pass("HTTP 200, 0 bytes"))
}

@Test func pagesFollowOneAnother() {
  let talk = talk(.init(path: "/a"), .init(path: "/b"))
  #expect(talk.end(after: [answer("200 OK")]) == .reconnect)
  #expect(talk.handle(.connected).said?.hasPrefix("GET /b ") == true)
  #expect(talk.hears(answer("404 No")).reason == "HTTP 404, expected 200-299")
}

@Test func aBodyIsSearchedAsItComes() throws {
  let search = HTTPProbe.Search(try Pattern("status.*ok$"))
  let good = talk(.init(search: search))
  _ = good.handle(.connected)
  #expect(good.hears("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nstat") == .wait)
  #expect(good.hears("us: ok").passes)
  #expect(
    talk(.init(search: search)).end(after: [answer("200 OK", body: "down")]).reason
      == "the body does not match \"status.*ok$\"")
  let unwanted = HTTPProbe.Search(try Pattern("ok"), isUnwanted: true)
  #expect(
    talk(.init(search: unwanted)).end(after: [answer("200 OK", body: "ok")]).reason
      == "the body matches \"ok\", which it must not")
}

@Test func headersAndLengthAreJudged() {
  let page = HTTPProbe.Page(
    expectedHeaders: [.init(name: "X-A", value: "b"), .init(name: "X-C")], bodyLimit: 3)
  let hears = { (fields: String, body: String) in
    talk(page).end(after: [answer("200 OK", fields, body: body)])
  }
  #expect(hears("x-a: b\r\nX-c: \r\n", "abc").passes)
  #expect(hears("X-A: b\r\n", "").reason == "the answer has no header X-C")
  #expect(hears("X-A: c\r\nX-C: d\r\n", "").reason == "the header X-A is \"c\", expected \"b\"")
  #expect(hears("X-A: b\r\nX-C: d\r\n", "abcd").reason == "the answer is longer than 3 bytes")
}

@Test func redirectsAreFollowedWithinTheServer() {
  let page = HTTPProbe.Page(path: "/a", virtualHost: "a.example", redirects: 1)
  let found = { (place: String) in answer("302 Found", "Location: \(place)\r\n") }
  for place in ["/b?c", "http://A.example/b?c", "http://a.example:80/b?c"] {
    let talk = talk(page)
    #expect(talk.end(after: [found(place)]) == .reconnect)
    #expect(talk.handle(.connected).said?.hasPrefix("GET /b?c HTTP/1.1\r\nHost: a.example") == true)
    #expect(talk.hears(found("/d")).reason == "HTTP 302 leads on after 1 redirects")
  }
  for place in ["http://b.example/", "https://a.example/", "//b.example/", "ftp://x"] {
    #expect(
      talk(page).end(after: [found(place)]).reason == "HTTP 302 leads elsewhere: \(place)")
  }
  #expect(
    talk(page).end(after: [found("/a b")]).reason == "HTTP 302 leads to a place that is not one")
  #expect(talk(.init()).end(after: [found("/b")]).reason == "HTTP 302, expected 200-299")
}

@Test func aStatusMayDrain() {
  let page = HTTPProbe.Page(drainStatuses: [404...404])
  #expect(talk(page).end(after: [answer("404 Gone")]) == .drain("HTTP 404"))
}

@Test func aPatternThatIsTooCostlyOnAPageFailsTheProbe() throws {
  let talk = talk(.init(path: "/a?token=secret", search: .init(try Pattern("(a+)+$"))))
  _ = talk.answer(to: .connected)
  let body = Array(answer("200 OK", body: "aab").utf8)
  guard case .work(.search(_, let text, _), _) = talk.answer(to: .received(body[...])) else {
    Issue.record("no search is asked for")
    return
  }
  #expect(text == Array("aab".utf8))
  #expect(
    talk.answer(to: .worked(.tooCostly)).reason
      == "the pattern \"(a+)+$\" is too costly on this page")
}

@Test func aQueryIsNotShown() {
  let probe = HTTPProbe(pages: [.init(path: "/a?token=secret")])
  let conversation = HTTPConversation(probe, at: Endpoint(.v4(1), port: 80))
  #expect(conversation.place == "/a")
}
