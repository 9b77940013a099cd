package import Network

/// Which page of a check is asked for, and where redirects have led from it. The check is of one
/// server: it is followed only to where the same connection leads.
package struct PageCourse: Sendable {
  package enum Turn: Hashable, Sendable {
    /// The answer leads nowhere, or is not to be followed: it is held against the page.
    case judge
    /// What `asked` says now is to be asked over a new connection.
    case ask
    /// It leads where it must not; in words.
    case astray(String)
  }

  private let probe: HTTPProbe
  private let destination: Endpoint
  private var index = 0
  /// Where a redirect has led.
  private var target: (path: String, host: String?)?
  private var hops = 0

  package init(_ probe: HTTPProbe, at destination: Endpoint) {
    self.probe = probe
    self.destination = destination
  }

  /// As it is configured.
  package var page: HTTPProbe.Page {
    index < probe.pages.count ? probe.pages[index] : HTTPProbe.Page()
  }

  /// The same, at the path and the host to which redirects have led.
  package var asked: HTTPProbe.Page {
    var page = page
    if let target { (page.path, page.virtualHost) = (target.path, target.host) }
    return page
  }

  /// Goes on with the next page; false if there is none.
  package mutating func turnPage() -> Bool {
    guard index + 1 < probe.pages.count else { return false }
    index += 1
    (target, hops) = (nil, 0)
    return true
  }

  /// - Parameter place: the answer's `Location`.
  package mutating func follow(_ status: UInt16, to place: String?) -> Turn {
    guard page.redirects > 0, (300..<400).contains(status), let place else { return .judge }
    guard hops < page.redirects else {
      return .astray("HTTP \(status) leads on after \(hops) redirects")
    }
    let scheme = probe.tls == nil ? "http://" : "https://"
    let host = asked.virtualHost
    if place.hasPrefix("/"), !place.hasPrefix("//") {
      target = (place, host)
    } else if place.lowercased().hasPrefix(scheme), !hasControls(place) {
      let rest = place.dropFirst(scheme.count)
      let name = rest.prefix { $0 != "/" && $0 != "?" }
      let path = rest.dropFirst(name.count)
      guard plain(name) == plain(host ?? "\(destination)") else {
        return .astray("HTTP \(status) leads elsewhere: \(shown(place))")
      }
      target = (path.hasPrefix("/") ? String(path) : "/" + path, host)
    } else {
      return .astray("HTTP \(status) leads elsewhere: \(shown(place))")
    }
    guard let path = target?.path, !hasControls(path) else {
      return .astray("HTTP \(status) leads to a place that is not one")
    }
    hops += 1
    return .ask
  }

  /// A host as it is compared: in lower case, without the port that its scheme has anyway.
  private func plain(_ host: some StringProtocol) -> String {
    let name = host.lowercased()
    let usual = probe.tls == nil ? ":80" : ":443"
    return name.hasSuffix(usual) ? String(name.dropLast(usual.count)) : name
  }
}

private func shown(_ place: String) -> String {
  printable(place.utf8.prefix { $0 != UInt8(ascii: "?") })
}

/// What would end a line of a request, or a word of it.
private func hasControls(_ text: String) -> Bool { text.utf8.contains { $0 <= 32 || $0 == 127 } }
