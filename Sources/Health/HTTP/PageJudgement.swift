internal import Digests
import Patterns

/// Holds a page's answer against what is expected of it, as it comes; the body is counted and digested,
/// and kept only as far as it is to be searched.
package struct PageJudgement: Sendable {
  private let page: HTTPProbe.Page
  private var hash: RunningDigest?
  private var beginning: [UInt8] = []
  package private(set) var bodyLength = 0

  package init(_ page: HTTPProbe.Page) {
    self.page = page
    hash = page.digest == nil ? nil : RunningDigest(.md5)
  }

  /// A piece of the body; false if there is too much of it.
  package mutating func receive(_ bytes: ArraySlice<UInt8>) -> Bool {
    let before = bodyLength
    bodyLength += bytes.count
    guard bodyLength <= page.bodyLimit else { return false }
    hash?.update(bytes)
    if page.search != nil, before < HTTPProbe.Search.limit {
      beginning += bytes.prefix(HTTPProbe.Search.limit - before)
    }
    return true
  }

  package var excess: String {
    let limit = page.bodyLimit
    return limit >= 1 << 20 && limit & 0xfffff == 0
      ? "the answer is longer than \(limit >> 20) MiB" : "the answer is longer than \(limit) bytes"
  }

  /// In words, how a complete answer differs from what is expected, but for `search`; nil if it does
  /// not.
  package func fault(status: UInt16, fields: [String: String]) -> String? {
    page.statusFault(status) ?? headerFault(fields) ?? digestFault
  }

  /// The search of a complete answer without another fault; nil: none is asked for.
  package var search: Work? {
    page.search.map { .search($0.pattern, in: beginning, starts: $0.starts) }
  }

  private func headerFault(_ fields: [String: String]) -> String? {
    for expected in page.expectedHeaders {
      guard let value = fields[expected.name.lowercased()] else {
        return "the answer has no header \(expected.name)"
      }
      if let wanted = expected.value, wanted != value {
        return "the header \(expected.name) is \"\(printable(value.utf8))\", expected \"\(wanted)\""
      }
    }
    return nil
  }

  private var digestFault: String? {
    guard let expected = page.digest, let hash, case let digest = hash.value,
      digest != expected
    else { return nil }
    return "digest is \(hexadecimal(digest)), expected \(hexadecimal(expected))"
  }
}

extension HTTPProbe.Page {
  /// The path for logs, letters and status: without what follows `?`, which may be a secret.
  package var shownPath: String { String(path.prefix { $0 != "?" }) }

  /// In words, what is wrong with a body of which the search has come to this; nil: nothing.
  package func fault(searched outcome: Work.Outcome) -> String? {
    guard let search else { return nil }
    let pattern = printable(search.pattern.text)
    switch outcome {
    case .found:
      return search.isUnwanted ? "the body matches \"\(pattern)\", which it must not" : nil
    case .absent, .derived:
      return search.isUnwanted ? nil : "the body does not match \"\(pattern)\""
    case .tooCostly:
      return "the pattern \"\(pattern)\" is too costly on this page"
    }
  }

  /// A status that will not do is told even if the body broke off after it; 0 is none.
  package func statusFault(_ status: UInt16) -> String? {
    guard status != 0, !statuses.contains(where: { $0.contains(status) }) else { return nil }
    let expected = statuses.map {
      $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)"
    }
    return "HTTP \(status), expected \(expected.joined(separator: ", "))"
  }

  /// The status says that the server wants no more connections.
  package func drains(_ status: UInt16) -> Bool {
    drainStatuses.contains { $0.contains(status) }
  }

  /// What of an answer's head is looked at, in lower case.
  package var keptFields: Set<String> {
    var names = Set(expectedHeaders.map { $0.name.lowercased() })
    if redirects > 0 { names.insert("location") }
    return names
  }
}
