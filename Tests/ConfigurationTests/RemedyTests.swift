import Configuration
import Testing

/// Lines that keepalived 2.2.7 skips, each in the block if files have it; what is left without it.
private let skipped: [(text: String, kept: String)] = [
  ("global_defs {\n  smtp_connection_timeout 30\n}\n", "global_defs {\n}\n"),
  ("global_defs {\n  notification_email a@b\n}\n", "global_defs {\n}\n"),
  (
    "global_defs {\n  lvs_sync_daemon eth0 maxlen 120000 id 7\n}\n",
    "global_defs {\n  lvs_sync_daemon eth0 id 7\n}\n"
  ),
  (instance("lvs_sync_daemon_inteface eth0"), instance("")),
  (instance("netify_backup \"/bin/x y\""), instance("")),
  (instance("advert_int none"), instance("")),
  (instance("virtual_ipadress {\n    192.0.2.9\n  }"), instance("")),
  (
    instance("virtual_routes {\n  10.0.0.0/8 link dev eth0\n}"),
    instance("virtual_routes {\n}")
  ),
  (
    instance("virtual_ipaddress_excluded {\n  192.0.2.7 notrack dev eth0 pfx\n}"),
    instance("virtual_ipaddress_excluded {\n  192.0.2.7 dev eth0\n}")
  ),
  (server("lb_algo RR", "weight 1"), server("lb_algo wlc", "weight 1")),
  (
    server("lb_algo rr", "TCP_CHECK {\n connect_timeout=10\n}"),
    server("lb_algo rr", "TCP_CHECK {\n}")
  ),
  (
    server("real_server 2001:db8::1 80 {\n    weight 1\n  }", "weight 1"),
    server("", "weight 1")
  ),
]

private func instance(_ line: String) -> String {
  """
  vrrp_instance A {
    interface eth0
    virtual_router_id 7
    virtual_ipaddress { 192.0.2.1/24 }
    \(line)
  }

  """
}

private func server(_ line: String, _ real: String) -> String {
  """
  virtual_server 192.0.2.1 80 {
    lb_kind NAT
    protocol TCP
    \(line)
    real_server 10.0.0.1 80 {
      \(real)
    }
  }

  """
}

private func lenient(_ text: String, identifier: String = "") -> Loaded {
  var context = Context(identifier: identifier)
  context.isLenient = true
  return loaded(text, context: context)
}

private func fixed(_ text: String) -> (text: String, loaded: Loaded) {
  let reader: FileReader = { pattern, including in
    including == nil ? [SourceFile(name: pattern, contents: Array(text.utf8))] : []
  }
  let (files, loaded) = repaired("t.conf", reading: reader, context: Context())
  return (String(decoding: files.first?.text ?? [], as: UTF8.self), loaded)
}

@Test(arguments: skipped) func whatKeepalivedSkipsRefusesTheFileOnlyByDefault(
  text: String, kept: String
) throws {
  #expect(loaded(text).configuration == nil)
  let left = lenient(text)
  let configuration = try #require(left.configuration)
  #expect(configuration.unplaced == loaded(kept).configuration?.unplaced)
  let warnings = left.diagnostics.filter { $0.message.hasSuffix("left out") }
  #expect(!warnings.isEmpty)
  #expect(warnings.allSatisfy { $0.severity == .warning && $0.advice.contains("keepalived ") })
}

@Test(arguments: skipped) func aFixedFileHasNoErrorAndMeansTheSameAsALenientReading(
  text: String, kept: String
) throws {
  let result = fixed(text)
  let again = loaded(result.text)
  #expect(!again.diagnostics.contains { $0.severity == .error }, "\(result.text)")
  #expect(again.configuration?.unplaced == loaded(kept).configuration?.unplaced)
  #expect(result.loaded.configuration != nil)
}

@Test func whatIsCommentedOutStandsBelowTheReasonAndAllElseIsKept() {
  let text = "  vrrp_instance A { # one\r\n\tfoo_bar 1\r\n\tpreempt_dely 1 # two\r\n} ! three"
  let result = fixed(
    text.replacing("foo_bar 1", with: "interface eth0\r\n\tvirtual_router_id 7"))
  #expect(
    result.text == """
        vrrp_instance A { # one\r
      \tinterface eth0\r
      \tvirtual_router_id 7\r
      \t# directorctl: 'preempt_dely' is not a word of vrrp_instance (keepalived skips it): \
      did you mean 'preempt_delay'?\r
      #\tpreempt_dely 1 # two\r
      } ! three
      """)
}

