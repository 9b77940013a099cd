import Health
import Network
import System
import Testing

private typealias Step = ScriptedServer.Step

private func ftp(
  _ server: ScriptedServer, path: String? = nil, digest: [UInt8]? = nil,
  passive: FTPProbe.Passive = .plain, security: FTPProbe.Security = .none,
  isBehindNAT: Bool = true, timeout: Duration = .seconds(10)
) -> Probe {
  Probe(
    path: .init(to: server.endpoint),
    dialogue: .ftp(
      FTPProbe(
        path: path, digest: digest, passive: passive, security: security, isBehindNAT: isBehindNAT)),
    timeout: timeout)
}

private let login: [Step] = [
  .send("220 Hello\r\n"), .expect("USER anonymous\r\n"), .send("331 Password\r\n"),
  .expect("PASS health-check@director.invalid\r\n"), .send("230 In\r\n"), .expect("PWD\r\n"),
  .send("257 \"/\"\r\n"),
]

private func passive(_ data: ScriptedServer, address: String = "127,0,0,1") -> [Step] {
  let port = data.endpoint.port
  return [
    .expect("PASV\r\n"),
    .send("227 Entering Passive Mode (\(address),\(port >> 8),\(port & 0xff))\r\n"),
  ]
}

private func retrieval(_ path: String) -> [Step] {
  [
    .expect("TYPE I\r\n"), .send("200 Binary\r\n"), .expect("SIZE \(path)\r\n"),
    .send("213 5\r\n"), .expect("RETR \(path)\r\n"), .send("150 Here\r\n226 Done\r\n"),
    .expect("QUIT\r\n"), .send("221 Bye\r\n"),
  ]
}

private let helloDigest: [UInt8] = [
  0x5d, 0x41, 0x40, 0x2a, 0xbc, 0x4b, 0x2a, 0x76, 0xb9, 0x71, 0x9d, 0x91, 0x10, 0x17, 0xc5, 0x92,
]

@Test func withoutAPathAPassiveListingIsOpenedAndClosed() throws {
  let data = try ScriptedServer([.send("-rw-r--r-- 1 0 0 5 Jan 1 00:00 a\r\n")])
  let server = try ScriptedServer(
    login + passive(data) + [
      .expect("TYPE A\r\n"), .send("200 Text\r\n"), .expect("LIST\r\n"),
      .send("150 Here\r\n226 Done\r\n"), .expect("QUIT\r\n"),
    ])
  let probes = try Probes()
  probes.start(ProbeIdentifier(check: 1, serial: 1), ftp(server), at: MonotonicClock.now)
  let result = try probes.ended().first?.result
  #expect(result?.verdict == .passed)
  #expect(result?.detail == "FTP 226 Done")
  let said = result?.transcript.remarks ?? []
  #expect(said.contains { String(decoding: $0.bytes, as: UTF8.self) == "USER anonymous\r\n" })
  #expect(said.contains { String(decoding: $0.bytes, as: UTF8.self) == "230 In\r\n" })
  #expect(!said.contains { $0.bytes.starts(with: Array("PASS".utf8)) })
  #expect(result?.phases.connected != nil)
  #expect(result?.phases.firstByte != nil)
}

@Test(arguments: [("/pub/a b", "/pub/a b"), ("pub/%x", "pub/%x")])
func aPathIsRetrievedAndItsDigestCompared(path: String, sent: String) throws {
  let data = try ScriptedServer([.send("hello")], [.send("other")])
  let session = login + passive(data) + retrieval(sent)
  let server = try ScriptedServer(session, session)
  let probe = ftp(server, path: path, digest: helloDigest)
  #expect(try Probes().verdict(of: probe) == .passed)
  let second = try Probes().verdict(of: probe)
  #expect(
    second
      == .failed(
        "ftp \(server.endpoint): digest is 795f3202b17cb6bc3d4b771d8c6c9eaf, "
          + "expected 5d41402abc4b2a76b9719d911017c592"))
}

@Test func extendedPassiveIsAskedForWithEPSV() throws {
  let data = try ScriptedServer([.send("hello")])
  let server = try ScriptedServer(
    login + [
      .expect("EPSV\r\n"),
      .send("229 Entering Extended Passive Mode (|||\(data.endpoint.port)|)\r\n"),
    ] + retrieval("a"))
  #expect(
    try Probes().verdict(of: ftp(server, path: "a", digest: helloDigest, passive: .extended))
      == .passed)
}

