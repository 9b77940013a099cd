import Network

/// The values of one condition as they are read; one that is not understood makes all of them unknown.
struct FilterValueList {
  private var numbers: [ClosedRange<UInt32>] = []
  private var addresses: [ClosedRange<Address>] = []
  private var names: [String] = []
  private var isUnknown = false

  mutating func addUnknown() { isUnknown = true }

  /// Adds a value of `field`'s type: `80`, `80-90`, `10.0.0.0/24`, `eth*`, `syn`.
  mutating func add(_ text: Substring, to field: FilterMatch.Field) {
    switch field {
    case .source, .destination: add(FilterText.addresses(text))
    case .input, .output: names.append(String(text))
    case .sourcePort, .destinationPort, .anyPort:
      add(FilterText.range(text, dash: "-") { UInt16($0).map(UInt32.init) })
    case .transport: add(FilterText.range(text, dash: "-", FilterText.transport))
    case .family: add(FilterText.families[String(text)].map { $0...$0 })
    case .state: add(FilterText.states[text.lowercased()].map { $0...$0 })
    case .mark: add(FilterText.range(text, dash: "-", FilterText.number))
    case .flags, .anyFlag: add(FilterText.flags(text).map { $0...$0 })
    case .icmpType: add(FilterText.range(text, dash: nil, FilterText.icmpType))
    case .localDestination: add(text.lowercased() == "local" ? 1...1 : nil)
    case .sometimes: isUnknown = true
    }
  }

  mutating func add(_ range: ClosedRange<UInt32>?) {
    if let range { numbers.append(range) } else { isUnknown = true }
  }

  private mutating func add(_ range: ClosedRange<Address>?) {
    if let range { addresses.append(range) } else { isUnknown = true }
  }

  /// All of them in order; unknown if one is, or if there is none.
  var values: FilterValues {
    if isUnknown { return .unknown }
    if !addresses.isEmpty { return .addresses(addresses.inOrder()) }
    if !names.isEmpty { return .names(names) }
    return numbers.isEmpty ? .unknown : .numbers(numbers.inOrder())
  }
}

extension Array {
  /// Sorted, with overlapping ranges made one.
  fileprivate func inOrder<Bound>() -> [ClosedRange<Bound>] where Element == ClosedRange<Bound> {
    guard count > 1 else { return self }
    var merged: [ClosedRange<Bound>] = []
    for range in sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, range.lowerBound <= last.upperBound {
        merged[merged.count - 1] = last.lowerBound...Swift.max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    return merged
  }

  /// Whether one of ranges that are in order has `value`: by halving.
  func hasInOrder<Bound>(_ value: Bound) -> Bool where Element == ClosedRange<Bound> {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].upperBound < value { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low].contains(value)
  }
}
