import Control
import Foundation
import Testing

private func virtualServer(_ address: String, _ ports: UInt16..., extra: String = "") -> String {
  let servers = ports.map { port in
    """
        real_server 127.0.0.1 \(port) {
            weight 2
            TCP_CHECK {
                connect_timeout 1
                retry 0
            }
        }
    """
  }
  return """
    virtual_server \(address) 80 {
        delay_loop 1
        lb_algo wrr
        lb_kind NAT
        protocol TCP
    \(extra)
    \(servers.joined(separator: "\n"))
    }

    """
}

/// What runs as it is built, against listeners on the loopback.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct ShadowTests {
  @Test func whatAnswersIsShownUpAndWhatDoesNotDown() throws {
    let listener = try Listener()
    let director = try ShadowDirector(virtualServer("192.0.2.1", listener.port, 1))
    let status = try #require(
      director.status { $0.virtualServers.first?.realServers.map(\.state) == [.up, .down] })
    let servers = try #require(status.virtualServers.first?.realServers)
    #expect(status.virtualServers.map(\.name) == ["tcp 192.0.2.1:80"])
    #expect(status.virtualServers[0].services.map(\.inKernel) == [true])
    #expect(servers.map(\.endpoint) == ["127.0.0.1:\(listener.port)", "127.0.0.1:1"])
    #expect(servers[0].weight == WeightStatus(configured: 2, wanted: 2, kernel: 2))
    #expect(servers[1].weight == WeightStatus(configured: 2, wanted: nil, kernel: nil))
    #expect(servers[1].checks[0].state == .failing)
    #expect(servers[1].checks[0].result?.contains("refused") == true)
    #expect(servers[0].forwarding == "NAT")
    #expect(status.daemon.shadow && status.daemon.pid == director.process.processIdentifier)
    let page = try director.control("status", "--no-color")
    #expect(page.code == 0)
    #expect(page.output.contains("tcp 192.0.2.1:80") && page.output.contains("1 of 2 up"))
    #expect(!page.output.contains("\u{1b}"))
  }

  @Test func aReloadIsFollowedWholeOrNotAtAll() throws {
    let listener = try Listener()
    let first = virtualServer("192.0.2.1", listener.port)
    let director = try ShadowDirector(first)
    let up = try #require(
      director.status { $0.virtualServers.first?.realServers.first?.state == .up })
    let unchanged = try director.control("reload")
    #expect(unchanged.code == 0 && unchanged.output.hasPrefix("unchanged"))

    try director.write(first + virtualServer("192.0.2.2", listener.port))
    let accepted = try director.control("reload")
    #expect(accepted.code == 0 && accepted.output.hasPrefix("accepted"))
    let two = try #require(
      director.status { $0.virtualServers.last?.realServers.first?.state == .up })
    #expect(two.virtualServers.count == 2)
    // The one that was there has not been touched.
    let before = up.virtualServers[0].realServers[0].since
    #expect(abs(two.virtualServers[0].realServers[0].since - before) < 0.1)

    try director.write(first + virtualServer("192.0.2.300", listener.port))
    let refused = try director.control("reload")
    #expect(refused.code == 1)
    #expect(refused.output.contains("directord.conf:") && refused.output.contains("refused"))
    let after = try #require(director.status)
    #expect(after.virtualServers.count == 2)
    #expect(after.daemon.lastReload?.outcome == .refused)
    #expect(after.daemon.lastReload?.errors ?? 0 > 0)
  }

  @Test func hangupReloadsToo() throws {
    let director = try ShadowDirector(virtualServer("192.0.2.1", 1))
    _ = try #require(director.status { _ in true })
    try director.write(virtualServer("192.0.2.2", 1))
    director.signal(SIGHUP)
    let status = try #require(
      director.status { $0.virtualServers.map(\.name) == ["tcp 192.0.2.2:80"] })
    #expect(status.daemon.lastReload?.outcome == .accepted)
  }

  @Test func terminationEndsItWellAndTakesItsSocketAway() throws {
    let director = try ShadowDirector(virtualServer("192.0.2.1", 1))
    _ = try #require(director.status { _ in true })
    director.signal(SIGTERM)
    #expect(director.end() == 0)
    #expect(!FileManager.default.fileExists(atPath: director.socket))
    #expect(director.said.contains("would remove virtual server tcp 192.0.2.1:80"))
    let alone = try director.control("status")
    #expect(alone.code == 1)
    #expect(alone.errors.contains("no directord answers at \(director.socket)"))
  }

  @Test func whereNoVirtualRouterRunsThereIsNothingToDrain() throws {
    let director = try ShadowDirector(virtualServer("192.0.2.1", 1))
    let status = try #require(director.status { _ in true })
    #expect(status.election == nil)
    director.signal(SIGUSR1)
    let drain = try director.control("drain")
    #expect(drain.code == 1 && drain.errors.contains("nothing to drain"))
    #expect(director.process.isRunning)
  }

  @Test func aSecondOneIsRefused() throws {
    let first = try ShadowDirector(virtualServer("192.0.2.1", 1))
    _ = try #require(first.status { _ in true })
    let second = try Programs.run(
      "directord",
      [
        "--shadow", "--config", first.configuration.path, "--runtime-directory",
        first.directory.appending(path: "run").path,
      ])
    #expect(second.code == 1)
    #expect(second.errors.contains("another directord answers"))
    #expect(first.status != nil)
  }

  @Test func aFirstConfigurationWithAnErrorIsRefusedWithItsPlace() throws {
    let director = try ShadowDirector(virtualServer("192.0.2.1", 1, extra: "    lb_agli rr\n    }"))
    #expect(director.end() == 1)
    #expect(director.said.contains("directord.conf:") && director.said.contains(" error: "))
    let check = try Programs.run("directorctl", ["check", director.configuration.path])
    #expect(check.code == 1)
    #expect(check.output.contains("directord.conf:"))
  }

  @Test func strangersAtTheSocketDoNoHarm() throws {
    let director = try ShadowDirector(virtualServer("192.0.2.1", 1))
    _ = try #require(director.status { _ in true })
    let noise = (0..<200_000).map { _ in UInt8.random(in: .min ... .max) }
    for bytes in [noise, Array("GET / HTTP/1.0\r\n\r\n".utf8), Array("[[[[{\"a\":\n".utf8), []] {
      let stranger = try UnixClient(director.socket)
      stranger.send(bytes)
    }
    #expect(director.status != nil)
    #expect(director.process.isRunning)
  }

  @Test func theServiceManagerIsToldOfEveryStep() throws {
    let directory = URL(filePath: "/tmp/directord-test-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let manager = try NotifyListener(directory.appending(path: "notify").path)
    let director = try ShadowDirector(
      virtualServer("192.0.2.1", 1),
      environment: ["NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "400000"], in: directory)
    #expect(manager.waits(for: "READY=1\nSTATUS=1 virtual server"))
    #expect(manager.waits(for: "WATCHDOG=1"))
    director.signal(SIGHUP)
    #expect(manager.waits(for: "RELOADING=1\nMONOTONIC_USEC="))
    #expect(manager.waits(for: "READY=1"))
    director.signal(SIGTERM)
    #expect(manager.waits(for: "STOPPING=1"))
    #expect(director.end() == 0)
  }
}