@Test func aStatementThatSharesItsLineIsCommentedOutAlone() {
  let text = "real_server 10.0.0.1 80 { weigth 2 }"
  let file = "virtual_server 192.0.2.1 80 { lb_algo rr\nlb_kind NAT\nprotocol TCP\n\(text)\n}\n"
  let result = fixed(file)
  let lines = result.text.split(separator: "\n").map(String.init)
  #expect(lines.count == 8)
  #expect(lines[3] == "real_server 10.0.0.1 80 { ")
  #expect(lines[4].hasPrefix("# directorctl: 'weigth' is not a word of real_server"))
  #expect(lines[5...] == ["#weigth 2", " }", "}"])
  #expect(loaded(result.text).configuration?.virtualServers.count == 1)
}

@Test func aFileWithoutErrorsIsPrintedAsItIs() {
  let text = "! as it stands\nglobal_defs { router_id a } # and\n\n"
  #expect(fixed(text).text == text)
}

/// What would be less safe, or another service, if it were left out.
@Test(arguments: [
  instance("authentication {\n auth_tpye PASS\n auth_pass x\n}"),
  instance("authentication {\n auth_type PAS\n auth_pass x\n}"),
  instance("priority 300"),
  instance("").replacing("eth0", with: "eth0/1/2/3/4/5/6/7"),
  "global_defs {\n enable_script_securty\n}\n",
  "virtual_server 192.0.2.1 80 {\n protocol TPC\n real_server 10.0.0.1 80 {\n}\n}\n",
  "virtual_server 192.0.2.1 80 {\n protocol TCP\n real_server 10.0.0.300 80 {\n}\n}\n",
  "virtual_server 192.0.2.1 80 {\n lb_agli rr\n real_server 10.0.0.1 80 {\n}\n",
])
func whatNobodyMayLeaveOutIsAnErrorAlsoThen(text: String) {
  #expect(lenient(text).configuration == nil, "\(lenient(text).diagnostics.map { $0.rendered() })")
}

/// Another line would go with it, or the line is none of the file's.
@Test(arguments: [
  "$X=priorty 1\nvrrp_instance A {\n interface eth0\n virtual_router_id 7\n $X\n}\n",
  "@a vrrp_instance A { priorty 1\n interface eth0\n virtual_router_id 7\n}\n",
])
func whatCannotBeCommentedOutByItselfStaysAnError(text: String) {
  #expect(lenient(text, identifier: "a").configuration == nil)
}

@Test func aLineForOneDirectorIsCommentedOutAsALine() {
  let text = "global_defs {\n@a  router_di x\n  @^b router_di y\n  router_id z\n}\n"
  let reader: FileReader = { pattern, _ in [SourceFile(name: pattern, contents: Array(text.utf8))] }
  let (files, _) = repaired("t.conf", reading: reader, context: Context(identifier: "a"))
  let lines = String(decoding: files[0].text, as: UTF8.self).split(separator: "\n")
  #expect(lines.contains("#@a  router_di x"))
  #expect(lines.contains("#  @^b router_di y"))
}

@Test func anIncludedFileIsFixedByItself() throws {
  let texts = [
    "t.conf": "global_defs {\n router_di z\n}\ninclude a.conf\ninclude b.conf\n",
    "a.conf": "vrrp_script s {\n script /bin/true\n intervall 5\n}\n", "b.conf": "SSL {\n}\n",
  ]
  let reader: FileReader = { name, _ in
    texts[name].map { [SourceFile(name: name, contents: Array($0.utf8))] } ?? []
  }
  let (files, loaded) = repaired("t.conf", reading: reader, context: Context())
  #expect(files.map(\.file) == ["t.conf", "a.conf"])
  #expect(files.map(\.count) == [1, 1])
  #expect(loaded.configuration != nil)
  let after = Dictionary(uniqueKeysWithValues: files.map { ($0.file, $0.text) })
  let fixed: FileReader = { name, _ in
    texts[name].map { [SourceFile(name: name, contents: after[name] ?? Array($0.utf8))] } ?? []
  }
  let again = load("t.conf", reading: fixed, context: Context())
  #expect(again.configuration?.unplaced == loaded.configuration?.unplaced)
}
