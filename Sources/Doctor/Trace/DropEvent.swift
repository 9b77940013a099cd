/// One line of tracefs' `trace_pipe` about the event skb:kfree_skb (include/trace/events/skb.h).
package enum DropEvent: Hashable, Sendable {
  case dropped(TraceFacts.Drop)
  /// The buffer was full: so many events of one processor are missing.
  case lost(UInt64)

  /// nil for a line of another kind.
  ///
  ///     <idle>-0 [001] ..s1. 61.9: kfree_skb: skbaddr=00… protocol=2048 location=ip_rcv+0x1b/0x45
  ///     reason: IP_RPFILTER
  package init?(_ line: some StringProtocol) {
    if line.contains("LOST"),
      let count = line.split(separator: " ").compactMap({ UInt64($0) }).first
    {
      self = .lost(count)
      return
    }
    let words = line.split(separator: " ").prefix(40)
    guard let name = words.firstIndex(of: "kfree_skb:") else { return nil }
    var (network, function, reason): (String?, String?, String?) = (nil, nil, nil)
    for (place, word) in words.enumerated() where place > name {
      if let number = word.value(of: "protocol=") { network = Self.network(number) }
      if let location = word.value(of: "location=") {
        function = String(location.prefix { $0 != "+" })
      }
      if word == "reason:", place + 1 < words.count { reason = String(words[place + 1]) }
    }
    guard let network, let function else { return nil }
    self = .dropped(TraceFacts.Drop(reason: reason, function: function, network: network))
  }

  /// By the ethertype in decimal; nil for what no client of a director sends.
  private static func network(_ number: Substring) -> String? {
    switch number {
    case "2048": "IPv4"
    case "34525": "IPv6"
    case "2054": "ARP"
    default: nil
    }
  }
}

extension StringProtocol {
  /// What follows a key.
  fileprivate func value(of key: String) -> Substring? {
    hasPrefix(key) ? Substring(dropFirst(key.count)) : nil
  }
}

/// Counts of equal drops, in the order of their first sight. It is bounded.
package struct DropTally: Hashable, Sendable {
  private static let mostKinds = 500

  private var places: [TraceFacts.Drop: Int] = [:]
  private var drops: [TraceFacts.Drop] = []
  package private(set) var missed: UInt64 = 0

  package init() {}

  package mutating func count(_ event: DropEvent) {
    switch event {
    case .lost(let events):
      let (sum, overflow) = missed.addingReportingOverflow(events)
      missed = overflow ? .max : sum
    case .dropped(let drop):
      if let place = places[drop] {
        drops[place].count += 1
      } else if drops.count < Self.mostKinds {
        places[drop] = drops.count
        drops.append(drop)
      } else if missed < .max {
        missed += 1
      }
    }
  }

  /// The most frequent first.
  package var facts: [TraceFacts.Drop] {
    drops.enumerated().sorted {
      $0.element.count != $1.element.count
        ? $0.element.count > $1.element.count : $0.offset < $1.offset
    }.map(\.element)
  }
}
