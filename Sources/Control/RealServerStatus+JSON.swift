extension RealServerStatus {
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("adopted", adopted)
      writer.key("checks")
      writer.array(checks) { $1.write(to: &$0) }
      writer.key("connections")
      connections.write(to: &writer)
      writer.field("endpoint", endpoint)
      writer.field("forwarding", forwarding)
      writer.field("heldFor", heldFor)
      writer.field("maintenance", maintenance)
      writer.field("maintenanceSince", maintenanceSince)
      writer.field("maintenanceTarget", maintenanceTarget)
      writer.field("since", since)
      writer.field("slowStart", slowStart)
      writer.field("state", state.rawValue)
      writer.field("suspect", suspect)
      writer.key("traffic")
      traffic.write(to: &writer)
      writer.key("weight")
      weight.write(to: &writer)
    }
  }

  init(from reader: inout JSONReader) throws(ProtocolError) {
    self.init(
      endpoint: "", forwarding: "", state: .unknown, since: 0,
      weight: WeightStatus(configured: 0, wanted: nil, kernel: nil))
    try reader.object { (reader, key) throws(ProtocolError) in
      switch key {
      case "adopted": adopted = try reader.bool()
      case "checks":
        try reader.array { (reader) throws(ProtocolError) in
          checks.append(try CheckStatus(from: &reader))
        }
      case "connections": connections = try Connections(from: &reader)
      case "endpoint": endpoint = try reader.string()
      case "forwarding": forwarding = try reader.string()
      case "state": state = try reader.word()
      case "since": since = try reader.double()
      case "traffic": traffic = try Traffic(from: &reader)
      case "weight": weight = try WeightStatus(from: &reader)
      default: try readRemark(key, &reader)
      }
    }
  }

  /// What most real servers have not.
  private mutating func readRemark(
    _ key: String, _ reader: inout JSONReader
  ) throws(ProtocolError) {
    switch key {
    case "heldFor": heldFor = try reader.optionalDouble()
    case "maintenance": maintenance = try reader.optionalString()
    case "maintenanceSince": maintenanceSince = try reader.optionalDouble()
    case "maintenanceTarget": maintenanceTarget = try reader.optionalString()
    case "slowStart": slowStart = try reader.optionalDouble()
    case "suspect": suspect = try reader.optionalString()
    default: try reader.skip()
    }
  }
}

extension CheckStatus {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("age", age)
      writer.field("destination", destination)
      writer.field("duration", duration)
      writer.field("kind", kind)
      writer.field("overdue", overdue)
      writer.field("result", result)
      writer.field("state", state.rawValue)
    }
  }

  fileprivate init(from reader: inout JSONReader) throws(ProtocolError) {
    self.init(kind: "", destination: "", state: .waiting)
    try reader.object { (reader, key) throws(ProtocolError) in
      switch key {
      case "age": age = try reader.optionalDouble()
      case "destination": destination = try reader.string()
      case "duration": duration = try reader.optionalDouble()
      case "kind": kind = try reader.string()
      case "overdue":
        overdue = try reader.optional { (reader) throws(ProtocolError) in try reader.bool() }
      case "result": result = try reader.optionalString()
      case "state": state = try reader.word()
      default: try reader.skip()
      }
    }
  }
}

extension WeightStatus {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("configured", configured)
      writer.field("kernel", kernel)
      writer.field("wanted", wanted)
    }
  }

  fileprivate init(from reader: inout JSONReader) throws(ProtocolError) {
    self.init(configured: 0, wanted: nil, kernel: nil)
    try reader.object { (reader, key) throws(ProtocolError) in
      switch key {
      case "configured": configured = try reader.integer()
      case "kernel":
        kernel = try reader.optional { (reader) throws(ProtocolError) in try reader.integer() }
      case "wanted":
        wanted = try reader.optional { (reader) throws(ProtocolError) in try reader.integer() }
      default: try reader.skip()
      }
    }
  }
}

extension Connections {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("active", active)
      writer.field("inactive", inactive)
      writer.field("persistent", persistent)
    }
  }

  fileprivate init(from reader: inout JSONReader) throws(ProtocolError) {
    self.init()
    try reader.object { (reader, key) throws(ProtocolError) in
      switch key {
      case "active": active = try reader.integer()
      case "inactive": inactive = try reader.integer()
      case "persistent": persistent = try reader.integer()
      default: try reader.skip()
      }
    }
  }
}

extension Traffic {
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("rates")
      rates.write(to: &writer)
      writer.key("totals")
      totals.write(to: &writer)
    }
  }

  init(from reader: inout JSONReader) throws(ProtocolError) {
    self.init()
    try reader.object { (reader, key) throws(ProtocolError) in
      switch key {
      case "rates": rates = try Counters(from: &reader)
      case "totals": totals = try Counters(from: &reader)
      default: try reader.skip()
      }
    }
  }
}

extension Traffic.Counters {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("bytesIn", bytesIn)
      writer.field("bytesOut", bytesOut)
      writer.field("connections", connections)
      writer.field("packetsIn", packetsIn)
      writer.field("packetsOut", packetsOut)
    }
  }

  fileprivate init(from reader: inout JSONReader) throws(ProtocolError) {
    self.init()
    try reader.object { (reader, key) throws(ProtocolError) in
      switch key {
      case "bytesIn": bytesIn = try reader.integer()
      case "bytesOut": bytesOut = try reader.integer()
      case "connections": connections = try reader.integer()
      case "packetsIn": packetsIn = try reader.integer()
      case "packetsOut": packetsOut = try reader.integer()
      default: try reader.skip()
      }
    }
  }
}

extension JSONReader {
  fileprivate mutating func optionalString() throws(ProtocolError) -> String? {
    try optional { (reader) throws(ProtocolError) in try reader.string() }
  }

  fileprivate mutating func optionalDouble() throws(ProtocolError) -> Double? {
    try optional { (reader) throws(ProtocolError) in try reader.double() }
  }

  /// One of a few words.
  fileprivate mutating func word<Word: RawRepresentable<String>>() throws(ProtocolError) -> Word {
    guard let word = Word(rawValue: try string()) else { throw .malformed }
    return word
  }
}