@Test func withoutPassiveTheLoginIsAll() throws {
  let server = try ScriptedServer(login + [.expect("QUIT\r\n")])
  #expect(try Probes().verdict(of: ftp(server, passive: .none)) == .passed)
  #expect(server.requests.first?.contains("PASV") == false)
}

@Test func aForeignAddressInThePassiveReplyFails() throws {
  let data = try ScriptedServer([.send("hello")])
  let server = try ScriptedServer(login + passive(data, address: "10,0,0,7"))
  let verdict = try Probes().verdict(of: ftp(server, path: "a"))
  #expect(
    verdict
      == .failed(
        "ftp \(server.endpoint): passive reply names 10.0.0.7, not the server's own 127.0.0.1: "
          + "behind NAT the data connection is led astray; let the server announce its own address"
      ))
}

@Test func withoutNATTheVirtualAddressMayBeAnnounced() throws {
  let data = try ScriptedServer([.send("hello")])
  let server = try ScriptedServer(login + passive(data, address: "10,0,0,7") + retrieval("a"))
  let probe = ftp(server, path: "a", digest: helloDigest, isBehindNAT: false)
  #expect(try Probes().verdict(of: probe) == .passed)
}

@Test func aPassiveReplyWithoutAnAddressFails() throws {
  let server = try ScriptedServer(
    login + [.expect("PASV\r\n"), .send("227 Entering Passive Mode port 5000\r\n")])
  guard case .failed(let reason) = try Probes().verdict(of: ftp(server)) else {
    Issue.record("it must fail")
    return
  }
  #expect(reason.contains("\"227 Entering Passive Mode port 5000\" has not the form"))
}

@Test(
  arguments: [
    (
      [
        Step.send("220 Hello\r\n"), .expect("USER"), .send("331 Password\r\n"), .expect("PASS"),
        .send("530 Login incorrect.\r\n"),
      ], "login refused: 530 Login incorrect."
    ),
    ([.send("421 Too many users\r\n")], "421 Too many users"),
    ([.send("SSH-2.0-OpenSSH_9.2\r\n")], "the answer is not FTP, or none"),
    ([], "the answer is not FTP, or none"),
    (
      login + [
        .expect("PASV\r\n"), .send("502 No\r\n"), .expect("QUIT"),
      ], "502 No"
    ),
  ])
func anFTPServerThatRefusesIsQuoted(script: [ScriptedServer.Step], words: String) throws {
  let server = try ScriptedServer(script)
  let verdict = try Probes().verdict(of: ftp(server))
  #expect(verdict == .failed("ftp \(server.endpoint): \(words)"))
}

@Test func aServerThatRefusesTLSFails() throws {
  let server = try ScriptedServer([
    .send("220 Hello\r\n"), .expect("AUTH"), .send("500 Unknown\r\n"), .expect("AUTH"),
    .send("500 Unknown\r\n"),
  ])
  let verdict = try Probes().verdict(of: ftp(server, security: .explicit))
  #expect(verdict == .failed("ftp \(server.endpoint): TLS is refused: 500 Unknown"))
}

@Test func aServerThatSaysNothingIsHeldToTheDeadline() throws {
  let server = try ScriptedServer([.hold])
  let verdict = try Probes().verdict(of: ftp(server, timeout: .milliseconds(150)))
  #expect(verdict == .failed("ftp \(server.endpoint): no answer within 0.15 s"))
}

@Test func aClosedFTPPortIsARefusedConnection() throws {
  let endpoint = try Listener().endpoint
  let probe = Probe(
    path: .init(to: endpoint), dialogue: .ftp(FTPProbe(passive: .plain)), timeout: .seconds(10))
  let verdict = try Probes().verdict(of: probe)
  #expect(verdict == .failed("ftp \(endpoint): connection refused"))
}

@Test func moreFTPProbesThanThreadsEndEachOnce() throws {
  let endpoint = try Listener().endpoint
  let probe = Probe(
    path: .init(to: endpoint), dialogue: .ftp(FTPProbe(passive: .plain)), timeout: .seconds(10))
  let probes = try Probes()
  for check in 0..<150 {
    probes.start(ProbeIdentifier(check: check, serial: 0), probe, at: MonotonicClock.now)
  }
  var seen: Set<Int> = []
  while seen.count < 150 {
    let ended = try probes.ended()
    try #require(!ended.isEmpty)
    for end in ended { #expect(seen.insert(end.identifier.check).inserted) }
  }
}
