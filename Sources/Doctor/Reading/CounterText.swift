extension CounterFacts {
  /// What is read of one moment: the text of each file, "" if there is none.
  package struct Texts: Sendable {
    /// /proc/net/snmp
    package var snmp = ""
    /// /proc/net/netstat
    package var netstat = ""
    /// /proc/net/softnet_stat
    package var softnet = ""
    /// /proc/net/stat/nf_conntrack
    package var conntrack = ""
    /// /proc/net/stat/arp_cache
    package var arpCache = ""
    /// /proc/net/snmp6
    package var snmp6 = ""
    /// net.netfilter.nf_conntrack_count and _max
    package var conntrackCount = ""
    package var conntrackMax = ""

    package init() {}
  }

  /// The counters of these texts by the names that `first` documents.
  package static func counters(_ texts: Texts) -> [String: UInt64] {
    var counters = grouped(texts.snmp)
    counters.merge(grouped(texts.netstat)) { $1 }
    counters.merge(pairs(texts.snmp6)) { $1 }
    // The second number of a line is "dropped", the third "time_squeeze" (net/core/net-procfs.c).
    let rows = texts.softnet.textLines.compactMap(hexadecimal).filter { $0.count > 2 }
    if !rows.isEmpty {
      counters["softnet.dropped"] = sum(rows.map { $0[1] })
      counters["softnet.time_squeeze"] = sum(rows.map { $0[2] })
    }
    counters.merge(columns(texts.conntrack, prefix: "conntrack.")) { $1 }
    counters.merge(columns(texts.arpCache, prefix: "arp_cache.", unsummed: ["entries"])) { $1 }
    counters["conntrack.entries"] = nil
    counters["conntrack.count"] = UInt64(texts.conntrackCount.trimmed)
    counters["conntrack.max"] = UInt64(texts.conntrackMax.trimmed)
    return counters
  }

  /// `Ip: Forwarding DefaultTTL …` and the line of numbers below it.
  private static func grouped(_ text: String) -> [String: UInt64] {
    var counters: [String: UInt64] = [:]
    var heads: [Substring]?
    for line in text.textLines {
      let fields = line.fields
      guard let group = fields.first, group.last == ":" else { continue }
      guard let names = heads, names.first == group else {
        heads = fields
        continue
      }
      for (name, value) in zip(names, fields).dropFirst() {
        if let number = UInt64(value) { counters["\(group.dropLast())\(name)"] = number }
      }
      heads = nil
    }
    return counters
  }

  /// `Ip6InReceives 12`
  private static func pairs(_ text: String) -> [String: UInt64] {
    var counters: [String: UInt64] = [:]
    for line in text.textLines {
      let fields = line.fields
      if fields.count == 2, let number = UInt64(fields[1]) { counters[String(fields[0])] = number }
    }
    return counters
  }

  /// A head of names and a row of hexadecimal numbers for each processor. `unsummed` are the same in
  /// each row.
  private static func columns(
    _ text: String, prefix: String, unsummed: Set<String> = []
  ) -> [String: UInt64] {
    let lines = text.textLines
    let names = lines.first?.fields ?? []
    let rows = lines.dropFirst().compactMap(hexadecimal)
    guard !rows.isEmpty else { return [:] }
    var counters: [String: UInt64] = [:]
    for (place, name) in names.enumerated() {
      let values = rows.compactMap { place < $0.count ? $0[place] : nil }
      let counted = unsummed.contains(String(name)) ? Array(values.prefix(1)) : values
      counters[prefix + name] = sum(counted)
    }
    return counters
  }

  /// A line that has hexadecimal numbers only; nil for any other.
  private static func hexadecimal(_ line: Substring) -> [UInt64]? {
    let fields = line.fields
    let numbers = fields.compactMap { UInt64($0, radix: 16) }
    return numbers.count == fields.count ? numbers : nil
  }

  private static func sum(_ numbers: [UInt64]) -> UInt64 {
    numbers.reduce(0, &+)
  }
}
