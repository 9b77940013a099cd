import BFD
import Network

/// What a neighbour, or a stranger in its place, sends to the ports of BFD.
let bfdTarget = FuzzTarget(
  name: "bfd",
  samples: [ControlPacket.State.down, .initialize, .up, .adminDown].map { state in
    ControlPacket(
      state: state, isPoll: state == .up, multiplier: 3, mine: 7,
      yours: state == .down ? 0 : 1, desiredTransmit: 50_000, requiredReceive: 50_000
    ).bytes
  },
  feed: { bytes in
    var sessions = Sessions(seed: 1)
    var now = Instant(nanoseconds: 0)
    let neighbor = Address.v4(1)
    _ = sessions.handle(.configured([SessionSettings(name: "a", neighbor: neighbor)]), at: now)
    // Several packets, as many as there are bytes for.
    for start in stride(from: 0, to: bytes.count, by: 24) {
      let piece = Array(bytes[start..<min(start + 24, bytes.count)])
      _ = sessions.handle(
        .received(piece, from: neighbor, hopLimit: 255, port: 3784), at: now)
      // What is understood must survive being written and read again.
      if let packet = try? ControlPacket(piece) { _ = try? ControlPacket(packet.bytes) }
      now += .milliseconds(20)
      if let deadline = sessions.deadline, deadline <= now {
        _ = sessions.handle(.deadline, at: now)
      }
    }
  })
