import Health
import Network

/// What a checker says of TLS, beside whether it speaks it.
struct TLSDraft {
  var sendsName = true
  var serverName: String?
  var verifies = false
  var files = TLSFiles()
  var pinnedKey: String?
}

extension Interpretation {
  /// A statement about TLS; false if it is none.
  mutating func readTLSWord(_ node: Node, into draft: inout TLSDraft) -> Bool {
    switch node.keyword {
    case "enable_sni": if let sends = boolean(node) { draft.sendsName = sends }
    case "sni_name": draft.serverName = node.words.count > 1 ? node.words[1].text : nil
    case "verify_certificate": if let verifies = boolean(node) { draft.verifies = verifies }
    case "ca": if let file = text(node, expecting: "a file") { draft.files.authorities = file }
    case "certificate":
      if let file = text(node, expecting: "a file") { draft.files.certificate = file }
    case "key": if let file = text(node, expecting: "a file") { draft.files.key = file }
    case "key_password":
      if let secret = text(node, expecting: "a password") { draft.files.password = secret }
    case "pinned_key": readPin(node, into: &draft)
    default: return false
    }
    return true
  }

  /// `sha256//BASE64`, as libcurl has it.
  private mutating func readPin(_ node: Node, into draft: inout TLSDraft) {
    guard let word = argument(node, expecting: "a digest, such as sha256//…=") else { return }
    let pins = word.text.split(separator: ";", omittingEmptySubsequences: false)
    guard pins.allSatisfy({ $0.hasPrefix("sha256//") && $0.utf8.count == 52 }) else {
      report.error(
        "'\(word.text)' pins no key", at: word,
        hint: "expected sha256// and 44 characters of base64; several with ';' between")
      return
    }
    draft.pinnedKey = word.text
  }

  /// `host`: whose name is sent if the checker names none.
  func tls(_ draft: TLSDraft, host: String?) -> TLS {
    let name = draft.sendsName ? (draft.serverName ?? host).flatMap(serverName) : nil
    let ownsCertificate = draft.files.certificate != nil
    return TLS(
      serverName: name, verifiesCertificate: draft.verifies,
      authorities: draft.files.authorities ?? tls.authorities,
      certificate: draft.files.certificate ?? tls.certificate,
      key: draft.files.key ?? (ownsCertificate ? nil : tls.key),
      password: draft.files.password ?? (ownsCertificate ? nil : tls.password),
      pinnedKey: draft.pinnedKey)
  }

  /// `tls none|starttls|implicit`, with the rest of what the checker says of TLS: what it is spoken
  /// over. `startsTLS` is told if it is to be asked for.
  mutating func stream(_ checker: CheckerDraft) -> (carrier: Carrier, startsTLS: Bool) {
    var draft = TLSDraft()
    var security = Security.none
    for node in checker.own where !readTLSWord(node, into: &draft) && node.keyword == "tls" {
      let kinds: [(String, Security)] = [
        ("none", .none), ("off", .none), ("starttls", .explicit), ("implicit", .implicit),
        ("on", .implicit),
      ]
      let expected = "none, starttls or implicit"
      if let word = argument(node, expecting: expected),
        let kind = choice(word, of: kinds, what: "a kind of TLS")
      {
        security = kind
      }
    }
    let tls = tls(draft, host: checker.defaults.virtualHost)
    switch security {
    case .none: return (.stream(tls: nil), false)
    case .explicit: return (.stream(tls: tls), true)
    case .implicit: return (.secured(tls), false)
    }
  }

  private enum Security { case none, explicit, implicit }
}

/// The name to ask for in TLS: the host without its port; none for an address (RFC 6066 §3).
private func serverName(_ host: String) -> String? {
  if host.hasPrefix("[") || Address(host) != nil { return nil }
  let name = host.prefix { $0 != ":" }
  return name.isEmpty || Address(name) != nil ? nil : String(name)
}
