import Doctor
import Network
import Testing

@Suite struct CounterTextTests {
  @Test func countersCarryTheirGroup() {
    var texts = CounterFacts.Texts()
    texts.snmp = """
      Ip: Forwarding InAddrErrors
      Ip: 1 4
      Tcp: RtoAlgorithm MaxConn OutRsts
      Tcp: 1 -1 3
      """
    texts.netstat = """
      TcpExt: IPReversePathFilter TCPTimeouts
      TcpExt: 2 5
      IpExt: InNoRoutes
      IpExt: 7
      """
    texts.snmp6 = "Ip6InReceives                   \t12\n"
    let counters = CounterFacts.counters(texts)
    #expect(counters["IpInAddrErrors"] == 4)
    #expect(counters["TcpOutRsts"] == 3)
    #expect(counters["TcpMaxConn"] == nil)
    #expect(counters["TcpExtIPReversePathFilter"] == 2)
    #expect(counters["IpExtInNoRoutes"] == 7)
    #expect(counters["Ip6InReceives"] == 12)
  }

  @Test func rowsOfProcessorsAreSummed() {
    var texts = CounterFacts.Texts()
    texts.softnet = "0000000a 00000002 00000001 0\n00000001 00000010 00000000 0\n"
    texts.conntrack = """
      entries  searched found drop early_drop
      00000008  00000000 00000001 00000008 00000000
      00000008  00000000 00000001 0000000a 00000001
      """
    texts.arpCache =
      "entries  allocs table_fulls\n00000003  00000001 00000001\n00000003 0 00000002\n"
    texts.conntrackCount = "8\n"
    texts.conntrackMax = "262144\n"
    let counters = CounterFacts.counters(texts)
    #expect(counters["softnet.dropped"] == 18)
    #expect(counters["conntrack.drop"] == 18)
    #expect(counters["conntrack.early_drop"] == 1)
    #expect(counters["conntrack.entries"] == nil)
    #expect(counters["conntrack.count"] == 8)
    #expect(counters["conntrack.max"] == 262_144)
    #expect(counters["arp_cache.entries"] == 3)
    #expect(counters["arp_cache.table_fulls"] == 3)
  }

  @Test(arguments: ["", "Ip:", "Ip: A B\nTcp: 1 2", "Ip: A\nIp: x", "\u{0}\n:\n"])
  func aTextOfAnotherFormGivesNothing(text: String) {
    var texts = CounterFacts.Texts()
    (texts.snmp, texts.netstat, texts.softnet) = (text, text, text)
    (texts.conntrack, texts.arpCache, texts.snmp6) = (text, text, text)
    #expect(CounterFacts.counters(texts).values.allSatisfy { $0 == 0 })
  }
}

@Suite struct SocketTextTests {
  private let head =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"

  @Test func listenersOfTCPAreThoseInListen() {
    let text =
      head
      + "   0: 0100007F:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 17 1\n"
      + "   1: 6C03A8C0:0050 0A03A8C0:9C40 01 00000000:00000000 00:00000000 00000000     0        0 18 1\n"
    let found = ListeningSocket.all(in: text, transport: "tcp")
    #expect(
      found == [ListeningSocket(transport: "tcp", address: "127.0.0.1", port: 22, inode: 17)])
  }

  @Test func anAddressOfIPv6IsFourWords() {
    let text =
      head
      + "   0: B80D0120000000000000000001000000:0050 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 9\n"
    let found = ListeningSocket.all(in: text, transport: "tcp")
    #expect(found.map(\.address) == ["2001:db8::1"])
  }

  @Test func aConnectedDatagramSocketTakesFromNobodyElse() {
    let text =
      head
      + "   0: 00000000:01F4 00000000:0000 07 0:0 0:0 0 0 0 5\n"
      + "   1: 00000000:0035 0A03A8C0:0035 07 0:0 0:0 0 0 0 6\n"
    #expect(ListeningSocket.all(in: text, transport: "udp").map(\.port) == [500])
  }

  @Test(arguments: ["", "x", "h\n 0: zz:1 0:0 0A 0 0 0 0 0 1", "h\n 0: 0100007F 0:0 0A"])
  func aLineOfAnotherFormIsLeftOut(text: String) {
    #expect(ListeningSocket.all(in: text, transport: "tcp") == [])
  }

  @Test func dropsAreTheFourthNumberOfAnInterface() {
    let text = """
      Inter-|   Receive                            |  Transmit
       face |bytes    packets errs drop fifo frame compressed multicast|bytes
          lo:   10 1 0 0 0 0 0 0 10 1
        eth0: 1000 9 0 42 0 0 0 0 10 1
      eth0:1: 1 2 3 4 5
      """
    let drops = LinkFacts.receiveDrops(in: text)
    #expect(drops["eth0"] == 42)
    #expect(drops["lo"] == 0)
    #expect(drops["eth0:1"] == 4)
  }
}

