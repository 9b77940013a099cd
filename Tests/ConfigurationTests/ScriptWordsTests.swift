import Configuration
import Health
import Testing

/// What keepalived 2.2.7 makes of a command: tried with its `startup_script`, which ran a program that
/// wrote its arguments down.
private let tried: [(line: String, arguments: [String])] = [
  (#""/bin/sh -c \"exit 1\"""#, ["/bin/sh", "-c", "exit 1"]),
  (#"'/bin/sh -c \"exit 1\"'"#, ["/bin/sh", "-c", "exit 1"]),
  (#""/bin/sh -c 'exit 1'""#, ["/bin/sh", "-c", "exit 1"]),
  (#"'/bin/x "a b" c'"#, ["/bin/x", "a b", "c"]),
  (#""/bin/x a\\nb""#, ["/bin/x", "a\nb"]),
  (#""/bin/x a\x20b""#, ["/bin/x", "a", "b"]),
  (#""/bin/x \\\"a\\\"""#, ["/bin/x", "\"a\""]),
  (#""/bin/x \"it\'s\"""#, ["/bin/x", "it's"]),
  (#""/bin/x "ab"cd""#, ["/bin/x", "abcd"]),
  (#"/bin/x" a b""#, ["/bin/x", "a", "b"]),
  (#""/bin/x \"a # b\" c""#, ["/bin/x", "a # b", "c"]),
  (#""/bin/x \cA \101 \e \q""#, ["/bin/x", "\u{1}", "A", "e", "q"]),
  (#"/bin/x\ a\ b"#, ["/bin/x", "a", "b"]),
  (#""/bin/x \\\\ x""#, ["/bin/x", "\\", "x"]),
  (#""/bin/x \'a \' b""#, ["/bin/x", "a ", "b"]),
  (#"'/bin/x \'a b\' c'"#, ["/bin/x", "a b", "c"]),
  (#""/bin/x "a" \"b c\" ""#, ["/bin/x", "a", "b c"]),
  // There keepalived takes the brace for a block's.
  (#""/bin/x \"{ a; }\" b""#, ["/bin/x", "{ a; }", "b"]),
]

private func hooked(_ command: String, _ keyword: String = "notify_master") -> Loaded {
  loaded(
    """
    vrrp_instance a {
      interface eth0
      virtual_router_id 1
      \(keyword) \(command)
      virtual_ipaddress {
        192.0.2.1
      }
    }
    """)
}

@Test(arguments: tried.indices)
func aCommandIsCutAsKeepalivedCutsIt(number: Int) throws {
  let (line, arguments) = tried[number]
  let hook = try #require(hooked(line).configuration?.routers.first?.hooks.master)
  #expect(hook.arguments == arguments, "\(line)")
  #expect(hook.user == nil)
}

@Test(arguments: tried.indices)
func aCommandComesBackFromItsNormalForm(number: Int) throws {
  let printed = try #require(hooked(tried[number].line).configuration).printed
  let again = try #require(loaded(printed).configuration?.routers.first?.hooks.master, "\(printed)")
  #expect(again.arguments == tried[number].arguments, "\(printed)")
}

@Test func anEscapedQuoteEndsNoCommandOfAScriptOrCheck() throws {
  let result = loaded(
    #"""
    vrrp_script s {
      script "/bin/sh -c \"exit 1\""
    }
    virtual_server 192.0.2.1 80 {
      lb_algo rr
      lb_kind NAT
      protocol TCP
      real_server 10.0.0.2 80 {
        notify_up "/bin/sh -c \"echo up\"" root
        MISC_CHECK {
          misc_path "/bin/sh -c \"exit 1\""
        }
      }
    }
    """#)
  let configuration = try #require(result.configuration)
  #expect(configuration.scripts.first?.script.arguments == ["/bin/sh", "-c", "exit 1"])
  let server = try #require(configuration.virtualServers.first?.realServers.first)
  #expect(server.notifyUp?.arguments == ["/bin/sh", "-c", "echo up"])
  #expect(server.notifyUp?.user?.user == "root")
  guard case .program(let probe)? = server.checks.first?.probe.dialogue else {
    Issue.record("no program")
    return
  }
  #expect(probe.arguments == ["/bin/sh", "-c", "exit 1"])
}

/// Half a command must not run: of some of these keepalived runs what it can make out.
@Test(arguments: [
  #""/bin/x it\'s""#, #""/bin/x \"""#, #""/bin/x \""#, #""/bin/x a\\""#, #""/bin/x 'a""#,
  #"'/bin/x "a'"#, #""/bin/x a\\\\\\""#,
])
func aCommandThatCannotBeCutIsAnError(line: String) {
  for keyword in ["notify_master", "notify", "notify_stop"] {
    let result = hooked(line, keyword)
    #expect(result.configuration == nil, "\(line)")
    #expect(result.diagnostics.contains { $0.severity == .error && $0.code == .unendedQuote })
  }
}

@Test func aCommandThatLaterVersionsReadDifferentlyIsToldOf() {
  #expect(
    messages(hooked(#""/bin/sh -c \"exit 1\"""#)) == [
      "the backslashes in this command mean [/bin/sh] [-c] [exit 1] here and to keepalived before "
        + "2.3.2, and something else to later ones"
    ])
  // The manual's own form means the same to all.
  #expect(messages(hooked(#""/bin/x 'a b' '\"s p a c e \"' c""#)) == [])
}

@Test func aBackslashSavesNoQuoteOfAnOrdinaryWord() {
  let result = loaded("global_defs {\n router_id \"a\\\" b\"\n}\n")
  #expect(result.configuration == nil)
  #expect(result.diagnostics.contains { $0.code == .unendedQuote && $0.severity == .error })
}

@Test func wordsAfterAScriptsCommandAreNoUser() {
  let result = loaded("vrrp_script s {\n script \"/bin/true\" nobody-at-all\n}\n")
  #expect(messages(result) == ["'nobody-at-all' is no argument of the script"])
  #expect(result.configuration?.scripts.first?.script.user == nil)
}
