import Configuration
import Health
import IPVS
import Network
import Testing
import VRRP

/// The first real server's checks, and what is said of a file with this checker in it.
private func read(
  _ checker: String, before: String = "", server: String = "", machine: Machine? = nil
) -> (checks: [CheckDefinition], said: [String], configuration: DirectorConfiguration?) {
  let text = """
    \(before)
    virtual_server 192.0.2.1 80 {
      delay_loop 7
      retry 4
      protocol TCP
      lb_algo rr
      lb_kind NAT
      real_server 10.0.0.2 80 {
        \(server)
        \(checker)
      }
    }
    """
  let loaded = load(text: Array(text.utf8), name: "t.conf", context: Context(machine: machine))
  return (
    loaded.configuration?.virtualServers.first?.realServers.first?.checks ?? [],
    loaded.diagnostics.map(\.message), loaded.configuration
  )
}

private let file = "track_file web {\n file /run/web\n weight 3 reverse\n}\n"
private let session = "bfd_instance uplink {\n neighbor_ip 192.0.2.9\n}\n"

struct EventCheckerTests {
  @Test func aProgramIsReadWithItsDefaults() throws {
    let (checks, said, _) = read(
      "MISC_CHECK {\n misc_path \"/bin/check 'a b' c\"\n misc_dynamic\n user nobody nogroup\n}")
    let check = try #require(checks.first)
    #expect(said == [])
    #expect(
      check.probe.dialogue
        == .program(
          ProgramProbe(
            arguments: ["/bin/check", "a b", "c"],
            user: ScriptUser(user: "nobody", group: "nogroup"), isDynamic: true)))
    #expect(check.probe.timeout == .seconds(7))
    #expect(check.probe.path == .nowhere)
    #expect(check.timing.retries == 4)
  }

  @Test func aProgramHasNoRetryOfItsOwnAndATimeoutOfItsOwn() throws {
    let text = """
      virtual_server 192.0.2.1 80 {
        delay_loop 7
        real_server 10.0.0.2 80 { MISC_CHECK { misc_path /bin/check
          misc_timeout 3
          delay_loop 20
        } }
      }
      """
    let check = try #require(
      loaded(text).configuration?.virtualServers.first?.realServers.first?.checks.first)
    #expect(check.timing.retries == 0)
    #expect(check.probe.timeout == .seconds(3))
    #expect(check.timing.interval == .seconds(20))
    let zero = read("MISC_CHECK {\n misc_path /bin/check\n misc_timeout 0\n}").checks.first
    #expect(zero?.probe.timeout == .seconds(7))
  }

  @Test func theSameProgramIsTheSameProbeForEveryRealServer() {
    let one = read("MISC_CHECK {\n misc_path /bin/check\n}").checks.first?.probe
    let other = read(
      "MISC_CHECK {\n misc_path /bin/check\n}", server: "weight 7\n"
    ).checks.first?.probe
    #expect(one == other)
  }

  @Test func aRedirectionIsForAShell() {
    let line = "</dev/tcp/127.0.0.1/80"
    #expect(
      read("MISC_CHECK {\n misc_path \"\(line)\"\n}").checks.first?.probe.dialogue
        == .program(ProgramProbe(arguments: ["/bin/bash", "-c", line])))
  }

  @Test func aFileBringsItsWeightUnlessTheCheckSaysAnother() {
    #expect(
      read("FILE_CHECK {\n track_file web\n}", before: file).checks.first?.probe.dialogue
        == .tracked(TrackedProbe(.file("web"), weight: 3, isReversed: true)))
    #expect(
      read("FILE_CHECK {\n track_file web\n weight -2000000000\n}", before: file)
        .checks.first?.probe.dialogue
        == .tracked(TrackedProbe(.file("web"), weight: -2_000_000_000)))
  }

  @Test func aTrackedSourceForgivesNothingUnlessItsCheckSaysSo() {
    let plain = read("BFD_CHECK {\n name uplink\n}", before: session).checks.first
    #expect(plain?.probe.dialogue == .tracked(TrackedProbe(.session("uplink"))))
    #expect(plain?.timing.retries == 0)
    let patient = read("BFD_CHECK {\n name uplink\n fall 3\n}", before: session).checks.first
    #expect(patient?.timing.retries == 2)
  }

  @Test(arguments: [
    ("MISC_CHECK {\n}", "'MISC_CHECK' names no program, and is left out"),
    ("FILE_CHECK {\n}", "'FILE_CHECK' looks at nothing, and is left out"),
    ("BFD_CHECK {\n}", "'BFD_CHECK' looks at nothing, and is left out"),
    ("FILE_CHECK {\n track_file wbe\n}", "no file wbe is defined: the check is left out"),
    ("BFD_CHECK {\n name other\n}", "no BFD session other is defined: the check is left out"),
  ])
  func whatLooksAtNothingIsLeftOutWithAWord(checker: String, words: String) {
    let (checks, said, configuration) = read(checker, before: file + session)
    #expect(checks == [])
    #expect(configuration != nil)
    #expect(
      Set(said) == [words, "without a check that can be made, it is taken as always up"])
  }

  @Test func aPortIsNotAskedFor() {
    let (checks, said, _) = read("MISC_CHECK {\n misc_path /bin/check\n connect_port 9\n}")
    #expect(said == ["'connect_port' is not a word of MISC_CHECK; it is ignored"])
    #expect(checks.first?.probe.path == .nowhere)
  }
}

