import CLinux
package import Doctor
import Glibc
import Network

/// Captures frames of all interfaces, or of one, in both directions (packet(7)).
///
/// A turn's work is bounded; the kernel counts what it could not keep and what nobody has read.
package final class CaptureSocket {
  private let socket: Descriptor
  private let size: Int
  private var frames = [clinux_frame](repeating: clinux_frame(), count: batch)
  private var bytes: [UInt8]
  private var names = InterfaceNames()
  /// Nanoseconds since 1970 when the capture began.
  private var beginning: Int64 = 0
  private var chosen: UInt64 = 0
  /// Frames that were handed out, those that are for others counted too.
  package private(set) var received: UInt64 = 0

  /// Frames of one call.
  private static let batch = 64
  /// Frames of one turn.
  package static let mostFramesOfATurn = 1_024

  /// Opens a socket that captures nothing yet. Throws EPERM without CAP_NET_RAW.
  ///
  /// `longest`: bytes that are kept of a frame. `buffer`: bytes that may wait to be read.
  package init(
    keeping longest: UInt32 = FrameFilter.headers, buffer: CInt = 32 << 20
  ) throws(SystemError) {
    let socket = try Descriptor("packet socket", clinux_open_capture())
    _ = enlargeBuffers(of: socket.number, receive: buffer)
    size = Int(longest)
    bytes = [UInt8](repeating: 0, count: Self.batch * size)
    self.socket = consume socket
  }

  /// Readable while a frame waits.
  package var descriptor: CInt { socket.number }

  /// Lets the kernel choose frames by this program from now on.
  package func choose(_ filter: FrameFilter) throws(SystemError) {
    let program = filter.instructions.map {
      clinux_instruction(
        code: $0.code, if_true: $0.ifTrue, if_false: $0.ifFalse, value: $0.value)
    }
    guard clinux_choose_frames(socket.number, program, program.count) == 0 else {
      throw SystemError("SO_ATTACH_FILTER")
    }
  }

  /// Begins: `interface` is an index; 0: all. A program must have been chosen.
  package func begin(on interface: UInt32 = 0) throws(SystemError) {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    beginning = Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    guard clinux_begin_capture(socket.number, interface) == 0 else {
      throw SystemError("bind a packet socket")
    }
  }

  /// Hands out frames that wait, at most `limit`; the others keep the descriptor readable. Frames for
  /// other hosts, which a card in promiscuous mode sees, are left out. Returns how many were read.
  @discardableResult
  package func receive(
    atMost limit: Int = mostFramesOfATurn, _ take: (CapturedFrame) -> Void
  ) throws(SystemError) -> Int {
    var total = 0
    while total < limit {
      let count = read(atMost: min(Self.batch, limit - total))
      guard count >= 0 else {
        switch errno {
        case EAGAIN: return total
        // ENETDOWN is told once when an interface goes down.
        case EINTR, ENETDOWN, ENOBUFS:
          total += 1
          continue
        default: throw SystemError("receive frames")
        }
      }
      for place in 0..<count {
        if let frame = captured(frames[place], at: place * size) { take(frame) }
      }
      total += count
      received += UInt64(count)
      if count < Self.batch { break }
    }
    return total
  }

  /// Frames that the program chose and that were not handed out: there was no room for them, or they
  /// still wait.
  package func notLookedAt() -> UInt64 {
    var (packets, lost): (UInt32, UInt32) = (0, 0)
    // The kernel counts the lost among the chosen, and begins anew with each question.
    if clinux_captured(socket.number, &packets, &lost) == 0 { chosen += UInt64(packets) }
    return chosen > received ? chosen - received : 0
  }

  private func read(atMost count: Int) -> Int {
    bytes.withUnsafeMutableBytes { bytes in
      frames.withUnsafeMutableBufferPointer { frames in
        Int(
          clinux_receive_frames(
            socket.number, bytes.baseAddress, size, frames.baseAddress, UInt32(clamping: count)))
      }
    }
  }

  private func captured(_ told: clinux_frame, at start: Int) -> CapturedFrame? {
    // PACKET_OTHERHOST: a bridge's or a macvlan's own interface shows the frame again.
    guard told.packet_type != 3 else { return nil }
    let direction: WalkFacts.Direction = told.packet_type == 4 ? .leaves : .arrives
    let kept = bytes[start..<(start + min(told.kept, size))]
    let name = names[told.interface]
    let time = max(0, Double(told.time &- beginning) / 1e9)
    let vlan = told.vlan < 0 ? nil : UInt16(truncatingIfNeeded: told.vlan)
    // ARPHRD_ETHER, ARPHRD_LOOPBACK: Ethernet's header.
    if told.hardware_type == 1 || told.hardware_type == 772 {
      return CapturedFrame(
        ethernet: kept, name, direction, at: time, vlan: vlan, length: told.length)
    }
    let header = Int(told.network)
    return CapturedFrame(
      name, direction, at: time, vlan: vlan, etherType: UInt16(truncatingIfNeeded: told.protocol),
      payload: kept.dropFirst(header), length: max(0, told.length - header))
  }
}
