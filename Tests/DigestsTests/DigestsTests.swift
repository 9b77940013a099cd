import Testing

@testable import Digests

private func hexadecimal(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

// The examples of RFC 1321 §A.5 and FIPS 180.
@Test(arguments: [
  (HashFunction.md5, "", "d41d8cd98f00b204e9800998ecf8427e"),
  (.md5, "message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
  (.sha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
  (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
])
func aDigestIsTheStandardsExample(function: HashFunction, text: String, digest: String) {
  #expect(hexadecimal(function.digest(of: Array(text.utf8))) == digest)
  #expect(function.digest(of: Array(text.utf8)).count == function.length)
}

// RFC 2202 §2, tests 1 to 3 and 6, and RFC 4231 §4.3.
@Test(arguments: [
  (
    HashFunction.md5, [UInt8](repeating: 0x0b, count: 16), "Hi There",
    "9294727a3638bb1c13f48ef8158bfc9d"
  ),
  (.md5, Array("Jefe".utf8), "what do ya want for nothing?", "750c783e6ab0b503eaa86e310a5db738"),
  (
    .md5, [UInt8](repeating: 0xaa, count: 80),
    "Test Using Larger Than Block-Size Key - Hash Key First",
    "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd"
  ),
  (
    .sha256, Array("Jefe".utf8), "what do ya want for nothing?",
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
  ),
])
func anAuthenticationCodeIsTheStandardsExample(
  function: HashFunction, key: [UInt8], text: String, code: String
) {
  #expect(hexadecimal(function.authenticationCode(of: Array(text.utf8), key: key)) == code)
}

@Test func anEmptyKeyAuthenticatesToo() {
  // Python's hmac.new(b"", b"", "md5") says so.
  #expect(
    hexadecimal(HashFunction.md5.authenticationCode(of: [], key: []))
      == "74e6f7298a9c2d168935f58c001bad88")
}

// RFC 7914 §11.
@Test func aDerivedKeyIsTheStandardsExample() {
  let key = HashFunction.sha256.derivedKey(
    password: Array("passwd".utf8), salt: Array("salt".utf8), iterations: 1)
  #expect(
    hexadecimal(key) == "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc")
}

@Test func anEmptyPasswordAndSaltDeriveAKey() {
  #expect(HashFunction.sha256.derivedKey(password: [], salt: [], iterations: 0).count == 32)
}

@Test func piecesHaveTheDigestOfTheWhole() {
  let text = [UInt8]((0..<1000).map { UInt8(truncatingIfNeeded: $0) })
  for function in HashFunction.allCases {
    var digest = RunningDigest(function)
    digest.update(text[..<7])
    digest.update(text[7..<7])
    digest.update(text[7...].lazy.map { $0 })
    #expect(digest.value == function.digest(of: text))
    #expect(digest.value == digest.value)
  }
}

@Test func aCopyGoesOnByItself() {
  var first = RunningDigest(.sha256)
  first.update(Array("a".utf8))
  var second = first
  second.update(Array("b".utf8))
  first.update(Array("c".utf8))
  #expect(first.value == HashFunction.sha256.digest(of: Array("ac".utf8)))
  #expect(second.value == HashFunction.sha256.digest(of: Array("ab".utf8)))
}