@Suite struct IPVSTextTests {
  @Test func aConnectionIsALineOfHexadecimalNumbers() throws {
    let line = "TCP C0A8030A 9C40 C0A8036C 0050 0A000002 1F90 SYN_RECV         59"
    let found = try #require(ConnectionFacts(line: line))
    #expect(found.transport == "tcp")
    #expect(found.client == "192.168.3.10")
    #expect(found.clientPort == 40000)
    #expect(found.virtualAddress == "192.168.3.108")
    #expect(found.destinationPort == 8080)
    #expect(found.state == "SYN_RECV")
    #expect(found.expires == 59)
  }

  @Test func aConnectionOfIPv6HasBrackets() throws {
    let line =
      "TCP [2001:0db8:0000:0000:0000:0000:0000:0010] 9C40 "
      + "[2001:0db8:0000:0000:0000:0000:0000:0108] 0050 "
      + "[fd00:0000:0000:0000:0000:0000:0000:0002] 0050 ESTABLISHED 899"
    let found = try #require(ConnectionFacts(line: line))
    #expect(found.client == "2001:db8::10")
    #expect(found.destination == "fd00::2")
  }

  @Test(arguments: ["", "Pro FromIP FPrt ToIP TPrt DestIP DPrt State Expires", "TCP 1 2 3"])
  func anotherLineIsNoConnection(line: String) {
    #expect(ConnectionFacts(line: line) == nil)
  }

  @Test func aHelperIsNamedOnce() {
    let text = "prot port    usecnt name\nTCP  21      4294967295 ftp\nTCP  2121    1 ftp\n"
    #expect(IPVSFacts.helpers(in: text) == ["ftp"])
    #expect(IPVSFacts.version(0x010201) == "1.2.1")
  }
}

@Suite struct KernelTextTests {
  @Test func whatIsNotSetIsMissing() {
    let text = """
      # CONFIG_IP_VS_TWOS is not set
      CONFIG_IP_VS=m
      CONFIG_IP_VS_TAB_BITS=12
      CONFIG_SND=y
      CONFIG_LOCALVERSION="-x"
      """
    #expect(
      KernelFacts.networkOptions(in: text) == [
        "CONFIG_IP_VS": "m", "CONFIG_IP_VS_TAB_BITS": "12",
      ])
    #expect(KernelFacts.options(in: text)["CONFIG_LOCALVERSION"] == "-x")
  }

  @Test func modulesHaveUnderscores() {
    let dependencies = """
      kernel/net/netfilter/ipvs/ip_vs.ko.xz: kernel/lib/libcrc32c.ko.xz
      kernel/net/netfilter/xt_MARK.ko:
      kernel/drivers/net/dummy-two.ko.zst:
      kernel/sound/soundcore.ko:
      """
    #expect(KernelFacts.moduleNames(in: dependencies) == ["dummy_two", "ip_vs", "xt_MARK"])
    #expect(
      KernelFacts.loadedModules(in: "ip_vs 1 0 - Live 0x0\nbridge 2 0\n") == ["bridge", "ip_vs"])
  }

  @Test func capabilitiesHaveTheirNames() {
    let text = "CapPrm:\t0000000000000000\nCapBnd:\t0000000000003000\n"
    #expect(KernelFacts.capabilities(in: text) == ["CAP_NET_ADMIN", "CAP_NET_RAW"])
    #expect(KernelFacts.capabilities(in: "CapBnd: x") == nil)
    #expect(KernelFacts.availableMemory(in: "MemTotal: 9 kB\nMemAvailable:   2 kB\n") == 2048)
  }
}
