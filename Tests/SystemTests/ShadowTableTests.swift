import IPVS
import Network
import System
import Testing

struct ShadowTableTests {
  private let web = ServiceKey.endpoint(.tcp, Endpoint(.v4(0xc000_0201), port: 80))
  private let server = Endpoint(.v4(0x0a00_0002), port: 80)

  @Test func itSaysWhatItWouldDo() {
    let shadow = ShadowTable()
    let refusals = shadow.apply([
      .newService(web, ServiceSettings(persistence: Persistence(timeout: 300, granularity: 24))),
      .newDestination(web, server, DestinationSettings(weight: 3, forwarding: .ipip)),
      .setTimeouts(Timeouts(tcp: 60)),
    ])
    #expect(refusals.isEmpty)
    #expect(
      shadow.takeNotes() == [
        "would add virtual server tcp 192.0.2.1:80: scheduler wlc, persistence 300 s /24",
        "would add real server 10.0.0.2:80 of tcp 192.0.2.1:80: weight 3, TUN",
        "would set the connection timeouts: TCP 60 s, after FIN 0 s, UDP 0 s (0: as it is)",
      ])
    #expect(shadow.takeNotes().isEmpty)
    #expect(shadow.timeouts() == Timeouts(tcp: 60, tcpFin: 120, udp: 300))
    #expect(shadow.observe { _ in true }.table == shadow.table)
  }

  @Test func itRefusesWhatTheKernelWould() {
    let shadow = ShadowTable()
    let wish = DestinationSettings()
    let sent: [Command] = [
      .newDestination(web, server, wish), .setService(web, ServiceSettings()),
      .newService(web, ServiceSettings()), .newService(web, ServiceSettings()),
      .setDestination(web, server, wish), .newDestination(web, server, wish),
      .newDestination(web, server, wish), .deleteDestination(web, server),
      .deleteDestination(web, server), .deleteService(web), .deleteService(web),
    ]
    #expect(shadow.apply(sent).map(\.number) == [3, 3, 17, 2, 17, 2, 3])
    #expect(shadow.table == Table())
  }

  @Test func theReconcilerFindsItsWayPastWhatItDidNotKnow() {
    let shadow = ShadowTable()
    _ = shadow.apply([
      .newService(web, ServiceSettings()), .newDestination(web, server, DestinationSettings()),
    ])
    var reconciler = Reconciler()
    let wish = VirtualService(
      settings: ServiceSettings(scheduler: .sourceHashing),
      destinations: [server: DestinationSettings(weight: 0)])
    reconciler.want(web, wish)
    let now = Instant(nanoseconds: 0)
    for _ in 0..<2 {
      let commands = reconciler.pending(at: now)
      let complaints = reconciler.applied(commands, refusals: shadow.apply(commands), at: now)
      #expect(complaints.isEmpty)
      _ = reconciler.looked(at: reconciler.doubtful, shadow.table)
    }
    #expect(shadow.table == Table([web: wish]))
    #expect(reconciler.deadline == nil)
  }
}

struct TableErrorTests {
  @Test func anErrorSaysWhatToDo() {
    #expect("\(TableError.absent)".contains("modprobe ip_vs"))
    #expect("\(TableError.notPermitted)".contains("CAP_NET_ADMIN"))
    let error = TableError.refused(.timeouts, SystemError("IPVS", 22))
    #expect("\(error)" == "the kernel refused to tell IPVS's timeouts: IPVS: Invalid argument")
  }

  /// Where this machine's kernel has IPVS, and lets us at it, there is nothing to see.
  @Test func aKernelWithoutIPVSIsSaidToHaveNone() {
    do throws(TableError) {
      _ = try KernelTable()
    } catch {
      #expect(error == .absent || error == .notPermitted)
    }
  }
}
