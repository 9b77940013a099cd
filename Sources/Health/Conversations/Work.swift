import Digests
package import Patterns

/// A computation that a conversation needs before it goes on, and that may take long: whoever holds
/// the conversation does it at once or on another thread, and tells the outcome.
package enum Work: Hashable, Sendable {
  /// Whether an answer has a match of a pattern.
  case search(Pattern, in: [UInt8], starts: ClosedRange<Int>)
  /// SCRAM's SaltedPassword.
  case derive(KeyDerivation)

  package enum Outcome: Hashable, Sendable {
    case found
    case absent
    case derived([UInt8])
    /// It was given up.
    case tooCostly
  }

  /// Does it, as long as `mayGoOn` says so, which is asked at least every few microseconds of a
  /// search; a derivation has a bound of its own.
  package func outcome(whileTrue mayGoOn: () -> Bool) -> Outcome {
    switch self {
    case .search(let pattern, let text, let starts):
      switch pattern.search(text, starts: starts, whileTrue: mayGoOn) {
      case .found: .found
      case .absent: .absent
      case .tooCostly: .tooCostly
      }
    case .derive(let derivation): .derived(derivation.key)
    }
  }
}

/// PBKDF2 with HMAC-SHA-256, of one block (RFC 8018 §5.2).
package struct KeyDerivation: Hashable, Sendable {
  /// A server that asks for more iterations is refused: so many cost about 0.1 s of processor time.
  package static let iterationLimit = 100_000

  package let password: [UInt8]
  package let salt: [UInt8]
  package let iterations: Int

  package init(password: [UInt8], salt: [UInt8], iterations: Int) {
    self.password = password
    self.salt = salt
    self.iterations = min(max(1, iterations), Self.iterationLimit)
  }

  package var key: [UInt8] {
    HashFunction.sha256.derivedKey(password: password, salt: salt, iterations: iterations)
  }
}
