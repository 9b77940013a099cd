import Configuration
import Testing

private func definition(_ words: String) throws -> ProcessDefinition {
  let text = "vrrp_track_process p {\n\(words)\n}\n"
  let loaded = load(text: Array(text.utf8), name: "a")
  return try #require(loaded.configuration?.processes.first)
}

private func process(_ name: String, _ arguments: String...) -> RunningProcess {
  RunningProcess(name: name, arguments: arguments)
}

@Test func aNameIsTheProcesssOwn() throws {
  let nginx = try definition("process nginx")
  #expect(nginx.matches(process("nginx", "nginx: master process /usr/sbin/nginx")))
  #expect(!nginx.matches(process("nginx2", "nginx")))
  #expect(!nginx.matches(process("", "/usr/sbin/nginx")))
}

@Test func aNameThatTheKernelCutsIsTheProgramsLastPart() throws {
  let long = try definition("process a-name-of-twenty-one")
  #expect(long.matches(process("a-name-of-twent", "/opt/a-name-of-twenty-one", "x")))
  #expect(!long.matches(process("a-name-of-twent", "/opt/a-name-of-twenty-two")))
}

@Test func aWholePathIsTheFirstWordOfTheCommandLine() throws {
  let path = try definition("process /usr/sbin/nginx")
  #expect(path.matches(process("nginx", "/usr/sbin/nginx", "-g")))
  #expect(!path.matches(process("nginx", "/opt/nginx")))
  let full = try definition("process nginx\n full_command")
  #expect(full.matches(process("x", "nginx")))
  #expect(!full.matches(process("nginx", "/usr/sbin/nginx")))
}

@Test func argumentsAreComparedExactlyInPartOrToTheirBeginning() throws {
  let exact = try definition("process web a \"b c\"")
  #expect(exact.matches(process("web", "/bin/web", "a", "b c")))
  #expect(!exact.matches(process("web", "/bin/web", "a", "b c", "d")))
  let partial = try definition("process web a b\n param_match partial")
  #expect(partial.matches(process("web", "web", "a", "b", "d")))
  #expect(!partial.matches(process("web", "web", "a", "bd")))
  let initial = try definition("process web a b\n param_match initial")
  #expect(initial.matches(process("web", "web", "a", "bd", "e")))
  #expect(!initial.matches(process("web", "web", "a")))
  let none = try definition("process web\n param_match")
  #expect(none.matches(process("web", "web")))
  #expect(!none.matches(process("web", "web", "a")))
}

@Test func aQuorumMaximumOfZeroAsksForNone() throws {
  let none = try definition("process web\n quorum_max 0")
  #expect(none.quorum == 0...0)
}
