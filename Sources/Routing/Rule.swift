package import Network

/// A rule that chooses a table of routes (`RTM_NEWRULE`, `struct fib_rule_hdr`).
package struct Rule: Hashable, Sendable {
  package var family: Family
  /// 1…32765 is before the tables `main` and `default`; nil: the kernel takes the next free one.
  package var priority: UInt32?
  package var from: Prefix?
  package var to: Prefix?
  /// Interfaces by name, so that one that comes later is meant too.
  package var input: String?
  package var output: String?
  package var mark: Mark?
  /// `tos`, IPv4 alone.
  package var typeOfService: UInt8
  /// `not`
  package var isInverted: Bool
  package var details: Details
  package var action: Action
  package var owner: Owner

  package init(
    _ family: Family, priority: UInt32? = nil, from: Prefix? = nil, to: Prefix? = nil,
    input: String? = nil, output: String? = nil, mark: Mark? = nil, typeOfService: UInt8 = 0,
    isInverted: Bool = false, details: Details = .init(),
    action: Action = .lookUp(table: Route.mainTable),
    owner: Owner = .directord
  ) {
    self.family = family
    self.priority = priority
    self.from = from
    self.to = to
    self.input = input
    self.output = output
    self.mark = mark
    self.typeOfService = typeOfService
    self.isInverted = isInverted
    self.details = details
    self.action = action
    self.owner = owner
  }

  /// `fwmark`
  package struct Mark: Hashable, Sendable {
    package var value: UInt32
    package var mask: UInt32

    package init(_ value: UInt32, mask: UInt32 = .max) {
      self.value = value
      self.mask = mask
    }
  }

  /// `FR_ACT_*`
  package enum Action: Hashable, Sendable {
    case lookUp(table: UInt32)
    case goTo(priority: UInt32)
    case nothing
    case blackhole
    case unreachable
    case prohibit

    var number: UInt8 {
      switch self {
      case .lookUp: 1
      case .goTo: 2
      case .nothing: 3
      case .blackhole: 6
      case .unreachable: 7
      case .prohibit: 8
      }
    }
  }

  /// True if `found` is what this asks for.
  package func isMade(by found: Rule) -> Bool {
    var wanted = self
    wanted.priority = priority ?? found.priority
    wanted.owner = found.owner
    return wanted == found
  }
}

extension Rule {
  /// The payload that adds or deletes it.
  func append(to bytes: inout [UInt8]) {
    var table: UInt32 = 0
    if case .lookUp(let number) = action { table = number }
    bytes += [
      Wire.number(family), UInt8(clamping: to?.length ?? 0), UInt8(clamping: from?.length ?? 0),
      typeOfService, UInt8(exactly: table) ?? 0, 0, 0, action.number,
    ]
    bytes.appendHost(isInverted ? Wire.Rule.inverted : 0)
    if let from { bytes.append(attribute: Wire.Rule.source, bytes: from.address.bytes) }
    if let to { bytes.append(attribute: Wire.Rule.destination, bytes: to.address.bytes) }
    if let input { bytes.append(attribute: Wire.Rule.input, text: input) }
    if let output { bytes.append(attribute: Wire.Rule.output, text: output) }
    if let mark {
      bytes.append(attribute: Wire.Rule.mark, mark.value)
      bytes.append(attribute: Wire.Rule.mask, mark.mask)
    }
    details.append(to: &bytes)
    if table > 0xff { bytes.append(attribute: Wire.Rule.table, table) }
    if case .goTo(let target) = action { bytes.append(attribute: Wire.Rule.target, target) }
    if let priority { bytes.append(attribute: Wire.Rule.priority, priority) }
    if owner != .unknown { bytes.append(attribute: Wire.Rule.owner, owner.rawValue) }
  }

  /// From a message's payload; nil if it is no rule, or of a family or action not known here.
  init?(_ payload: ArraySlice<UInt8>) {
    guard let family = payload.byte(0).flatMap(Wire.family), let toLength = payload.byte(1),
      let fromLength = payload.byte(2), let service = payload.byte(3), let table = payload.byte(4),
      let action = payload.byte(7), let flags = payload.word(8)
    else { return nil }
    self.init(family, typeOfService: service, action: .nothing, owner: .unknown)
    isInverted = flags & Wire.Rule.inverted != 0
    var fields = RuleFields(table: UInt32(table))
    var reader = AttributeReader(payload.dropFirst(12))
    while let attribute = reader.next() {
      take(attribute)
      details.take(attribute)
      fields.take(attribute)
    }
    guard !reader.isMalformed, let known = fields.action(action) else { return nil }
    self.action = known
    mark = fields.mark.map { Mark($0, mask: fields.mask) }
    from = fields.from.flatMap { Prefix($0, length: Int(fromLength)) }
    to = fields.to.flatMap { Prefix($0, length: Int(toLength)) }
  }

  private mutating func take(_ attribute: Attribute) {
    switch attribute.type {
    case Wire.Rule.input: input = attribute.text
    case Wire.Rule.output: output = attribute.text
    case Wire.Rule.priority: priority = attribute.integer(UInt32.self)
    case Wire.Rule.owner: owner = Owner(rawValue: attribute.integer(UInt8.self) ?? 0)
    default: break
    }
  }
}

private struct RuleFields {
  var table: UInt32
  var from: Address?
  var to: Address?
  var target: UInt32?
  var mark: UInt32?
  var mask = UInt32.max

  init(table: UInt32) { self.table = table }

  mutating func take(_ attribute: Attribute) {
    switch attribute.type {
    case Wire.Rule.source: from = Address(bytes: attribute.value)
    case Wire.Rule.destination: to = Address(bytes: attribute.value)
    case Wire.Rule.mark: mark = attribute.integer(UInt32.self)
    case Wire.Rule.mask: mask = attribute.integer(UInt32.self) ?? .max
    case Wire.Rule.table: table = attribute.integer(UInt32.self) ?? table
    case Wire.Rule.target: target = attribute.integer(UInt32.self)
    default: break
    }
  }

  func action(_ number: UInt8) -> Rule.Action? {
    switch number {
    case 1: .lookUp(table: table)
    case 2: .goTo(priority: target ?? 0)
    case 3: .nothing
    case 6: .blackhole
    case 7: .unreachable
    case 8: .prohibit
    default: nil
    }
  }
}
