import Configuration
import IPVS
import Network
import Testing

@testable import directorctl

struct OwnershipTests {
  private let web = ServiceKey.endpoint(.tcp, Endpoint(.v4(0xc0a8_036c), port: 80))
  private let other = ServiceKey.endpoint(.tcp, Endpoint(.v4(0xc0a8_036c), port: 443))

  private var running: Ownership {
    var own = Ownership()
    own.services = [web: Position(file: "directord.conf", line: 12, column: 1)]
    own.file = "directord.conf"
    return own
  }

  @Test func aChangeOfDirectordsOwnIsRefusedWithItsPlace() {
    let endpoint = Endpoint(.v4(0x0a00_0002), port: 80)
    let commands: [Command] = [
      .newService(web, .init()), .setService(web, .init()), .deleteService(web),
      .newDestination(web, endpoint, .init()), .setDestination(web, endpoint, .init()),
      .deleteDestination(web, endpoint),
    ]
    for command in commands {
      #expect(
        running.objection(to: command)
          == "tcp 192.168.3.108:80 is directord's (directord.conf:12)")
    }
    #expect(running.objection(to: .flush) == "tcp 192.168.3.108:80 is directord's")
  }

  @Test func whatIsNobodysMayBeChanged() {
    #expect(running.objection(to: .newService(other, .init())) == nil)
    #expect(running.objection(to: .zero(web)) == nil)
    #expect(running.objection(to: .setTimeouts(Timeouts(tcp: 1))) == nil)
    #expect(running.objection(to: .stopDaemon(.master)) == nil)
    #expect(Ownership().objection(to: .flush) == nil)
  }

  @Test func whatAStoppedDirectordLeftIsItsOwnToo() {
    var own = Ownership()
    own.services = [web: nil]
    #expect(
      own.objection(to: .deleteService(web))
        == "tcp 192.168.3.108:80 is directord's (its last run left it)")
    #expect(own.consequence(of: .deleteService(web)) == "directord puts it back when it starts")
  }

  @Test func itsOwnWordsAreTakenOutOfIpvsadms() throws {
    let invocation = try IPVSInvocation([
      "-A", "--force", "-t", "192.0.2.1:80", "--socket", "/x", "--json",
    ])
    #expect(invocation.arguments == ["-A", "-t", "192.0.2.1:80"])
    #expect(invocation.force && invocation.json && !invocation.isInWords)
    #expect(invocation.socket == "/x")
    #expect(try IPVSInvocation(["list"]).isInWords)
    #expect(try IPVSInvocation(["-h"]).asksForHelp)
    #expect(throws: IPVSUsage.self) { try IPVSInvocation(["lits"]) }
    #expect(throws: IPVSUsage.self) { try IPVSInvocation(["-L", "--socket"]) }
  }
}
