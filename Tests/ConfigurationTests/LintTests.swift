import Configuration
import Testing

/// A file, and what must be said of it by rules that look at the whole of it.
private struct Example: Sendable, CustomTestStringConvertible {
  var title: String
  var text: String
  /// `severity line: beginning of the message`
  var said: [String]

  var testDescription: String { title }
}

private let server = """
  virtual_server 192.0.2.1 80 {
    protocol TCP
    lb_algo rr
    lb_kind NAT

  """

private let instance = """
  vrrp_instance A {
    interface eth0
    virtual_router_id 7
    virtual_ipaddress {
      192.0.2.1
    }

  """

private let examples = [
  Example(
    title: "every weight is 0",
    text: server
      + "real_server 10.0.0.2 80 {\nweight 0\n}\nreal_server 10.0.0.3 80 {\nweight 0\n}\n}\n",
    said: ["warning 1: every real server of it has weight 0"]),
  Example(
    title: "one weight is not 0",
    text: server + "real_server 10.0.0.2 80 {\nweight 0\n}\nreal_server 10.0.0.3 80 {\n}\n}\n",
    said: []),
  Example(
    title: "a quorum is regained only above all weights",
    text: server + "quorum 2\nhysteresis 1\n"
      + "real_server 10.0.0.2 80 {\n}\nreal_server 10.0.0.3 80 {\n}\n}\n",
    said: ["warning 1: quorum 2 and hysteresis 1 are more than all weights together, 2"]),
  Example(
    title: "a served address is held by no instance, while another is",
    text: instance + "}\n" + server + "real_server 10.0.0.2 80 {\n}\n}\n"
      + server.replacing("2.1", with: "2.9") + "real_server 10.0.0.2 80 {\n}\n}\n",
    said: ["note 15: no vrrp_instance holds 192.0.2.9"]),
  Example(
    title: "no served address is held: somebody else holds them",
    text: instance + "}\n" + server.replacing("2.1", with: "2.9")
      + "real_server 10.0.0.2 80 {\n}\n}\n",
    said: []),
  Example(
    title: "a real server is a virtual address",
    text: instance + "}\n" + server + "real_server 192.0.2.1 8080 {\n}\n}\n",
    said: ["warning 12: the real server 192.0.2.1 is a virtual address of 'A'"]),
  Example(
    title: "a real server is the director itself",
    text: instance + "mcast_src_ip 192.0.2.7\n}\n" + server + "real_server 192.0.2.7 80 {\n}\n}\n",
    said: ["note 13: the real server 192.0.2.7 is this director itself"]),
  Example(
    title: "unicast whose sender nothing proves",
    text: instance + "unicast_peer {\n192.0.2.3\n}\n}\n",
    said: ["warning 7: vrrp_instance A hears unicast without authentication: whoever can send"]),
  Example(
    title: "unicast that is signed",
    text: instance + "unicast_peer {\n192.0.2.3\n}\n"
      + "auth_hmac {\nkey 1 0123456789abcdef0123456789abcdef\n}\n}\n",
    said: []),
  Example(
    title: "unicast with a password",
    text: instance + "unicast_peer {\n192.0.2.3\n}\n"
      + "authentication {\nauth_type PASS\nauth_pass 12345678\n}\n}\n",
    said: []),
  Example(
    title: "an address is held by two instances",
    text: instance + "}\n"
      + instance.replacing("id 7", with: "id 8").replacing("A {", with: "B {") + "}\n",
    said: ["warning 12: 192.0.2.1 is held by 'A' too"]),
]

@Test(arguments: examples)
private func aRuleSaysThisOfTheFile(_ example: Example) {
  expect(loaded(example.text), example.said)
}

