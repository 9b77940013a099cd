import Configuration
import Health
import IPVS
import Testing

struct GlobalTests {
  @Test func globalDefinitionsAreRead() throws {
    let result = loaded(
      """
      global_defs {
        router_id lb1
        script_user director :wheel
        enable_script_security
        lvs_flush
        lvs_timeouts tcp 7200 udp 60
        rs_init_notifies
      }
      global_defs { keep_table_on_stop }
      """)
    #expect(result.diagnostics.isEmpty)
    #expect(
      result.configuration?.global
        == GlobalDefinitions(
          routerIdentifier: "lb1", scriptUser: ScriptUser(user: "director", group: "wheel"),
          scriptSecurity: true, flushAtStart: true, atStop: .keep,
          timeouts: .init(tcp: 7200, udp: 60), notifiesAtStart: true))
  }

  @Test func theBoundsOfHooksAreRead() {
    #expect(
      loaded("").configuration?.global.hookBounds == HookBounds(atOnce: 16, timeout: .seconds(60)))
    let result = loaded("global_defs {\nhooks_at_once 4\nhook_timeout 5\n}")
    #expect(result.diagnostics.isEmpty)
    #expect(
      result.configuration?.global.hookBounds == HookBounds(atOnce: 4, timeout: .seconds(5)))
  }

  @Test(arguments: [
    "hooks_at_once 0", "hooks_at_once 257", "hook_timeout 0", "hook_timeout 3601",
    "hook_timeout 1.5", "hook_timeout",
  ])
  func aBoundOfHooksThatIsOutOfItsRangeIsRefused(line: String) {
    #expect(loaded("global_defs {\n\(line)\n}").configuration == nil)
  }

  @Test func theKernelsSettingsAreRead() {
    let result = loaded("global_defs {\nipvs {\ndrop_entry 3\nconntrack\npmtu_disc off\n}\n}")
    #expect(result.diagnostics.isEmpty)
    #expect(
      result.configuration?.global.kernelSettings
        == [.dropEntry: 3, .conntrack: 1, .pathMTUDiscovery: 0])
  }

  @Test(arguments: ["drop_entry 4", "am_droprate 0", "conntrack perhaps", "amemthresh -1"])
  func aValueThatTheKernelHasNotIsRefused(line: String) {
    #expect(loaded("global_defs {\nipvs {\n\(line)\n}\n}").configuration == nil)
  }

  @Test func aFileThatIsNotThereIsAnErrorThatNamesIt() {
    let result = load("none.conf", reading: { _, _ in [] }, context: Context())
    #expect(result.configuration == nil)
    #expect(
      result.diagnostics.map { $0.rendered() } == ["none.conf:1:1: error: there is no such file"])
  }

  @Test func includesAreReadInPlaceAndTheirPlacesAreTheirOwn() throws {
    let files = [
      "main.conf": "virtual_server 192.0.2.1 80 {\ninclude d/{b,a}.conf\n}\n",
      "d/a.conf": "real_server 10.0.0.1 80 { }\n",
      "d/b.conf": "real_server 10.0.0.2 80 {\nweight x\n}\n",
    ]
    let reader: FileReader = { pattern, _ in
      files[pattern].map { [SourceFile(name: pattern, contents: Array($0.utf8))] } ?? []
    }
    let result = load("main.conf", reading: reader, context: Context())
    let error = try #require(result.diagnostics.first { $0.severity == .error })
    #expect(error.position == Position(file: "d/b.conf", line: 2, column: 8))
    #expect(String(decoding: error.line, as: UTF8.self) == "weight x")
  }

  @Test func aStrictIncludeMustMatchAndAPlainOneNeedNot() {
    #expect(loaded("include none.conf\n").configuration != nil)
    #expect(loaded("include none*.conf\n").diagnostics.map(\.severity) == [.note])
    #expect(loaded("includem none.conf\n").configuration == nil)
    #expect(loaded("includem none*.conf\n").configuration != nil)
    #expect(loaded("includew none*.conf\n").configuration == nil)
    #expect(loaded("includeb {a,b}\n").configuration == nil)
    #expect(loaded("includea none*.conf\n").configuration == nil)
  }

  @Test(arguments: [
    ("include", true), ("includer", false), ("includem", false), ("includew", false),
    ("includeb", false), ("includea", false),
  ])
  func anIncludedFileThatMayNotBeReadIsRefusedByTheStrictForms(
    keyword: String, isAccepted: Bool
  ) throws {
    for pattern in ["locked.conf", "*"] {
      let text = Array("\(keyword) \(pattern)\n".utf8)
      let reader: FileReader = { _, including in
        including == nil
          ? [SourceFile(name: "t.conf", contents: text)]
          : [SourceFile(name: "locked.conf", contents: nil, problem: "Permission denied")]
      }
      let result = load("t.conf", reading: reader, context: Context())
      #expect((result.configuration != nil) == isAccepted)
      let problem = try #require(result.diagnostics.first)
      #expect(problem.message.contains("'locked.conf' cannot be read: Permission denied"))
      #expect(problem.severity == (isAccepted ? .warning : .error))
    }
  }

  @Test(arguments: [
    ("include_check", "include none.conf", false), ("include_check", "include none*.conf", false),
    ("include_check match", "include none.conf", false),
    ("include_check match", "include none*.conf", true),
    ("include_check wildcard_match", "include none*.conf", false),
    ("include_check brace_match", "include {a,b}", false),
    ("include_check match brace_match", "include none*.conf", true),
    ("include_check\ninclude_check -match -wildcard_match", "include none*.conf", true),
    ("include_check match\ninclude_check +wildcard_match", "include none*.conf", false),
    ("include_check match\ninclude_check read", "include {a,b}", true),
    ("include_check readable", "includem none*.conf", true),
  ])
  func includeCheckAsksItOfEveryIncludeThatFollows(
    checks: String, include: String, isAccepted: Bool
  ) {
    let text = "global_defs {\n\(checks)\n}\n\(include)\n"
    #expect((loaded(text).configuration != nil) == isAccepted)
    // What stands above is not asked.
    #expect(loaded("\(include)\nglobal_defs {\n\(checks)\n}\n").configuration != nil)
  }

  @Test func anIncludedFileCannotChangeTheChecksOfItsIncluder() {
    let files = [
      "t.conf": "include a.conf\ninclude none.conf\n",
      "a.conf": "global_defs {\ninclude_check\n}\n",
    ]
    let reader: FileReader = { pattern, _ in
      files[pattern].map { [SourceFile(name: pattern, contents: Array($0.utf8))] } ?? []
    }
    #expect(load("t.conf", reading: reader, context: Context()).configuration != nil)
    let unknown = loaded("global_defs {\ninclude_check maych\n}\n").diagnostics
    #expect(unknown.map(\.message) == ["'maych' is not a check of includes"])
  }

  @Test func theSurroundingsAreAskedFor() {
    let context = Context(instance: "one", environment: ["HOME": "/home/x"])
    let result = loaded(
      "global_defs { router_id \"${_ENV HOME}-${_INSTANCE}-${_PWD}-${_HASH}\" }", context: context)
    #expect(result.configuration?.global.routerIdentifier == "/home/x-one-.-#")
  }

  @Test func aFileCannotSteerATerminal() {
    let text = loaded("\u{1b}[2Jzz \u{7}\n").diagnostics.map { $0.rendered() }.joined()
    #expect(!text.isEmpty)
    #expect(!text.unicodeScalars.contains { $0.value == 0x1b || $0.value == 7 })
  }
}
