import Foundation
import IPVS
import Network
import Testing

@testable import directord

private let loopback = Address("::1") ?? .v4(0)

private let keys: Set<ServiceKey> = [
  .endpoint(.tcp, Endpoint(.v4(0xc000_0201), port: 80)),
  .endpoint(.udp, Endpoint(loopback, port: 53)),
  .endpoint(.sctp, Endpoint(.v4(1), port: 0)),
  .firewallMark(5, .ipv4), .firewallMark(.max, .ipv6),
]

@Test func aServiceIsReadAsItIsWritten() {
  for key in keys { #expect(ServiceKey(line: key.line) == key) }
}

@Test(arguments: [
  "", "tcp", "tcp 192.0.2.1", "tcp 192.0.2.1 80 80", "icmp 192.0.2.1 80", "tcp 192.0.2.300 80",
  "tcp 192.0.2.1 65536", "fwmark 0 ipv4", "fwmark 5 ipv5", "fwmark -1 ipv4", "# a word",
])
func whatIsNoServiceIsLeftOut(line: String) {
  #expect(ServiceKey(line: line) == nil)
}

@Test func theFileOutlivesItsWriter() throws {
  let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: directory) }
  var first = OwnedServices(directory: directory.path)
  #expect(try first.read().isEmpty)
  try first.write(keys, revision: 1)
  var second = OwnedServices(directory: directory.path)
  #expect(try second.read() == keys)
  try second.write([], revision: 2)
  #expect(try first.read().isEmpty)
  #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["services"])
}