private func expect(_ loaded: Loaded, _ said: [String]) {
  let found = loaded.diagnostics.filter { $0.code != .unknownDirector }.map {
    "\($0.severity) \($0.position.line): \($0.message)"
  }
  #expect(found.count == said.count, "\(found)")
  for (found, said) in zip(found, said) { #expect(found.hasPrefix(said)) }
}

extension String {
  fileprivate func replacing(_ part: String, with other: String) -> String {
    split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
  }
}

/// A machine on which `/bin/true` is there, `/opt/x` can be changed by others, and only root lives.
private let machine = Machine(
  hasUser: { $0 == "root" || $0 == "nobody" }, hasGroup: { $0 == "root" },
  program: { path in
    switch path {
    case "/bin/true": .safe
    case "/opt/x": .changeable("/opt", how: "mode 777, owner 0")
    case "/etc/passwd": .notExecutable
    default: .missing
    }
  })

private struct ScriptExample: Sendable, CustomTestStringConvertible {
  var title: String
  var global = ""
  var script: String
  var said: [String]

  var testDescription: String { title }
}

private let scripts = [
  ScriptExample(
    title: "a program that is missing", script: "script /bin/none",
    said: ["warning 2: '/bin/none' is not there: vrrp_script s is left out"]),
  ScriptExample(
    title: "a file that is no program", script: "script /etc/passwd",
    said: ["warning 2: '/etc/passwd' cannot be run"]),
  ScriptExample(
    title: "root's program without script security", script: "script /bin/true",
    said: ["warning 2: '/bin/true' runs as root, and nothing checks"]),
  ScriptExample(
    title: "root's program with script security", global: "enable_script_security",
    script: "script /bin/true", said: []),
  ScriptExample(
    title: "somebody else's program", global: "script_user nobody", script: "script /bin/true",
    said: []),
  ScriptExample(
    title: "root's program that others may change", global: "enable_script_security",
    script: "script /opt/x",
    said: ["warning 2: '/opt/x' does not run as root (enable_script_security): others"]),
  ScriptExample(
    title: "a user who is not there", script: "script /bin/true\nuser madmin",
    said: ["warning 3: there is no user 'madmin' on this machine"]),
  ScriptExample(
    title: "a group that is not there", script: "script /bin/true\nuser nobody wheel",
    said: ["warning 3: there is no group 'wheel' on this machine"]),
]

@Test(arguments: scripts)
private func theMachineIsAskedForScripts(_ example: ScriptExample) {
  let text = "vrrp_script s {\n\(example.script)\n}\nglobal_defs {\n\(example.global)\n}\n"
  expect(loaded(text, context: Context(machine: machine)), example.said)
  #expect(loaded(text).diagnostics.isEmpty)
}

@Test func aHookThatIsMissingIsANote() {
  let text = instance + "notify_master /bin/none\n}\n"
  expect(
    loaded(text, context: Context(machine: machine)),
    ["note 7: '/bin/none' is not there: it does not run"])
}

private struct VariantExample: Sendable, CustomTestStringConvertible {
  var title: String
  var lines: String
  var said: [String]

  var testDescription: String { title }
}

private let variants = [
  VariantExample(
    title: "two directors as they must be",
    lines: "@lb1 priority 150\n@lb2 priority 100\n", said: []),
  VariantExample(
    title: "equal priorities", lines: "@lb1 state MASTER\n@lb2 state BACKUP\npriority 100\n",
    said: ["warning 1: 'A' has priority 100 on lb1 and lb2"]),
  VariantExample(
    title: "equal priorities where neither preempts",
    lines: "@lb1 notify_stop /bin/a\nstate BACKUP\npriority 100\nnopreempt\n", said: []),
  VariantExample(
    title: "intervals", lines: "@lb1 priority 150\n@lb1 advert_int 2\n@^lb1 priority 100\n",
    said: ["warning 1: 'A' has advert_int 1 and 2 on other and lb1"]),
  VariantExample(
    title: "versions", lines: "@lb1 priority 150\n@lb1 version 3\n@^lb1 priority 100\n",
    said: ["warning 1: 'A' speaks two versions of VRRP on other and lb1"]),
  VariantExample(
    title: "addresses",
    lines: "priority 100\n@lb2 priority 90\nvirtual_ipaddress {\n@lb2 192.0.2.2\n}\n",
    said: ["warning 1: 'A' advertises other addresses on other and lb2"]),
  VariantExample(
    title: "an error that only the other director meets",
    lines: "priority 150\n@lb2 priority 90\n@lb2 advert_int x\n",
    said: ["warning 9: as lb2 reads it: 'x' is not a time"]),
]

@Test(arguments: variants)
private func aFileIsReadAsEachDirectorThatItNames(_ example: VariantExample) {
  expect(
    loaded(instance + example.lines + "}\n", context: Context(identifier: "other")), example.said)
}
