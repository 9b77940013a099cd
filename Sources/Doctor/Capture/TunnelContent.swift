/// What a tunnel's packet carries: the forms that IPVS sends to real servers of the method TUN.
struct TunnelContent {
  /// `ipip`, `gre`, `gue`.
  var name: String
  /// From the inner IP header on.
  var payload: FrameBytes

  private init(name: String, payload: FrameBytes) {
    self.name = name
    self.payload = payload
  }

  /// nil for a later fragment, for what is no tunnel, and for content that is no IP. UDP is read as
  /// GUE if it was sent to one of the ports.
  init?(_ header: IPHeader, tunnelPorts: Set<UInt16>) {
    guard header.fragmentOffset == 0 else { return nil }
    switch header.transport {
    case 4, 41: self.init(name: "ipip", payload: header.payload)
    case 47: self.init(gre: header.payload)
    case 17:
      guard let port = header.ports?.destination, tunnelPorts.contains(port) else { return nil }
      self.init(gue: header.payload.dropping(8))
    default: return nil
    }
  }

  /// RFC 2784 §2.1 with RFC 2890's key and sequence number.
  private init?(gre bytes: FrameBytes) {
    guard let flags = bytes.short(0), let type = bytes.short(2), flags & 7 == 0 else { return nil }
    // Routing (RFC 1701) is not sent any more.
    guard flags & 0x4000 == 0 else { return nil }
    let words = [0x8000, 0x2000, 0x1000].count { flags & $0 != 0 }
    let content = bytes.dropping(4 + 4 * words)
    switch type {
    case 0x0800, 0x86dd: self.init(name: "gre", payload: content)
    // An Ethernet frame within (gretap).
    case 0x6558: self.init(name: "gre", payload: content.dropping(14))
    default: return nil
    }
  }

  /// Generic UDP Encapsulation, draft-ietf-intarea-gue-09 §3: version 0 has a header of 4 bytes and
  /// optional words, version 1 is an IP header itself.
  private init?(gue bytes: FrameBytes) {
    guard let first = bytes.byte(0), let type = bytes.byte(1) else { return nil }
    switch first >> 6 {
    case 1: self.init(name: "gue", payload: bytes)
    case 0:
      // The bit marks a control message, which carries no packet.
      guard first & 0x20 == 0, [4, 41].contains(type) else { return nil }
      self.init(name: "gue", payload: bytes.dropping(4 + 4 * Int(first & 0x1f)))
    default: return nil
    }
  }
}
