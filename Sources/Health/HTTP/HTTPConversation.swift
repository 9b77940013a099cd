package import Network

/// `HTTP_GET` and `SSL_GET` in HTTP/1: page after page, each over a connection of its own.
///
/// libcurl could do this too, but its dozen system calls and allocations for each page are more than
/// the whole of a plain one costs, and pages are checked by the thousand.
package struct HTTPConversation: Conversation {
  private let probe: HTTPProbe
  private let destination: Endpoint
  private var course: PageCourse
  private var reply = HTTPReply()
  private var judgement = PageJudgement(HTTPProbe.Page())

  package init(_ probe: HTTPProbe, at destination: Endpoint) {
    self.probe = probe
    self.destination = destination
    course = PageCourse(probe, at: destination)
  }

  package var awaited: String { "answer" }
  package var place: String { page.shownPath }

  private var page: HTTPProbe.Page { course.page }

  package mutating func begin() -> ConversationStep {
    let page = course.asked
    reply = HTTPReply(keeping: page.keptFields, isHeadOnly: page.method == "HEAD")
    judgement = PageJudgement(page)
    return .send(probe.request(for: page, host: page.virtualHost ?? "\(destination)"))
  }

  package mutating func receive(_ bytes: ArraySlice<UInt8>) -> ConversationStep {
    var fits = true
    let progress = reply.receive(bytes) { piece in fits = judgement.receive(piece) && fits }
    return follow(fits ? progress : .broken(judgement.excess))
  }

  package mutating func close() -> ConversationStep { follow(reply.atEnd) }

  package mutating func breakOff(_ reason: String) -> ConversationStep {
    .fail(page.statusFault(reply.status) ?? reason)
  }

  private mutating func follow(_ progress: HTTPReply.Progress) -> ConversationStep {
    switch progress {
    case .incomplete: return .wait
    case .broken(let reason): return .fail(page.statusFault(reply.status) ?? reason)
    case .complete: break
    }
    switch course.follow(reply.status, to: reply.fields["location"]) {
    case .judge: break
    case .ask: return .reconnect
    case .astray(let reason): return .fail(reason)
    }
    if page.drains(reply.status) { return .drain("HTTP \(reply.status)") }
    let fields = reply.fields
    if let fault = judgement.fault(status: reply.status, fields: fields) { return .fail(fault) }
    return judgement.search.map { .work($0, after: []) } ?? turnPage()
  }

  package mutating func worked(_ outcome: Work.Outcome) -> ConversationStep {
    page.fault(searched: outcome).map { .fail($0) } ?? turnPage()
  }

  private mutating func turnPage() -> ConversationStep {
    course.turnPage()
      ? .reconnect : .pass("HTTP \(reply.status), \(judgement.bodyLength) bytes")
  }
}

extension HTTPProbe {
  /// A request of HTTP/1.
  fileprivate func request(for page: Page, host: String) -> [UInt8] {
    var text = page.method
    text += " "
    text += page.path
    switch version {
    case .http10, .http10Close: text += " HTTP/1.0\r\nHost: "
    case .http11, .http2: text += " HTTP/1.1\r\nHost: "
    }
    text += host
    text += "\r\nUser-Agent: directord\r\nAccept: */*\r\n"
    for header in page.headers { text += header + "\r\n" }
    switch version {
    case .http10: text += "\r\n"
    case .http10Close, .http11, .http2: text += "Connection: close\r\n\r\n"
    }
    return Array(text.utf8)
  }
}
