import Digests

/// A client's side of SCRAM-SHA-256 without channel binding (RFC 5802, RFC 7677), for a user who is
/// named elsewhere.
struct SCRAM: Sendable {
  private let password: [UInt8]
  private let nonce: String
  /// client-final-message-without-proof, and what is signed with the key that is to be derived.
  private var bindings = ""
  private var message: [UInt8] = []

  init(password: String, nonce: String) {
    self.password = Array(password.utf8)
    self.nonce = nonce
  }

  private var bare: String { "n=,r=\(nonce)" }

  /// client-first-message
  var first: [UInt8] { Array("n,,\(bare)".utf8) }

  enum Challenge: Hashable {
    case derive(KeyDerivation)
    /// Why it is refused, in words.
    case refused(String)
  }

  /// The derivation that a server-first-message asks for.
  mutating func hear(_ challenge: ArraySlice<UInt8>) -> Challenge {
    let text = String(decoding: challenge, as: UTF8.self)
    var fields: [Character: String] = [:]
    for part in text.split(separator: ",") where part.dropFirst().first == "=" {
      fields[part.first ?? " "] = String(part.dropFirst(2))
    }
    guard let theirs = fields["r"], theirs.hasPrefix(nonce), theirs.count > nonce.count,
      let salt = fields["s"].flatMap(decodedBase64), let count = fields["i"].flatMap({ Int($0) }),
      count > 0
    else { return .refused("the server's SCRAM challenge is not one") }
    guard count <= KeyDerivation.iterationLimit else {
      return .refused(
        "the server asks for \(count) iterations of SCRAM, more than "
          + "\(KeyDerivation.iterationLimit)")
    }
    bindings = "c=biws,r=\(theirs)"
    message = Array("\(bare),\(text),\(bindings)".utf8)
    return .derive(KeyDerivation(password: password, salt: salt, iterations: count))
  }

  /// client-final-message
  func last(salted: [UInt8]) -> [UInt8] {
    let clientKey = code(Array("Client Key".utf8), key: salted)
    let signature = code(message, key: HashFunction.sha256.digest(of: clientKey))
    let proof = zip(clientKey, signature).map { $0 ^ $1 }
    return Array("\(bindings),p=\(encodedBase64(proof))".utf8)
  }

  private func code(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    HashFunction.sha256.authenticationCode(of: message, key: key)
  }
}

private let base64Digits = Array(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

/// RFC 4648 §4; nil if it is not that.
func decodedBase64(_ text: String) -> [UInt8]? {
  let digits = text.utf8.prefix { $0 != UInt8(ascii: "=") }
  guard text.utf8.count % 4 == 0, text.utf8.count - digits.count <= 2 else { return nil }
  var bytes: [UInt8] = []
  var bits = 0
  var held: UInt32 = 0
  for digit in digits {
    guard let value = base64Digits.firstIndex(of: digit) else { return nil }
    held = held << 6 | UInt32(value)
    bits += 6
    if bits >= 8 {
      bits -= 8
      bytes.append(UInt8(truncatingIfNeeded: held >> UInt32(bits)))
    }
  }
  return bytes
}

func encodedBase64(_ bytes: [UInt8]) -> String {
  var text: [UInt8] = []
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start..<min(start + 3, bytes.count)]
    var value: UInt32 = 0
    for index in 0..<3 {
      value = value << 8 | UInt32(index < group.count ? group[start + index] : 0)
    }
    for index in 0..<4 {
      let digit = base64Digits[Int(value >> UInt32(18 - 6 * index) & 63)]
      text.append(index <= group.count ? digit : UInt8(ascii: "="))
    }
  }
  return String(decoding: text, as: UTF8.self)
}
