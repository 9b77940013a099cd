import Network

extension InterfaceAddress {
  /// The payload that adds it.
  func append(to bytes: inout [UInt8]) {
    appendHead(to: &bytes, flags: UInt8(truncatingIfNeeded: flags.rawValue), scope: scope)
    if let broadcast { bytes.append(attribute: Wire.Address.broadcast, network: broadcast) }
    if let label, address.family == .ipv4 {
      bytes.append(attribute: Wire.Address.label, text: label)
    }
    // A kernel before 3.14 knows the eight flags of the header alone.
    if flags.rawValue > 0xff { bytes.append(attribute: Wire.Address.flags, flags.rawValue) }
    if preferredLifetime != Self.forever || validLifetime != Self.forever {
      var lifetimes: [UInt8] = []
      for seconds in [preferredLifetime, validLifetime, 0, 0] { lifetimes.appendHost(seconds) }
      bytes.append(attribute: Wire.Address.lifetimes, bytes: lifetimes)
    }
    if owner != .unknown { bytes.append(attribute: Wire.Address.owner, owner.rawValue) }
  }

  /// The payload that deletes it: what tells it from others. A label or a broadcast address that
  /// somebody changed does not keep it.
  func appendKey(to bytes: inout [UInt8]) {
    appendHead(to: &bytes, flags: 0, scope: .universe)
  }

  private func appendHead(to bytes: inout [UInt8], flags: UInt8, scope: Scope) {
    bytes += [Wire.number(address.family), length, flags, scope.rawValue]
    bytes.appendHost(interface)
    bytes.append(attribute: Wire.Address.local, bytes: address.bytes)
    bytes.append(attribute: Wire.Address.address, bytes: (peer ?? address).bytes)
  }

  /// From a message's payload; nil if it is no address, or of another family.
  init?(_ payload: ArraySlice<UInt8>) {
    guard let family = payload.byte(0).flatMap(Wire.family), let length = payload.byte(1),
      Int(length) <= family.bits, let flags = payload.byte(2), let scope = payload.byte(3),
      let interface = payload.word(4)
    else { return nil }
    var fields = AddressFields(flags: UInt32(flags))
    var reader = AttributeReader(payload.dropFirst(8))
    while let attribute = reader.next() { fields.take(attribute) }
    // IPv6 without a peer has no IFA_LOCAL.
    guard !reader.isMalformed, let address = fields.local ?? fields.address,
      address.family == family
    else { return nil }
    let other = fields.address.flatMap { $0 == address || $0.family != family ? nil : $0 }
    self.init(
      address, length: length, on: interface, peer: other, broadcast: fields.broadcast,
      label: fields.label, scope: Scope(rawValue: scope), flags: Flags(rawValue: fields.flags),
      preferredLifetime: fields.preferred, owner: fields.owner)
    validLifetime = fields.valid
  }
}

private struct AddressFields {
  var local: Address?
  var address: Address?
  var broadcast: UInt32?
  var label: String?
  var flags: UInt32
  var preferred = InterfaceAddress.forever
  var valid = InterfaceAddress.forever
  var owner = Owner.unknown

  init(flags: UInt32) { self.flags = flags }

  mutating func take(_ attribute: Attribute) {
    switch attribute.type {
    case Wire.Address.local: local = Address(bytes: attribute.value)
    case Wire.Address.address: address = Address(bytes: attribute.value)
    case Wire.Address.broadcast: broadcast = attribute.network(UInt32.self)
    case Wire.Address.label: label = attribute.text
    case Wire.Address.flags: flags = attribute.integer(UInt32.self) ?? flags
    case Wire.Address.lifetimes:
      preferred = attribute.value.word(0) ?? preferred
      valid = attribute.value.word(4) ?? valid
    case Wire.Address.owner: owner = Owner(rawValue: attribute.integer(UInt8.self) ?? 0)
    default: break
    }
  }
}
