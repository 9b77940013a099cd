import Network

extension TraceFacts {
  /// What the kernel said, a line each: the client's own packets first.
  ///
  /// `rulesets`: to print the rule whose handle the kernel told.
  package func evidence(rulesets: [Ruleset] = []) -> [String] {
    let rules = (verdicts ?? []).map { verdict in
      let place = "\(verdict.family) \(verdict.table) \(verdict.chain)"
      let rule: String =
        switch verdict.handle {
        case nil: "policy drop"
        case let handle?:
          rulesets.text(of: verdict, handle).map { "\"\($0)\"" } ?? "the rule with handle \(handle)"
        }
      return "nft trace: \(place): \(rule) dropped \(packets(verdict.count)) "
        + "\(verdict.packet)\(verdict.interfaces)"
    }
    let kernel = (drops ?? []).map { drop in
      let reason = drop.reason.map { "reason \($0)" } ?? "no reason given"
      return "skb:kfree_skb: \(reason) in \(drop.function)(): "
        + "\(packets(drop.count)) of \(drop.network), of anybody"
    }
    return rules + kernel + (missing ?? [])
  }

  private func packets(_ count: Int) -> String { count == 1 ? "1 packet" : "\(count) packets" }
}

extension TraceFacts.Verdict {
  /// ` in eth1 out eth0`
  fileprivate var interfaces: String {
    (input.map { " in \($0)" } ?? "") + (output.map { " out \($0)" } ?? "")
  }
}

extension [Ruleset] {
  /// The rule of nft's list that has this handle, without its handle and counters' place.
  fileprivate func text(of verdict: TraceFacts.Verdict, _ handle: UInt64) -> String? {
    for ruleset in self where ruleset.tool == .nft {
      var (isTable, isChain) = (false, false)
      for line in ruleset.lines {
        let words = line.split { $0 == " " || $0 == "\t" }
        if words.first == "table" {
          isTable = words.dropFirst().prefix(2).elementsEqual([
            Substring(verdict.family), Substring(verdict.table),
          ])
          isChain = false
        } else if words.first == "chain" {
          isChain = words.dropFirst().first == Substring(verdict.chain)
        } else if isTable, isChain, words.suffix(3).elementsEqual(["#", "handle", "\(handle)"]) {
          return words.dropLast(3).joined(separator: " ")
        }
      }
    }
    return nil
  }
}

extension WalkFacts.Quoted: CustomStringConvertible {
  /// `10.0.0.2:80 > 192.168.3.10:40001`
  package var description: String {
    func spelled(_ address: Address, _ port: UInt16?) -> String {
      port.map { "\(Endpoint(address, port: $0))" } ?? "\(address)"
    }
    return "\(spelled(source, sourcePort)) > \(spelled(destination, destinationPort))"
  }
}
