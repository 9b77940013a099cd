package import Patterns

/// `HTTP_GET` and `SSL_GET`: every page is fetched in turn, and the first that is not as it must be
/// fails the probe.
package struct HTTPProbe: Hashable, Sendable {
  package enum Version: Hashable, Sendable {
    /// `1.0`
    case http10
    /// `1.0C`: 1.0 with `Connection: close`.
    case http10Close
    /// `1.1`
    case http11
    /// `2`: by ALPN over TLS, by prior knowledge without (RFC 9113 §3).
    case http2
  }

  package struct Page: Hashable, Sendable {
    /// Begins with `/`.
    package var path: String
    /// The statuses that pass, sorted, without overlap. Empty is never: the default is 200…299.
    package var statuses: [ClosedRange<UInt16>]
    /// The MD5 of the body, 16 bytes.
    package var digest: [UInt8]?
    /// The `Host` header's value; nil is the destination's own `address:port`.
    package var virtualHost: String?
    package var search: Search?
    /// `GET`, `HEAD`, …: a token.
    package var method: String
    /// Lines for the request, without their ends: `Accept: text/html`.
    package var headers: [String]
    package var expectedHeaders: [ExpectedHeader]
    /// Of the body, in bytes; more fails.
    package var bodyLimit: Int
    /// Redirects within the server are followed, at most this many.
    package var redirects: Int
    /// `disable_on`: the statuses that say that the server wants no more; sorted, without overlap.
    package var drainStatuses: [ClosedRange<UInt16>]

    package init(
      path: String = "/", statuses: [ClosedRange<UInt16>] = [200...299], digest: [UInt8]? = nil,
      virtualHost: String? = nil, search: Search? = nil, method: String = "GET",
      headers: [String] = [], expectedHeaders: [ExpectedHeader] = [],
      bodyLimit: Int = Page.defaultBodyLimit, redirects: Int = 0,
      drainStatuses: [ClosedRange<UInt16>] = []
    ) {
      self.path = path
      self.statuses = statuses
      self.digest = digest
      self.virtualHost = virtualHost
      self.search = search
      self.method = method
      self.headers = headers
      self.expectedHeaders = expectedHeaders
      self.bodyLimit = bodyLimit
      self.redirects = redirects
      self.drainStatuses = drainStatuses
    }

    /// A page to check is small; one without end must not keep a probe busy until its deadline.
    package static let defaultBodyLimit = 64 << 20
    package static let redirectLimit = 5
  }

  /// `regex`: what a body must have in it, or must not.
  package struct Search: Hashable, Sendable {
    package var pattern: Pattern
    /// `regex_no_match`
    package var isUnwanted: Bool
    /// `regex_min_offset`, `regex_max_offset`: how many bytes of the body may stand before it.
    package var starts: ClosedRange<Int>

    package init(
      _ pattern: Pattern, isUnwanted: Bool = false, starts: ClosedRange<Int> = 0...Int.max
    ) {
      self.pattern = pattern
      self.isUnwanted = isUnwanted
      self.starts = starts
    }

    /// So much of a body is searched.
    package static let limit = 1 << 20
  }

  /// `expect_header NAME [VALUE]`
  package struct ExpectedHeader: Hashable, Sendable {
    package var name: String
    /// nil: it need only be there.
    package var value: String?

    package init(name: String, value: String? = nil) {
      self.name = name
      self.value = value
    }
  }

  package var pages: [Page]
  package var version: Version
  /// nil for `HTTP_GET`.
  package var tls: TLS?

  package init(pages: [Page], version: Version = .http10, tls: TLS? = nil) {
    self.pages = pages
    self.version = version
    self.tls = tls
  }
}
