import CCrypto

/// A hash function, computed by OpenSSL's libcrypto, which libcurl brings along.
package enum HashFunction: Hashable, Sendable, CaseIterable {
  /// RFC 1321. Broken as a signature; RADIUS, AH of VRRP 2 and keepalived's `digest` are defined with it.
  case md5
  /// FIPS 180-4; MySQL's native password is defined with it.
  case sha1
  /// FIPS 180-4.
  case sha256

  /// The length of a digest, in bytes.
  package var length: Int {
    switch self {
    case .md5: 16
    case .sha1: 20
    case .sha256: 32
    }
  }

  /// The digest of `bytes`.
  package func digest(of bytes: some Collection<UInt8>) -> [UInt8] {
    var digest = RunningDigest(self)
    digest.update(bytes)
    return digest.value
  }

  /// The HMAC of `message` (RFC 2104).
  package func authenticationCode(of message: some Collection<UInt8>, key: [UInt8]) -> [UInt8] {
    let message = Array(message)
    return filled { output in
      guard let context = EVP_MAC_CTX_dup(algorithm.mac) else { return false }
      defer { EVP_MAC_CTX_free(context) }
      var written = 0
      return EVP_MAC_init(context, key.isEmpty ? [0] : key, key.count, nil) == 1
        && EVP_MAC_update(context, message, message.count) == 1
        && EVP_MAC_final(context, output, &written, length) == 1
    }
  }

  /// PBKDF2 with HMAC (RFC 8018 §5.2): a key as long as a digest.
  ///
  /// `iterations` are at least 1; 100,000 of SHA-256 take about 0.05 s of processor time.
  package func derivedKey(password: [UInt8], salt: [UInt8], iterations: Int) -> [UInt8] {
    let rounds = CInt(clamping: max(1, iterations))
    return filled { output in
      password.withUnsafeBytes { password in
        let text = password.bindMemory(to: CChar.self)
        return PKCS5_PBKDF2_HMAC(
          text.baseAddress, CInt(clamping: text.count), salt, CInt(clamping: salt.count), rounds,
          algorithm.digest, CInt(length), output) == 1
      }
    }
  }

  /// A digest's bytes as `fill` writes them; empty if libcrypto has no memory, which equals no digest.
  private func filled(_ fill: (UnsafeMutablePointer<UInt8>) -> Bool) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
      count = buffer.baseAddress.map(fill) == true ? length : 0
    }
  }

  var algorithm: Algorithm {
    switch self {
    case .md5: .md5
    case .sha1: .sha1
    case .sha256: .sha256
    }
  }
}

/// What libcrypto has of a hash function, looked up once: each search by name takes locks.
///
/// The library context is our own, so that a machine's openssl.cnf, which may forbid MD5 for TLS, does
/// not take away what RADIUS and VRRP 2 are defined with.
final class Algorithm: Sendable {
  static let md5 = Algorithm("MD5")
  static let sha1 = Algorithm("SHA1")
  static let sha256 = Algorithm("SHA256")

  // Only read after `init`; OpenSSL counts their users atomically.
  nonisolated(unsafe) let digest: OpaquePointer?
  /// HMAC with this digest, to be copied.
  nonisolated(unsafe) let mac: OpaquePointer?

  nonisolated(unsafe) private static let library: OpaquePointer? = {
    let library = OSSL_LIB_CTX_new()
    OSSL_PROVIDER_load(library, "default")
    return library
  }()

  private init(_ name: String) {
    digest = EVP_MD_fetch(Self.library, name, nil)
    let hmac = EVP_MAC_fetch(Self.library, "HMAC", nil)
    defer { EVP_MAC_free(hmac) }
    mac = EVP_MAC_CTX_new(hmac)
    // A parameter points to its texts.
    var value = Array(name.utf8CString)
    OSSL_MAC_PARAM_DIGEST.withCString { key in
      value.withUnsafeMutableBufferPointer { value in
        let parameters = [
          OSSL_PARAM_construct_utf8_string(key, value.baseAddress, 0), OSSL_PARAM_construct_end(),
        ]
        // Without a key it could not be copied; each copy gets its own.
        EVP_MAC_init(mac, [0], 1, parameters)
      }
    }
  }
}
