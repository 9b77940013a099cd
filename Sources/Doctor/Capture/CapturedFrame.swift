package import Network

/// One frame as AF_PACKET gives it, its link header taken apart.
package struct CapturedFrame: Sendable {
  /// The interface's name.
  package var interface: String
  package var direction: WalkFacts.Direction
  /// Seconds after the capture began.
  package var time: Double
  /// The hardware addresses; nil for a link that has none (a tunnel, the loopback).
  package var from: HardwareAddress?
  package var to: HardwareAddress?
  /// The VLAN of the outermost tag (IEEE 802.1Q); nil: no tag.
  package var vlan: UInt16?
  /// What the payload is, after all tags: 0x0800 IPv4, 0x86dd IPv6, 0x0806 ARP.
  package var etherType: UInt16
  /// From the network header on. It may be cut.
  package var payload: ArraySlice<UInt8>
  /// The frame's own length from the network header on, in bytes; more than `payload` has if it was
  /// cut.
  package var length: Int

  /// A frame whose link header the kernel has taken apart (SOCK_DGRAM, or any link without Ethernet's
  /// header).
  package init(
    _ interface: String, _ direction: WalkFacts.Direction, at time: Double = 0,
    from: HardwareAddress? = nil, to: HardwareAddress? = nil, vlan: UInt16? = nil,
    etherType: UInt16, payload: ArraySlice<UInt8>, length: Int? = nil
  ) {
    self.interface = interface
    self.direction = direction
    self.time = time
    self.from = from
    self.to = to
    self.vlan = vlan
    self.etherType = etherType
    self.payload = payload
    self.length = length ?? payload.count
    removeTags()
  }

  /// A whole Ethernet II frame (SOCK_RAW); nil if it is shorter than its header, 14 bytes.
  package init?(
    ethernet bytes: ArraySlice<UInt8>, _ interface: String, _ direction: WalkFacts.Direction,
    at time: Double = 0, vlan: UInt16? = nil, length: Int? = nil
  ) {
    let frame = FrameBytes(bytes)
    guard let to = frame.hardwareAddress(0), let from = frame.hardwareAddress(6),
      let etherType = frame.short(12)
    else { return nil }
    // The loopback has a header of zeros.
    let hasAddresses = from != .zero || to != .zero
    self.init(
      interface, direction, at: time, from: hasAddresses ? from : nil, to: hasAddresses ? to : nil,
      vlan: vlan, etherType: etherType, payload: bytes.dropFirst(14),
      length: length.map { max(0, $0 - 14) })
  }

  /// Tags that stand in the frame itself: 802.1Q, 802.1ad and the older number of the latter. At most
  /// four.
  private mutating func removeTags() {
    for _ in 0..<4 {
      guard [0x8100, 0x88a8, 0x9100].contains(etherType) else { return }
      let tag = FrameBytes(payload)
      guard let control = tag.short(0), let type = tag.short(2) else { return }
      vlan = vlan ?? control & 0xfff
      etherType = type
      payload = payload.dropFirst(4)
      length = max(0, length - 4)
    }
  }
}
