import Health

extension Interpretation {
  mutating func dnsProbe(_ checker: CheckerDraft) -> DNSProbe {
    var probe = DNSProbe()
    for node in checker.own {
      switch node.keyword {
      case "type":
        let types = DNSProbe.RecordType.allCases.map { ($0.name, $0) }
        if let word = argument(node, expecting: "a type of record, such as SOA"),
          let type = choice(word, of: types, what: "a type of record that is asked for")
        {
          probe.type = type
        }
      case "name":
        guard let word = argument(node, expecting: "a domain's name") else { continue }
        if let labels = DNSProbe.labels(of: word.text) {
          probe.labels = labels
        } else {
          report.error(
            "'\(word.text)' is not a domain's name", at: word,
            hint: "expected labels of 1 to 63 bytes with dots between, 255 in all")
        }
      default: break
      }
    }
    return probe
  }

  mutating func udpProbe(_ checker: CheckerDraft, _ word: Word) -> UDPProbe {
    var probe = UDPProbe()
    var least: Int?
    var most: Int?
    let lengths: ClosedRange<UInt32> = 0...65535
    for node in checker.own {
      switch node.keyword {
      case "payload":
        if let bytes = bytes(node, expecting: "bytes in hexadecimal") { probe.payload = bytes }
      case "require_reply":
        probe.requiresReply = true
        guard node.words.count > 1 else { continue }
        let expected = "bytes in hexadecimal, an x for any digit"
        if let reply = pattern(node, expecting: expected) { probe.reply = reply }
      case "min_reply_length":
        if let length = number(node, in: lengths, of: "a number of bytes") { least = Int(length) }
      case "max_reply_length":
        if let length = number(node, in: lengths, of: "a number of bytes") { most = Int(length) }
      default: break
      }
    }
    // keepalived looks at a reply's length only if it looks at its bytes; said outright, it counts.
    let widest = probe.reply.isEmpty ? 65535 : max(255, probe.reply.count)
    if let least, let most, least > most {
      report.error(
        code: .conflictingWords, "min_reply_length \(least) is above max_reply_length \(most)",
        at: word,
        hint: "expected min_reply_length at most as large as max_reply_length")
      return probe
    }
    let low = least ?? 0
    probe.replyLengths = low...max(low, most ?? widest)
    return probe
  }
}
