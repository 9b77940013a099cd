import Configuration
import Testing

private func told(_ text: String, links: [String: Machine.Link]) -> [String] {
  var machine = Machine(hasUser: { _ in true }, hasGroup: { _ in true }, program: { _ in .safe })
  machine.link = { links[$0] ?? .missing }
  machine.hasDirectory = { $0 == "/run" }
  return loaded(text, context: Context(identifier: "lb1", machine: machine)).diagnostics
    .filter { $0.code == .notHere }.map {
      "\($0.position.line):\($0.position.column) \($0.message)"
    }
}

@Test func interfacesThatAreMissingOrDownAreToldWithWhatFollows() {
  let text = """
    vrrp_track_file f { file /run/f
    }
    vrrp_track_file g { file /no/f
    }
    vrrp_instance A {
      interface eth9
      virtual_router_id 7
      use_vmac
      virtual_ipaddress {
        192.0.2.1 dev dummy9
        192.0.2.2 dev vrrp.7
        192.0.2.3
      }
      track_interface {
        eth1
        eth0 weight -20
      }
    }
    """
  #expect(
    told(text, links: ["eth0": .up, "eth1": .down]) == [
      "3:26 there is no directory /no on this machine: nobody can write the file",
      "6:13 interface eth9 is not on this machine: the instance is in fault until it is up",
      "10:19 interface dummy9 is not on this machine: nobody here holds this address until it is up",
      "15:5 interface eth1 is down: what tracks it takes it for down",
    ])
}

private func strangers(_ text: String, as identifier: String) -> [String] {
  loaded(text, context: Context(identifier: identifier)).diagnostics
    .filter { $0.code == .unknownDirector }.map { "\($0.position.line) \($0.message)" }
}

@Test func linesForOthersAloneAreToldOf() {
  let text = "global_defs {\n@lb1 router_id a\n  @lb2 router_id b\n}\n"
  #expect(
    strangers(text, as: "vm") == ["2 no line is for this host 'vm'; the file knows lb1, lb2"])
  #expect(strangers(text, as: "lb2") == [])
}

@Test func aDirectorWhomALineDoesNotExcludeIsMeant() {
  #expect(strangers("global_defs {\n@lb1 router_id a\n@^lb1 router_id b\n}\n", as: "vm") == [])
  #expect(strangers("global_defs {\n router_id a\n}\n", as: "vm") == [])
}
