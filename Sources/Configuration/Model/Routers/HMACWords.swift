import Network
import VRRP

/// An `auth_hmac` block as its statements leave it.
struct HMACDraft {
  var settings = AuthHMAC.Settings(keys: [:], activeKey: 0, window: nil, mode: .enforce)
  /// `time_window`, in seconds.
  var window: Int32?
  var isMonotonic = false

  /// With the window that it has for an advertisement interval: as keepalived has it, three intervals
  /// in whole seconds, and five seconds at least.
  func settings(interval: Duration) -> AuthHMAC.Settings {
    var settings = settings
    let seconds = min(3 * interval.components.seconds, 300)
    settings.window = isMonotonic ? nil : window ?? max(5, Int32(truncatingIfNeeded: seconds))
    return settings
  }
}

extension Interpretation {
  mutating func readHMAC(_ node: Node, into draft: inout RouterDraft) {
    guard let word = node.words.first else { return }
    var hmac = HMACDraft()
    var active: UInt8?
    for child in children(of: node) where meaning(of: child, in: .hmac) == .acted {
      switch child.keyword {
      case "key": readKey(child, into: &hmac.settings)
      case "active_key": active = byte(child, in: 1...255, of: "a key's identifier")
      default: readHMACOption(child, into: &hmac)
      }
    }
    let keys = hmac.settings.keys
    guard let key = active ?? (keys.count == 1 ? keys.keys.first : nil), keys[key] != nil else {
      report.error(
        code: .missingWord, "auth_hmac has no key to send with", at: word,
        hint: "expected 'key ID VALUE', and 'active_key ID' if there are several")
      return
    }
    hmac.settings.activeKey = key
    draft.hmac = Stated(hmac, at: word)
  }

  private mutating func readHMACOption(_ node: Node, into hmac: inout HMACDraft) {
    switch node.keyword {
    case "anti_replay":
      let kinds: [(String, Bool)] = [("time", false), ("monotonic", true)]
      if let word = argument(node, expecting: "time or monotonic") {
        let isMonotonic = choice(word, of: kinds, what: "a guard against replays")
        hmac.isMonotonic = isMonotonic ?? hmac.isMonotonic
      }
    case "time_window":
      if let seconds = number(node, in: 1...300, of: "a number of seconds") {
        hmac.window = Int32(truncatingIfNeeded: seconds)
      }
    case "mode":
      let modes: [(String, AuthHMAC.Settings.Mode)] = [
        ("enforce", .enforce), ("permissive", .permissive), ("receive-only", .receiveOnly),
      ]
      if let word = argument(node, expecting: "enforce, permissive or receive-only"),
        let mode = choice(word, of: modes, what: "a mode")
      {
        hmac.settings.mode = mode
      }
    default: break
    }
  }

  /// `key ID hex:DIGITS`, `key ID file:PATH`, `key ID TEXT`: 32 to 64 bytes.
  private mutating func readKey(_ node: Node, into hmac: inout AuthHMAC.Settings) {
    let expected = "a key's identifier and the key"
    guard let word = argument(node, expecting: expected, atMost: 2),
      let identifier = number(word, in: 1...255, of: "a key's identifier"),
      let value = argument(node, 2, expecting: expected, atMost: 2),
      let bytes = keyBytes(value)
    else { return }
    guard (32...64).contains(bytes.count) else {
      report.error(
        "the key \(identifier) has \(bytes.count) bytes", at: value,
        hint: "expected 32 to 64: as text, as twice as many digits after 'hex:', or in a file "
          + "after 'file:'")
      return
    }
    let number = UInt8(truncatingIfNeeded: identifier)
    guard hmac.keys[number] == nil else {
      report.error(
        code: .definedTwice, "auth_hmac has the key \(identifier) twice", at: word,
        hint: "expected a number of its own for each key: the peer looks a key up by its number")
      return
    }
    hmac.keys[number] = bytes
  }

  private mutating func keyBytes(_ value: Word) -> [UInt8]? {
    if value.text.hasPrefix("file:") {
      guard let line = keyLine(String(value.text.dropFirst(5)), at: value) else { return nil }
      return decodedKey(line, at: value)
    }
    let bytes = decodedKey(Array(value.text.utf8), at: value)
    if !value.text.hasPrefix("hex:"), value.text.utf8.count >= 64,
      value.text.utf8.allSatisfy({ hexDigit($0) != nil })
    {
      report.warning(
        code: .doubtful,
        "these digits are taken as text, as keepalived takes them: the key is the digits "
          + "themselves", at: value, hint: "write 'hex:' before them if they stand for bytes")
    }
    return bytes
  }

  /// The first line of a file; a relative path begins where the file stands that names it.
  private mutating func keyLine(_ path: String, at word: Word) -> ArraySlice<UInt8>? {
    let file = word.position.file
    let directory = file.lastIndex(of: "/").map { file[...$0] } ?? ""
    let found = context.keyFile(path.hasPrefix("/") ? path : directory + path)
    guard let contents = found.contents else {
      report.error(
        "the key file '\(path)' cannot be read: \(found.problem)", at: word,
        hint: "expected a regular file whose first line is the key, as text or after 'hex:'")
      return nil
    }
    if found.isOpenToOthers {
      report.warning(
        code: .doubtful,
        "the key file '\(path)' is open to its group or to others: whoever reads it can sign "
          + "advertisements", at: word, hint: "chmod 600 '\(path)'")
    }
    return contents.prefix { $0 != .lineFeed && $0 != 13 }
  }

  /// `hex:` and digits, with blanks between bytes or without; anything else is itself.
  private mutating func decodedKey(
    _ text: some Collection<UInt8>, at word: Word
  ) -> [UInt8]? {
    guard text.starts(with: "hex:".utf8) else { return Array(text) }
    let digits = text.dropFirst(4).filter { !isBlank($0) }.map(hexDigit)
    guard digits.count.isMultiple(of: 2), !digits.contains(nil) else {
      report.error(
        "the key after 'hex:' is not hexadecimal", at: word,
        hint: "expected two digits, 0 to 9 and a to f, for each byte")
      return nil
    }
    let values = digits.compactMap(\.self)
    return stride(from: 0, to: values.count - 1, by: 2).map { values[$0] << 4 | values[$0 + 1] }
  }
}
