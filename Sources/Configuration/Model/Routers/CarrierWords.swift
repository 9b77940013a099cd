import Network
import VRRP

/// What says how an instance's packets travel: addresses, peers, authentication.
extension Interpretation {
  mutating func readCarrier(_ node: Node, into draft: inout RouterDraft) -> Bool {
    switch node.keyword {
    case "unicast_src_ip", "mcast_src_ip":
      if let word = argument(node, expecting: "an address") {
        draft.source = address(word).map { Stated($0, at: word) }
      }
      if node.keyword == "unicast_src_ip" { draft.unicast = node.words.first }
    case "track_src_ip": draft.tracksSource = true
    case "unicast_peer":
      draft.unicast = node.words.first
      for child in children(of: node) { readPeer(child, into: &draft) }
    case "unicast_fault_no_peer": draft.needsPeer = node.words.first
    case "unicast_ttl": draft.hopLimit = byte(node, in: 0...255, of: "a time to live")
    case "mcast_dst_ip":
      if let word = argument(node, expecting: "a multicast address") {
        draft.group = multicast(word).map { Stated($0, at: word) }
      }
    case "authentication": readAuthentication(node, into: &draft)
    case "auth_hmac": readHMAC(node, into: &draft)
    default: return false
    }
    return true
  }

  mutating func multicast(_ word: Word) -> Address? {
    guard let address = address(word) else { return nil }
    if address.isMulticast { return address }
    report.error(
      "'\(word.text)' is not a multicast address", at: word,
      hint: "expected one such as 224.0.0.18 or ff02::12")
    return nil
  }

  /// `IP [min_ttl N] [max_ttl N]`
  private mutating func readPeer(_ node: Node, into draft: inout RouterDraft) {
    guard let word = node.words.first, let address = address(word) else { return }
    var least: UInt8 = 0
    var most: UInt8 = 255
    var index = 1
    while index < node.words.count {
      let option = node.words[index]
      let bounds: [(String, Bool)] = [("min_ttl", true), ("max_ttl", false)]
      guard let isLeast = choice(option, of: bounds, what: "an option of a peer"),
        let text = value(after: &index, of: node, expecting: "a time to live"),
        let number = number(text, in: 0...255, of: "a time to live")
      else { return }
      if isLeast {
        least = UInt8(truncatingIfNeeded: number)
      } else {
        most = UInt8(truncatingIfNeeded: number)
      }
      index += 1
    }
    guard least <= most else {
      report.error(
        code: .conflictingWords, "no time to live is at least \(least) and at most \(most)",
        at: word,
        hint: "expected a min_ttl that is not above max_ttl")
      return
    }
    if draft.peers.contains(where: { $0.value.address == address }) {
      report.warning(
        code: .definedTwice, "the peer \(address) stands twice; the second is ignored", at: word)
      return
    }
    draft.peers.append(Stated(Carrier.Peer(address, hopLimits: least...most), at: word))
  }

  private mutating func readAuthentication(_ node: Node, into draft: inout RouterDraft) {
    for child in children(of: node) where meaning(of: child, in: .authentication) == .acted {
      switch child.keyword {
      case "auth_type":
        let types: [(String, RouterDraft.AuthenticationType)] = [
          ("PASS", .password), ("AH", .header),
        ]
        if let word = argument(child, expecting: "PASS or AH") {
          draft.authenticationType =
            choice(word, of: types, what: "a type of authentication").map { Stated($0, at: word) }
        }
      case "auth_pass":
        guard let word = argument(child, expecting: "a password") else { continue }
        if word.text.utf8.count > 8 {
          report.warning(
            code: .longPassword, "only the first 8 bytes of the password count", at: word,
            hint: "write '\(String(decoding: word.text.utf8.prefix(8), as: UTF8.self))' on both "
              + "directors, or auth_hmac, whose keys are longer")
        }
        draft.password = Stated(Password(word.text.utf8), at: word)
      default: break
      }
    }
  }
}
