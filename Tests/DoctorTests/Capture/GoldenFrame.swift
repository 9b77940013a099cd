import Doctor
import Foundation
import Network
import Testing

/// A recorded frame and what it must be read as: `# name`, its bytes in hexadecimal, `= words`.
struct GoldenFrame: Sendable, CustomTestStringConvertible {
  var name: String
  var bytes: [UInt8] = []
  var expected = ""

  var testDescription: String { name }

  static func all(of file: String) throws -> [GoldenFrame] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
    var frames: [GoldenFrame] = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("# ") {
        frames.append(GoldenFrame(name: String(line.dropFirst(2))))
      } else if line.hasPrefix("= ") {
        frames[frames.count - 1].expected = String(line.dropFirst(2))
      } else {
        let digits = Array(line)
        frames[frames.count - 1].bytes += stride(from: 0, to: digits.count - 1, by: 2)
          .compactMap { UInt8(String(digits[$0...($0 + 1)]), radix: 16) }
      }
    }
    return frames
  }

  static func named(_ name: String) throws -> GoldenFrame {
    try #require(try all(of: "frames.txt").first { $0.name == name }, "no frame \(name)")
  }

  func captured(
    _ interface: String = "eth0", _ direction: WalkFacts.Direction = .arrives, at time: Double = 0
  ) throws -> CapturedFrame {
    try #require(CapturedFrame(ethernet: bytes[...], interface, direction, at: time))
  }
}

extension CapturedPacket {
  /// `syn 192.168.3.10:40001 > 192.168.3.108:80 ttl 64 length 60`
  var words: String {
    var words = ["\(kind.rawValue) \(spelled(source, sourcePort))"]
    words.append("> \(spelled(destination, destinationPort))")
    if let timeToLive { words.append("ttl \(timeToLive)") }
    if let length { words.append("length \(length)") }
    if let type { words.append("icmp \(type)/\(code ?? 255)") }
    if let mtu { words.append("mtu \(mtu)") }
    if let about { words.append("about \(about.words)") }
    if let tunnel { words.append("\(tunnel) \(inner?.words ?? "nothing")") }
    if let claimed { words.append("at \(claimed)") }
    if isFragment { words.append("fragment") }
    return words.joined(separator: " ")
  }
}

extension WalkFacts.Quoted {
  fileprivate var words: String {
    "\(spelled(source, sourcePort)) > \(spelled(destination, destinationPort))"
  }
}

extension HeardFacts.Advert {
  var words: String {
    var words = ["advert \(source) > \(destination) ttl \(timeToLive) version \(version)"]
    words.append("router \(virtualRouter) priority \(priority) interval \(interval)")
    if let authentication { words.append("authentication \(authentication)") }
    return (words + ["addresses"] + addresses).joined(separator: " ")
  }
}

private func spelled(_ address: Address, _ port: UInt16?) -> String {
  port.map { "\(Endpoint(address, port: $0))" } ?? "\(address)"
}
