import IPVS
import Network
import Testing

struct SavedTableTests {
  /// Random tables go to lines and back unchanged, thresholds too.
  @Test(arguments: UInt64(1)...200)
  func aTableIsItsSavedLines(seed: UInt64) {
    var source = TableSource(seed: seed)
    var table = source.table()
    // Its real servers are all of IPv4, which ipvsadm takes for services of IPv4 alone.
    for key in table.services.keys where key.family == .ipv6 {
      table[key]?.destinations = [:]
    }
    let lines = table.savedLines(thresholds: true)
    let read = RestoredLines(Array(lines.joined(separator: "\n").utf8))
    #expect(read.mistakes == [])
    var again = Table()
    for entry in read.commands { again.apply(entry.command) }
    #expect(again.savedLines(thresholds: true) == lines)
    #expect(Set(again.services.keys) == Set(table.services.keys))
  }

  /// Recorded from `ipvsadm -Sn`.
  private static let saved = """
    -A -t 192.0.2.9:80 -s wrr -p 300 -M 255.255.255.0
    -a -t 192.0.2.9:80 -r 10.0.0.2:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-csum
    -a -t 192.0.2.9:80 -r 10.0.0.3:80 -i -w 1 --tun-type gre --tun-nocsum
    -a -t 192.0.2.9:80 -r 10.0.0.4:80 -i -w 0 --tun-type gue --tun-port 6081 --tun-remcsum
    -a -t 192.0.2.9:80 -r 10.0.0.12:80 -g -w 3
    -A -t 192.0.2.9:81 -s mh -b mh-port
    -A -t 192.0.2.9:82 -s wlc -b flag-1,flag-3
    -A -t 192.0.2.10:0 -s rr -p 100
    -A -u 192.0.2.9:5060 -s rr -p 60 --pe sip -o
    -a -u 192.0.2.9:5060 -r 10.0.0.6:5060 -m -w 1
    -A --sctp-service 192.0.2.9:80 -s sh -b sh-fallback,sh-port
    -A -t [2001:db8::1]:80 -s wlc -p 30 -M 64
    -a -t [2001:db8::1]:80 -r [2001:db8::2]:80 -g -w 1
    -A -f 2 -s rr
    -a -f 2 -r 10.0.0.2:0 -g -w 1
    -A -f 9 -6 -s rr
    -A -t 192.0.2.9:83 -s rr -p 360 -M 255.0.255.0
    """

  private func table(_ text: String) -> Table {
    var table = Table()
    for entry in RestoredLines(Array(text.utf8)).commands { table.apply(entry.command) }
    return table
  }

  @Test func whatIpvsadmSavedIsSavedAgain() {
    let lines = Self.saved.split(separator: "\n").map { String($0) }
    #expect(Set(table(Self.saved).savedLines(thresholds: false)) == Set(lines))
    // The last line is out of its place on purpose: the order is ipvsadm's.
    let order = table(Self.saved).savedLines(thresholds: false)
    #expect(order.firstIndex(of: lines[16]) == 7)
    #expect(order.filter { $0 != lines[16] } == Array(lines[..<16]))
  }

  @Test func theListIsIpvsadms() {
    var found = Observation()
    found.table = table(Self.saved)
    let information = Information(version: 0x010201, connectionTableSize: 4096)
    let lines = found.listedLines(IPVSAction.Listing(), information: information)
    #expect(
      lines.prefix(8) == [
        "IP Virtual Server version 1.2.1 (size=4096)",
        "Prot LocalAddress:Port Scheduler Flags",
        "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn",
        "TCP  192.0.2.9:80 wrr persistent 300 mask 255.255.255.0",
        "  -> 10.0.0.2:80                  Tunnel  1      0          0         ",
        "  -> 10.0.0.3:80                  Tunnel  1      0          0         ",
        "  -> 10.0.0.4:80                  Tunnel  0      0          0         ",
        "  -> 10.0.0.12:80                 Route   3      0          0         ",
      ])
    var tunnels = IPVSAction.Listing(of: .endpoint(.tcp, v4(192, 0, 2, 9)))
    tunnels.columns = .tunnels
    #expect(
      found.listedLines(tunnels, information: information)[3]
        == "  -> 10.0.0.2:80                  Tunnel  gue:6080:+c   1      0          0         ")
  }

  @Test func numbersOfNineDigitsGetALetter() {
    var found = Observation()
    let key = ServiceKey.endpoint(.tcp, v4(192, 0, 2, 99))
    found.table[key] = VirtualService(settings: ServiceSettings())
    var counts = Statistics()
    (counts.connections, counts.packetsIn, counts.bytesIn) = (1, 99_999_999, 2_345_678_901)
    found.services[key] = counts
    var listing = IPVSAction.Listing(of: key)
    listing.columns = .totals
    let information = Information(version: 0x010201, connectionTableSize: 4096)
    #expect(
      found.listedLines(listing, information: information).last
        == "TCP  192.0.2.99:80                       1 99999999        0    2345M        0")
    listing.isExact = true
    #expect(
      found.listedLines(listing, information: information).last
        == "TCP  192.0.2.99:80                       1 99999999        0 2345678901        0")
  }

  @Test func zeroIsOneServicesOrAlls() {
    #expect(payload(.zero(nil)) == bytes("10010000"))
    #expect(payload(.zero(web)) == [16] + payload(.deleteService(web)).dropFirst())
  }

  @Test func aRefusalSaysWhatIsWrong() {
    let wrr = ServiceSettings(scheduler: .weightedRoundRobin)
    let endpoint = v4(10, 0, 0, 2)
    let sentences: [(Command, Int32, String)] = [
      (.newService(web, wrr), 17, "tcp 192.0.2.1:80 is there already: -E changes it"),
      (.deleteService(web), 3, "there is no service tcp 192.0.2.1:80"),
      (.zero(web), 3, "there is no service tcp 192.0.2.1:80"),
      (.deleteDestination(web, endpoint), 2, "tcp 192.0.2.1:80 has no real server 10.0.0.2:80"),
      (.stopDaemon(.master), 3, "no sync daemon runs as master"),
      (
        .newService(web, wrr), 2,
        "virtual server tcp 192.0.2.1:80: the kernel refused to add it: no "
          + "(the kernel has no such scheduler or engine: modprobe ip_vs_wrr)"
      ),
    ]
    for (command, number, sentence) in sentences {
      #expect(Refusal(command, number: number, reason: "no").answer == sentence)
    }
  }
}
