import Health
import Network

/// What the block of an `HTTP_GET` or `SSL_GET` says of its own.
private struct PageDraft {
  var pages: [HTTPProbe.Page] = []
  var version = HTTPProbe.Version.http10
  var tls = TLSDraft()
}

extension Interpretation {
  /// `HTTP_GET`, `SSL_GET`: one probe, or for TLS one for each name that is asked for, as a
  /// connection carries one name. None if no page is named, as with keepalived.
  mutating func pages(_ checker: CheckerDraft, _ word: Word) -> [HTTPProbe] {
    var draft = PageDraft()
    for node in checker.own { read(node, into: &draft, virtualHost: checker.defaults.virtualHost) }
    guard !draft.pages.isEmpty else {
      report.warning(
        code: .missingWord, "'\(word.text)' names no url, so nothing is checked", at: word)
      return []
    }
    guard word.text == "SSL_GET" else {
      return [HTTPProbe(pages: draft.pages, version: draft.version)]
    }
    var probes: [HTTPProbe] = []
    for page in draft.pages {
      let tls = tls(draft.tls, host: page.virtualHost)
      if let same = probes.firstIndex(where: { $0.tls == tls }) {
        probes[same].pages.append(page)
      } else {
        probes.append(HTTPProbe(pages: [page], version: draft.version, tls: tls))
      }
    }
    return probes
  }

  private mutating func read(_ node: Node, into draft: inout PageDraft, virtualHost: String?) {
    if readTLSWord(node, into: &draft.tls) { return }
    switch node.keyword {
    case "url":
      if let page = page(node, virtualHost: virtualHost) { draft.pages.append(page) }
    case "http_protocol":
      let versions: [(String, HTTPProbe.Version)] = [
        ("1.0", .http10), ("1.0C", .http10Close), ("1.0c", .http10Close), ("1.1", .http11),
        ("2", .http2),
      ]
      if let word = argument(node, expecting: "1.0, 1.0C, 1.1 or 2"),
        let version = choice(word, of: versions, what: "a version of HTTP")
      {
        draft.version = version
      }
    default: break
    }
  }

  private mutating func page(_ node: Node, virtualHost: String?) -> HTTPProbe.Page? {
    var page = HTTPProbe.Page(virtualHost: virtualHost)
    var search = SearchDraft()
    var isNamed = false
    for child in children(of: node) where meaning(of: child, in: .url) == .acted {
      if readSearchWord(child, into: &search) || readRequestWord(child, into: &page) { continue }
      switch child.keyword {
      case "path":
        guard let word = argument(child, expecting: "a path") else { continue }
        isNamed = true
        page.path = word.text.hasPrefix("/") ? word.text : "/" + word.text
      case "digest": page.digest = digest(child)
      case "status_code": if let statuses = statuses(child) { page.statuses = statuses }
      case "disable_on": if let statuses = statuses(child) { page.drainStatuses = statuses }
      case "virtualhost":
        if let host = text(child, expecting: "a host's name") { page.virtualHost = host }
      default: break
      }
    }
    page.search = self.search(search)
    if !isNamed, let word = node.words.first {
      report.warning(code: .defaultTaken, "the url names no path: '/' is taken", at: word)
    }
    return page
  }

  /// An MD5 as 32 hexadecimal digits.
  mutating func digest(_ node: Node) -> [UInt8]? {
    guard let word = argument(node, expecting: "an MD5 in 32 hexadecimal digits") else {
      return nil
    }
    let digits = word.text.utf8.compactMap(hexDigit)
    guard digits.count == 32, word.text.utf8.count == 32 else {
      report.error(
        "'\(word.text)' is not an MD5", at: word, hint: "expected 32 hexadecimal digits")
      return nil
    }
    return stride(from: 0, to: 32, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  /// `N[-M]…`, answered sorted and without overlap.
  mutating func statuses(
    _ node: Node, from least: UInt16 = 100, to most: UInt16 = 599
  ) -> [ClosedRange<UInt16>]? {
    guard argument(node, expecting: "a status, such as 200", atMost: node.words.count) != nil else {
      return nil
    }
    var ranges: [ClosedRange<UInt16>] = []
    for word in node.words.dropFirst() {
      let parts = word.text.split(separator: "-", omittingEmptySubsequences: false)
      let numbers = parts.compactMap { UInt16($0) }
      guard let low = numbers.first, let high = numbers.last, numbers.count == parts.count,
        parts.count <= 2, (least...most).contains(low), (low...most).contains(max(low, high)),
        high >= low
      else {
        report.error(
          "'\(word.text)' is not \(most == 599 ? "an HTTP" : "a SIP") status", at: word,
          hint: "expected a status from \(least) to \(most), or a range such as 200-299")
        return nil
      }
      ranges.append(low...high)
    }
    return merged(ranges)
  }
}

private func merged(_ ranges: [ClosedRange<UInt16>]) -> [ClosedRange<UInt16>] {
  var result: [ClosedRange<UInt16>] = []
  for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
    if let last = result.last, range.lowerBound <= last.upperBound + 1 {
      result[result.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
    } else {
      result.append(range)
    }
  }
  return result
}
