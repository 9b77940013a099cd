// Written and read by hand: a status of 10,000 real servers has 450,000 values, for which Foundation
// takes half a second each way. A test compares what is written with what Foundation writes.

extension VirtualServerStatus {
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("awaits", awaits)
      writer.field("name", name)
      writer.field("panicking", panicking)
      if let quorum {
        writer.key("quorum")
        quorum.write(to: &writer)
      }
      writer.key("realServers")
      writer.array(realServers) { $1.write(to: &$0) }
      writer.key("services")
      writer.array(services) { $1.write(to: &$0) }
      if let sorryServer {
        writer.key("sorryServer")
        sorryServer.write(to: &writer)
      }
    }
  }

  init(from reader: inout JSONReader) throws(ProtocolError) {
    self.init(name: "")
    try reader.object { (reader, key) throws(ProtocolError) in
      switch key {
      case "awaits":
        awaits = try reader.optional { (reader) throws(ProtocolError) in try reader.string() }
      case "name": name = try reader.string()
      case "panicking":
        panicking = try reader.optional { (reader) throws(ProtocolError) in try reader.bool() }
      case "quorum":
        quorum = try reader.optional { (reader) throws(ProtocolError) in
          try QuorumStatus(from: &reader)
        }
      case "realServers":
        try reader.array { (reader) throws(ProtocolError) in
          realServers.append(try RealServerStatus(from: &reader))
        }
      case "services":
        try reader.array { (reader) throws(ProtocolError) in
          services.append(try ServiceStatus(from: &reader))
        }
      case "sorryServer":
        sorryServer = try reader.optional { (reader) throws(ProtocolError) in
          try SorryServerStatus(from: &reader)
        }
      default: try reader.skip()
      }
    }
  }
}

extension QuorumStatus {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("hysteresis", hysteresis)
      writer.field("met", met)
      writer.field("required", required)
      writer.field("since", since)
      writer.field("weight", weight)
    }
  }

  fileprivate init(from reader: inout JSONReader) throws(ProtocolError) {
    self.init(met: false, since: 0, required: 0, hysteresis: 0, weight: 0)
    try reader.object { (reader, key) throws(ProtocolError) in
      switch key {
      case "hysteresis": hysteresis = try reader.integer()
      case "met": met = try reader.bool()
      case "required": required = try reader.integer()
      case "since": since = try reader.double()
      case "weight": weight = try reader.integer()
      default: try reader.skip()
      }
    }
  }
}

extension SorryServerStatus {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("endpoint", endpoint)
      writer.field("serving", serving)
    }
  }

  fileprivate init(from reader: inout JSONReader) throws(ProtocolError) {
    self.init(endpoint: "", serving: false)
    try reader.object { (reader, key) throws(ProtocolError) in
      switch key {
      case "endpoint": endpoint = try reader.string()
      case "serving": serving = try reader.bool()
      default: try reader.skip()
      }
    }
  }
}

extension ServiceStatus {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("inKernel", inKernel)
      writer.field("key", key)
      writer.field("persistence", persistence)
      writer.field("scheduler", scheduler)
      writer.key("traffic")
      traffic.write(to: &writer)
    }
  }

  fileprivate init(from reader: inout JSONReader) throws(ProtocolError) {
    self.init(key: "", scheduler: "", inKernel: false)
    try reader.object { (reader, key) throws(ProtocolError) in
      switch key {
      case "inKernel": inKernel = try reader.bool()
      case "key": self.key = try reader.string()
      case "persistence":
        persistence = try reader.optional { (reader) throws(ProtocolError) in
          try reader.integer()
        }
      case "scheduler": scheduler = try reader.string()
      case "traffic": traffic = try Traffic(from: &reader)
      default: try reader.skip()
      }
    }
  }
}
