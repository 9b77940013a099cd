import Digests
import Health

/// A file that a server sends: counted, bounded, and digested if a digest is expected.
struct Body {
  /// A file to check is small; one without end must not keep a probe busy until its deadline.
  static let limit = 64 << 20

  private(set) var count = 0
  private var hash: RunningDigest?

  init(digested: Bool = false) { hash = digested ? RunningDigest(.md5) : nil }

  /// False if there is too much of it.
  mutating func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
    count += bytes.count
    guard count <= Body.limit else { return false }
    hash?.update(bytes)
    return true
  }

  /// The MD5 of what came so far, 16 bytes; empty if none was asked for.
  var digest: [UInt8] { hash?.value ?? [] }

  /// In words, how the digest differs from what is expected; nil if it does not.
  func mismatch(with expected: [UInt8]?) -> String? {
    guard let expected, digest != expected else { return nil }
    return "digest is \(hexadecimal(digest)), expected \(hexadecimal(expected))"
  }
}
