package import Network

/// `HTTP_GET` and `SSL_GET` in HTTP/1: page after page, each over a connection of its own.
///
/// libcurl could do this too, but its dozen system calls and allocations for each page are more than
/// the whole of a plain one costs, and pages are checked by the thousand.
package struct HTTPConversation: Conversation {
  private let probe: HTTPProbe
  private let destination: Endpoint
  private var index = 0
  private var reply = HTTPReply()
  private var judgement = PageJudgement(HTTPProbe.Page())
  /// Where a redirect has led.
  private var target: (path: String, host: String?)?
  private var hops = 0

  package init(_ probe: HTTPProbe, at destination: Endpoint) {
    self.probe = probe
    self.destination = destination
  }

  package var awaited: String { "answer" }
  package var place: String { page.path }

  private var page: HTTPProbe.Page {
    index < probe.pages.count ? probe.pages[index] : HTTPProbe.Page()
  }

  package mutating func begin() -> ConversationStep {
    let page = page
    reply = HTTPReply(keeping: page.keptFields, isHeadOnly: page.method == "HEAD")
    judgement = PageJudgement(page)
    let host = target?.host ?? page.virtualHost ?? "\(destination)"
    return .send(probe.request(for: page, path: target?.path ?? page.path, host: host))
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
    if page.redirects > 0, (300..<400).contains(reply.status), let place = reply.fields["location"]
    {
      return redirect(to: place)
    }
    if page.drains(reply.status) { return .drain("HTTP \(reply.status)") }
    let fields = reply.fields
    if let fault = judgement.fault(status: reply.status, fields: fields) { return .fail(fault) }
    guard index + 1 < probe.pages.count else {
      return .pass("HTTP \(reply.status), \(judgement.bodyLength) bytes")
    }
    index += 1
    (target, hops) = (nil, 0)
    return .reconnect
  }

  /// The check is of this server: it is followed only to where the same connection leads.
  private mutating func redirect(to place: String) -> ConversationStep {
    guard hops < page.redirects else {
      return .fail("HTTP \(reply.status) leads on after \(hops) redirects")
    }
    let scheme = probe.tls == nil ? "http://" : "https://"
    let host = target?.host ?? page.virtualHost
    if place.hasPrefix("/"), !place.hasPrefix("//") {
      target = (place, host)
    } else if place.lowercased().hasPrefix(scheme), !hasControls(place) {
      let rest = place.dropFirst(scheme.count)
      let name = rest.prefix { $0 != "/" && $0 != "?" }
      let path = rest.dropFirst(name.count)
      guard plain(name) == plain(host ?? "\(destination)") else {
        return .fail("HTTP \(reply.status) leads elsewhere: \(printable(place.utf8))")
      }
      target = (path.hasPrefix("/") ? String(path) : "/" + path, host)
    } else {
      return .fail("HTTP \(reply.status) leads elsewhere: \(printable(place.utf8))")
    }
    guard let path = target?.path, !hasControls(path) else {
      return .fail("HTTP \(reply.status) leads to a place that is not one")
    }
    hops += 1
    return .reconnect
  }

  /// A host as it is compared: in lower case, without the port that its scheme has anyway.
  private func plain(_ host: some StringProtocol) -> String {
    let name = host.lowercased()
    let usual = probe.tls == nil ? ":80" : ":443"
    return name.hasSuffix(usual) ? String(name.dropLast(usual.count)) : name
  }
}

/// What would end a line of a request, or a word of it.
private func hasControls(_ text: String) -> Bool { text.utf8.contains { $0 <= 32 || $0 == 127 } }

extension HTTPProbe {
  /// A request of HTTP/1.
  fileprivate func request(for page: Page, path: String, host: String) -> [UInt8] {
    var text = page.method
    text += " "
    text += path
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
