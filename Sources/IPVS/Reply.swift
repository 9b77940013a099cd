package import Network

/// Decodes generic netlink payloads that the kernel sends (`struct genlmsghdr` and attributes).
package enum Reply {
  package struct Service: Hashable, Sendable {
    package var key: ServiceKey
    package var settings: ServiceSettings
    package var statistics: Statistics
  }

  package struct Destination: Hashable, Sendable {
    package var endpoint: Endpoint
    package var settings: DestinationSettings
    package var statistics: DestinationStatistics
  }

  /// One service of a dump.
  package static func service(
    _ payload: ArraySlice<UInt8>
  ) throws(ReplyError) -> Service {
    let nested = try attribute(Wire.Top.service, "IPVS_CMD_ATTR_SERVICE", in: payload)
    var fields = ServiceFields()
    var reader = nested.nested
    while let attribute = reader.next() { fields.take(attribute) }
    guard !reader.isMalformed else { throw .truncated }
    return try fields.reply()
  }

  /// One destination of a dump of a service's; `family` is the service's, which old kernels leave
  /// out.
  package static func destination(
    _ payload: ArraySlice<UInt8>, family: Family
  ) throws(ReplyError) -> Destination {
    let nested = try attribute(Wire.Top.destination, "IPVS_CMD_ATTR_DEST", in: payload)
    var fields = DestinationFields(family: Wire.number(family))
    var reader = nested.nested
    while let attribute = reader.next() { fields.take(attribute) }
    guard !reader.isMalformed else { throw .truncated }
    return try fields.reply()
  }

  package static func information(
    _ payload: ArraySlice<UInt8>
  ) throws(ReplyError) -> Information {
    var found = Information(version: 0, connectionTableSize: 0)
    try each(in: payload) { attribute in
      switch attribute.type {
      case Wire.Info.version: found.version = attribute.integer(UInt32.self) ?? 0
      case Wire.Info.tableSize: found.connectionTableSize = attribute.integer(UInt32.self) ?? 0
      default: break
      }
    }
    guard found.version != 0 else { throw .missing("IPVS_INFO_ATTR_VERSION") }
    return found
  }

  package static func timeouts(_ payload: ArraySlice<UInt8>) throws(ReplyError) -> Timeouts {
    var found = Timeouts()
    try each(in: payload) { attribute in
      switch attribute.type {
      case Wire.Top.timeoutTCP: found.tcp = attribute.integer(UInt32.self) ?? 0
      case Wire.Top.timeoutTCPFin: found.tcpFin = attribute.integer(UInt32.self) ?? 0
      case Wire.Top.timeoutUDP: found.udp = attribute.integer(UInt32.self) ?? 0
      default: break
      }
    }
    return found
  }

  static func attribute(
    _ type: UInt16, _ name: String, in payload: ArraySlice<UInt8>
  ) throws(ReplyError) -> Attribute {
    var found: Attribute?
    try each(in: payload) { if $0.type == type { found = $0 } }
    guard let found else { throw .missing(name) }
    return found
  }

  private static func each(
    in payload: ArraySlice<UInt8>, _ body: (Attribute) -> Void
  ) throws(ReplyError) {
    guard payload.count >= 4 else { throw .truncated }
    var reader = AttributeReader(payload.dropFirst(4))
    while let attribute = reader.next() { body(attribute) }
    guard !reader.isMalformed else { throw .truncated }
  }
}

/// Why a reply is none.
package enum ReplyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// An attribute is longer than what holds it, or the message shorter than its header.
  case truncated
  /// The attribute with this name is not there or has a wrong size.
  case missing(String)
  /// An address family, protocol or mark that we do not know: what others have, not what is ours.
  case unsupported(String)

  package var description: String {
    switch self {
    case .truncated: "a reply of the kernel's is cut short"
    case .missing(let name): "a reply of the kernel's lacks \(name)"
    case .unsupported(let what): "a reply of the kernel's has \(what), which is not known here"
    }
  }
}
