import Foundation
import Network
import Testing

@testable import VRRP

@Test func everyTestThatTheTableNamesExists() throws {
  let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
  let table = try String(
    contentsOf: tests.appendingPathComponent("VRRPTests/conformance.md"), encoding: .utf8)
  var code = ""
  for folder in ["VRRPTests", "ElectionTests", "NetworkTests"] {
    let path = tests.appendingPathComponent(folder).path
    for name in try FileManager.default.subpathsOfDirectory(atPath: path)
    where name.hasSuffix(".swift") {
      code += try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    }
  }
  let named = table.matches(of: /`([a-z][A-Za-z0-9]{14,})`/).map { String($0.1) }
  #expect(named.count > 60)
  for name in Set(named) { #expect(code.contains("func \(name)("), "\(name)") }
  let scenarios = table.matches(of: /`Tests\/([A-Za-z\/]+\/[a-z0-9-]+)`/).map { String($0.1) }
  #expect(scenarios.count > 10)
  for name in Set(scenarios) {
    let path = tests.appendingPathComponent("\(name).sh").path
    #expect(FileManager.default.fileExists(atPath: path), "\(name)")
  }
  for number in 1...63 { #expect(table.contains("| \(number) |"), "statement \(number)") }
}

@Test func theGroupsAreThoseOfTheRFC() {
  #expect(Advertisement.group(.ipv4).description == "224.0.0.18")
  #expect(Advertisement.group(.ipv6).description == "ff02::12")
}

@Test func whatIsSentIsAsTheRFCSays() throws {
  let source = Address.v4(0xc000_02fb)
  let advertisement = Advertisement(
    version: .three, virtualRouter: 7, priority: 100, interval: .seconds(1), addresses: [.v4(1)])
  var carrier = Carrier(
    Carrier.Settings(
      version: .three, virtualRouter: 7, interval: .seconds(1),
      destination: .multicast(Advertisement.group(.ipv4))))
  for _ in 0..<65_535 { _ = carrier.packets(for: advertisement, from: source, wall: .zero) }
  let packet = try #require(
    carrier.packets(for: advertisement, from: source, wall: .zero).first)
  let header = try IPv4Header.read(packet.bytes[...]).header
  #expect(header.timeToLive == 255)
  #expect(header.transport == 112)
  #expect(header.typeOfService == 0xc0)
  #expect(header.identification != 0)
  #expect(packet.hopLimit == 255)
}

@Test func anOwnerAcceptsAndOthersAsConfigured() {
  #expect(Stage(priority: 255) { $0.accepts = false }.router.accepts)
  #expect(!Stage { $0.accepts = false }.router.accepts)
  #expect(Stage().router.accepts)
}

@Test func aBackupThatStopsSaysNothing() {
  var stage = Stage()
  stage.start()
  stage.handle(.stopRequested)
  #expect(stage.effects == [.transition(from: .backup, to: .initialize, .stop)])
  #expect(stage.router.deadline == nil)
}
