import Doctor
import Foundation
import Network
import Testing

/// Frames that tcpdump recorded, of Linux, IPVS and keepalived, cut at 160 bytes.
@Suite struct CaptureTests {
  @Test(arguments: try GoldenFrame.all(of: "frames.txt"))
  func aFrameIsRead(_ golden: GoldenFrame) throws {
    let frame = try golden.captured()
    let packet = try #require(CapturedPacket(frame))
    let vlan = frame.vlan.map { " vlan \($0)" } ?? ""
    #expect(packet.words + vlan == golden.expected, "\(golden.name)")
  }

  /// A capture may cut a frame anywhere, and a sender may send any part of one.
  @Test(arguments: try GoldenFrame.all(of: "frames.txt") + GoldenFrame.all(of: "heard.txt"))
  func aCutFrameIsReadOrLeft(_ golden: GoldenFrame) throws {
    var record = HeardRecord(absent: ["192.168.3.108", "fd00::b"])
    for length in 0...golden.bytes.count {
      guard
        let frame = CapturedFrame(ethernet: golden.bytes.prefix(length), "eth0", .arrives)
      else {
        #expect(length < 14)
        continue
      }
      _ = CapturedPacket(frame)
      record.record(frame)
    }
    #expect(record.facts(seconds: 1).adverts.count <= 4)
  }

  @Test(arguments: try GoldenFrame.all(of: "heard.txt"))
  func aMessageOfTheDirectorsIsRead(_ golden: GoldenFrame) throws {
    var record = HeardRecord()
    let isHeard = record.record(try golden.captured())
    let facts = record.facts(seconds: 3)
    #expect(isHeard == (golden.expected != "nothing"))
    let words =
      facts.adverts.map(\.words)
      + facts.syncMessages.map { "sync \($0.source) id \($0.syncID) version \($0.version)" }
    #expect((words.first ?? "nothing") == golden.expected, "\(golden.name)")
    #expect(words.count <= 1)
  }

  @Test func aFrameWithoutALinkHeaderIsRead() throws {
    let golden = try GoldenFrame.named("tcp-syn")
    let frame = CapturedFrame(
      "tunl0", .arrives, etherType: 0x0800, payload: golden.bytes.dropFirst(14))
    #expect(CapturedPacket(frame)?.words == golden.expected)
    #expect(frame.from == nil)
  }

  @Test func aPortOfGUEThatIsNotNamedIsUDP() throws {
    let frame = try GoldenFrame.named("gue").captured()
    let packet = try #require(CapturedPacket(frame, tunnelPorts: [4096]))
    #expect(packet.kind == .udp)
    #expect(packet.inner == nil)
  }

  @Test func extensionHeadersHaveABound() throws {
    var bytes: [UInt8] = [0x60, 0, 0, 0, 0, 80, 0, 64] + [UInt8](repeating: 1, count: 32)
    // Nine empty headers of hop-by-hop options, the last of which announces UDP.
    for place in 0..<9 { bytes += [place == 8 ? 17 : 0, 0, 1, 4, 0, 0, 0, 0] }
    bytes += [0, 53, 0, 53, 0, 8, 0, 0]
    let frame = CapturedFrame("eth0", .arrives, etherType: 0x86dd, payload: bytes[...])
    #expect(CapturedPacket(frame)?.kind == .other)
    #expect(CapturedPacket(frame)?.destinationPort == nil)
  }
}
