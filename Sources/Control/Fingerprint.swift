internal import Digests

/// What tells a configuration file from every other: the SHA-256 digest of its bytes, in hexadecimal.
/// The files that it includes do not count.
package func fingerprint(of bytes: [UInt8]) -> String {
  HashFunction.sha256.digest(of: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    .joined()
}
