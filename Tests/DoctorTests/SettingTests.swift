import Doctor
import Testing

@Suite struct BootSettingsTests {
  private let names = [
    "net.ipv4.ip_forward", "net.ipv4.conf.all.rp_filter", "net.ipv4.conf.eth0.rp_filter",
    "net.ipv4.conf.eth0.100.rp_filter",
  ]

  @Test func theFirstDirectoryWinsAndNamesOrderTheFiles() {
    let order = BootSettings.order([
      ("/etc/sysctl.d", ["50-x.conf", "README"]),
      ("/usr/lib/sysctl.d", ["50-x.conf", "10-a.conf"]),
    ])
    #expect(order == ["/usr/lib/sysctl.d/10-a.conf", "/etc/sysctl.d/50-x.conf"])
  }

  @Test func laterLinesWinAndANamedSettingWinsOverAPattern() {
    let settings = BootSettings.settings(
      [
        "net.ipv4.ip_forward=0\n# net.ipv4.ip_forward=5\n",
        "net/ipv4/ip_forward = 1\n-net.ipv4.conf.eth0.rp_filter = 1\n;x\nnonsense\n",
        "net.ipv4.conf.*.rp_filter = 2",
      ], names: names)
    #expect(
      settings == [
        "net.ipv4.ip_forward": "1", "net.ipv4.conf.all.rp_filter": "2",
        "net.ipv4.conf.eth0.rp_filter": "1",
      ])
  }

  @Test func aSlashSeparatesIfAnInterfaceHasADot() {
    let settings = BootSettings.settings(
      ["net/ipv4/conf/eth0.100/rp_filter=1"], names: names)
    #expect(settings == ["net.ipv4.conf.eth0.100.rp_filter": "1"])
  }

  @Test func aPatternOfManyStarsEnds() {
    let pattern = String(repeating: "*a", count: 200) + "=1"
    let long = String(repeating: "a", count: 150) + "b"
    #expect(BootSettings.settings([pattern], names: [long]) == [:])
  }
}

@Suite struct SettingNameTests {
  @Test func aNameIsAFileBelowProcSys() {
    #expect(SettingNames.path(of: "net.ipv4.ip_forward") == "/proc/sys/net/ipv4/ip_forward")
    #expect(
      SettingNames.path(of: "net.ipv4.conf.eth0.100.rp_filter", interface: "eth0.100")
        == "/proc/sys/net/ipv4/conf/eth0.100/rp_filter")
  }

  @Test(arguments: ["", "net..x", "net.ipv4.conf.../x"])
  func aNameThatLeadsElsewhereIsNone(name: String) {
    #expect(SettingNames.path(of: name) == nil)
  }
}
