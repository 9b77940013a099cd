import Network

/// What a walk has seen so far: packets that look alike are one entry.
///
/// It is bounded, whatever comes: packets of a new shape are counted as missed once there are
/// `mostShapes`.
package struct WalkRecord: Sendable {
  package static let mostShapes = 2_000

  package private(set) var subject: WalkSubject
  /// Frames that concern the subject and found no room.
  package private(set) var missed: UInt64 = 0
  private var places: [Shape: Int] = [:]
  private var entries: [Entry] = []

  package init(_ subject: WalkSubject) { self.subject = subject }

  /// What packets have in common that look alike: everything but TTL and length.
  fileprivate struct Shape: Hashable {
    var interface: String
    var direction: WalkFacts.Direction
    var from: HardwareAddress?
    var to: HardwareAddress?
    var vlan: UInt16?
    var packet: CapturedPacket
  }

  fileprivate struct Entry {
    var shape: Shape
    var timeToLive: UInt8?
    var lowestTimeToLive: UInt8?
    var largest: Int?
    var firstSeen: Double
    var lastSeen: Double
    var count: Int
  }

  /// Takes a frame in; false if it does not concern the subject.
  @discardableResult
  package mutating func record(_ frame: CapturedFrame) -> Bool {
    guard let packet = CapturedPacket(frame, tunnelPorts: subject.tunnelPorts) else { return false }
    if subject.client == nil, frame.direction == .arrives {
      subject.client = subject.client(askingBy: packet)
    }
    guard subject.concerns(packet) else { return false }
    let shape = Shape(
      interface: frame.interface, direction: frame.direction, from: frame.from, to: frame.to,
      vlan: frame.vlan, packet: packet.withoutMeasures)
    if let place = places[shape] {
      entries[place].count(packet, at: frame.time)
    } else if entries.count < Self.mostShapes {
      places[shape] = entries.count
      entries.append(
        Entry(
          shape: shape, timeToLive: packet.timeToLive, lowestTimeToLive: packet.timeToLive,
          largest: packet.length, firstSeen: frame.time, lastSeen: frame.time, count: 1))
    } else {
      missed += 1
    }
    return true
  }

  /// The document's part. `notLookedAt`: frames that the kernel counted and nobody read.
  package func facts(seconds: Double, notLookedAt: UInt64 = 0) -> WalkFacts {
    let (sum, overflow) = missed.addingReportingOverflow(notLookedAt)
    return WalkFacts(
      seconds: seconds, steps: entries.map(\.step), missed: overflow ? .max : sum)
  }
}

extension WalkRecord.Entry {
  fileprivate mutating func count(_ packet: CapturedPacket, at time: Double) {
    count += 1
    lastSeen = time
    if let length = packet.length { largest = max(largest ?? 0, length) }
    if let timeToLive = packet.timeToLive {
      lowestTimeToLive = min(lowestTimeToLive ?? .max, timeToLive)
    }
  }

  fileprivate var step: WalkFacts.Step {
    let packet = shape.packet
    var step = WalkFacts.Step(
      shape.interface, shape.direction, packet.kind, from: packet.source, packet.sourcePort,
      to: packet.destination, packet.destinationPort, at: firstSeen)
    step.from = shape.from?.description
    step.to = shape.to?.description
    step.vlan = shape.vlan.map(Int.init)
    step.timeToLive = timeToLive.map(Int.init)
    step.lowestTimeToLive = lowestTimeToLive == timeToLive ? nil : lowestTimeToLive.map(Int.init)
    step.largest = largest
    step.isFragment = packet.isFragment ? true : nil
    step.about = packet.about
    step.inner = packet.inner
    step.tunnel = packet.tunnel
    step.type = packet.type.map(Int.init)
    step.code = packet.code.map(Int.init)
    step.mtu = packet.mtu
    step.claimed = packet.claimed == shape.from ? nil : packet.claimed?.description
    step.lastSeen = count > 1 ? lastSeen : nil
    step.count = count
    return step
  }
}

extension CapturedPacket {
  /// The same packet without what differs between packets that look alike.
  fileprivate var withoutMeasures: CapturedPacket {
    var packet = self
    packet.timeToLive = nil
    packet.length = nil
    return packet
  }
}