private let machine = Machine(
  hasUser: { $0 == "nobody" || $0 == "root" }, hasGroup: { _ in false },
  program: { path in
    switch path {
    case "/bin/check": .safe
    case "/opt/check": .changeable("/opt", how: "mode 777, owner 0")
    case "/etc/passwd": .notExecutable
    default: .missing
    }
  })

struct RunnableTests {
  @Test func aCheckWhoseProgramIsMissingIsLeftOutWithAWordAtItsLine() throws {
    let (checks, said, configuration) = read(
      "MISC_CHECK {\n misc_path /bin/none\n}", before: "global_defs {\n script_user nobody\n}",
      machine: machine)
    #expect(checks.count == 1)
    #expect(
      said == [
        "'/bin/none' is not there: the check is left out; without another 10.0.0.2:80 is taken as "
          + "always up"
      ])
    let runnable = try #require(configuration).runnable(on: machine)
    #expect(runnable.virtualServers.first?.realServers.first?.checks == [])
  }

  @Test(arguments: [
    ("/bin/check", "nobody", "", 1), ("/etc/passwd", "nobody", "", 0),
    ("/bin/check", "madmin", "", 0), ("/bin/check", "nobody staff", "", 0),
    ("/opt/check", "root", "", 1), ("/opt/check", "root", "enable_script_security", 0),
    ("/opt/check", "nobody", "enable_script_security", 1),
  ])
  func onlyWhatCanRunStays(path: String, user: String, global: String, count: Int) throws {
    let configuration = read(
      "MISC_CHECK {\n misc_path \(path)\n user \(user)\n}",
      before: "global_defs {\n \(global)\n}", machine: machine
    ).configuration
    let programs = try #require(configuration).runnable(on: machine).unconnected
    #expect(programs.count == count)
  }

  @Test func aTrackedScriptThatIsMissingIsTrackedByNobody() throws {
    let text = """
      vrrp_script good { script /bin/check
      user nobody }
      vrrp_script bad { script /bin/none
      user nobody }
      vrrp_instance A { interface eth0
        virtual_router_id 7
        virtual_ipaddress { 192.0.2.1 }
        track_script { good
          bad }
      }
      vrrp_sync_group G { group { A }
        track_script { bad }
      }
      """
    let runnable = try #require(loaded(text).configuration).runnable(on: machine)
    #expect(runnable.scripts.map(\.name) == ["good"])
    #expect(runnable.routers.first?.instance.tracks.map(\.object) == [.script("good")])
    #expect(runnable.syncGroups.first?.group.tracks == [])
  }
}
