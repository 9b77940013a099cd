import Configuration
import Testing
import VRRP

private let digits = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
private let bytes = (0..<32).map { UInt8($0) }

private func signed(
  _ lines: String, interval: String = "1", file: KeyFile = KeyFile(problem: "No such file")
) -> Loaded {
  let text = """
    vrrp_instance a {
      interface eth0
      virtual_router_id 1
      version 3
      advert_int \(interval)
      auth_hmac {
        \(lines)
      }
      virtual_ipaddress {
        192.0.2.1
      }
    }
    """
  let reader: FileReader = { _, including in
    including == nil ? [SourceFile(name: "/etc/d/t.conf", contents: Array(text.utf8))] : []
  }
  let keys = Context(keyFile: { path in
    path == "/etc/d/keys/a" || path == "/run/key" ? file : KeyFile(problem: "wrong path \(path)")
  })
  return load("/etc/d/t.conf", reading: reader, context: keys)
}

private func settings(_ result: Loaded) -> AuthHMAC.Settings? {
  guard
    case .hmac(let settings)? =
      result.configuration?.routers.first?.instance.carrier.authentication
  else { return nil }
  return settings
}

@Test(arguments: [
  "hex:\(digits)", "\"hex:00 \(digits.dropFirst(2))\"", "hex:\(digits.uppercased())",
])
func aKeyInHexadecimalIsItsBytes(value: String) {
  let result = signed("key 1 \(value)")
  #expect(settings(result)?.keys == [1: bytes])
  #expect(messages(result) == [])
}

@Test func bareDigitsAreTextAsInKeepalived() {
  let result = signed("key 1 \(digits)")
  #expect(settings(result)?.keys == [1: Array(digits.utf8)])
  #expect(messages(result).count == 1)
  #expect(messages(result).first?.contains("taken as text") == true)
  #expect(!messages(result).joined().contains(digits))
}

@Test(arguments: ["hex:\(digits)\n", "hex:\(digits)\r\nmore\n", "hex:\(digits)"])
func aKeyFilesFirstLineIsTheKey(contents: String) {
  for path in ["/run/key", "keys/a"] {
    let result = signed("key 3 file:\(path)", file: KeyFile(contents: Array(contents.utf8)))
    #expect(settings(result)?.keys == [3: bytes])
    #expect(messages(result) == [])
  }
  let text = String(repeating: "k", count: 32)
  let plain = signed("key 3 file:/run/key", file: KeyFile(contents: Array(text.utf8)))
  #expect(settings(plain)?.keys == [3: Array(text.utf8)])
}

@Test func aKeyFileThatOthersMayReadIsToldOf() {
  let found = KeyFile(contents: Array("hex:\(digits)".utf8), isOpenToOthers: true)
  let result = signed("key 1 file:/run/key", file: found)
  #expect(settings(result)?.keys == [1: bytes])
  #expect(messages(result).first?.contains("'/run/key' is open to its group or to others") == true)
}

@Test(arguments: [
  ("key 1 file:/run/key", "the key file '/run/key' cannot be read: No such file"),
  ("key 0 hex:\(digits)", "'0' is not a key's identifier"),
  ("key 256 hex:\(digits)", "'256' is not a key's identifier"),
  ("key 1 hex:\(digits)\nkey 1 hex:\(digits)", "auth_hmac has the key 1 twice"),
  ("key 1 hex:\(digits)0", "the key after 'hex:' is not hexadecimal"),
  ("key 1 hex:xy", "the key after 'hex:' is not hexadecimal"),
  ("key 1 hex:0001", "the key 1 has 2 bytes"),
  ("key 1 file:/run/nothing/at/all/of/this/name/here", "cannot be read: wrong path"),
  ("key 1 \(digits)\(digits)", "the key 1 has 128 bytes"),
  ("key 1 hex:\(digits)\nactive_key 0", "'0' is not a key's identifier"),
])
func aKeyThatIsNoneIsAnError(lines: String, message: String) {
  let result = signed(lines)
  #expect(result.configuration == nil)
  #expect(result.diagnostics.contains { $0.severity == .error && $0.message.contains(message) })
}

@Test(
  arguments: [
    ("1", "", 5), ("2", "", 6), ("10", "", 30), ("0.5", "", 5), ("40", "", 120),
    ("10", "time_window 7", 7),
  ] as [(String, String, Int32)])
func theWindowFollowsTheInterval(interval: String, line: String, window: Int32) {
  let result = signed("key 1 hex:\(digits)\n\(line)", interval: interval)
  #expect(settings(result)?.window == window)
}

@Test func aKeyIsPrintedInHexadecimal() throws {
  let result = signed("key 1 hex:\(digits)\nanti_replay monotonic")
  let printed = try #require(result.configuration?.printed)
  #expect(printed.contains("key 1 hex:\(digits)\n"))
  #expect(settings(loaded(printed)) == settings(result))
}
