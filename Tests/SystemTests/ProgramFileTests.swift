import Glibc
import Network
import Testing

@testable import System

/// A directory that only root can change, all the way; nil: the tests do not run as root.
private func safeDirectory() throws -> String? {
  guard geteuid() == 0 else { return nil }
  let blank = String(repeating: "X", count: 6)
  var template = Array("/run/directord-test-\(blank)".utf8CString)
  guard mkdtemp(&template) != nil else { throw SystemError("mkdtemp") }
  chmod(template, 0o755)
  return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
}

private func makeScript(_ path: String, mode: mode_t = 0o755) throws {
  try makeFile(path, Array("exit 6\n".utf8), overwrites: true)
  chmod(path, mode)
}

private func removeAll(_ directory: String, _ names: String...) {
  for name in names { unlink("\(directory)/\(name)") }
  rmdir(directory)
}

@Test func whatOnlyRootCanChangeIsSafeWhateverItsPathLooksLike() throws {
  #expect(try weakness(of: "/bin/sh") == nil)
  #expect(try weakness(of: "/usr/../bin/./sh") == nil)
  #expect(try weakness(of: "relative")?.how.contains("absolute") == true)
  #expect(throws: SystemError.self) { try weakness(of: "/nonexistent/program") }
}

@Test func aScriptThatOthersCanChangeIsRefusedForRoot() throws {
  guard let directory = try safeDirectory() else { return }
  defer { removeAll(directory, "script") }
  let script = directory + "/script"
  try makeScript(script)
  #expect(try weakness(of: script) == nil)
  chmod(script, 0o777)
  let hooks = try Hooks(limit: 1)
  let hook = Hook(object: "a", arguments: [script], mustBeSafe: true)
  guard case .notStarted(_, let reason) = hooks.run(hook, at: MonotonicClock.now).first else {
    Issue.record("it was started")
    return
  }
  #expect(reason.contains("'\(script)'") && reason.contains("mode 777"), "\(reason)")
  // An access control list shows as the group's permission, root's own group or not.
  chmod(script, 0o775)
  #expect(try weakness(of: script)?.place == script)
  chmod(script, 0o755)
  chown(script, 4321, 0)
  #expect(try weakness(of: script)?.how == "mode 755, owner 4321")
}

@Test func theStickyBitDoesNotExcuseADirectoryThatAllMayWriteTo() throws {
  guard let directory = try safeDirectory() else { return }
  defer { removeAll(directory, "script") }
  try makeScript(directory + "/script")
  chmod(directory, 0o1777)
  let found = try weakness(of: directory + "/script")
  #expect(found == Weakness(place: directory, how: "mode 1777, owner 0"))
}

@Test func aLinkThatIsNotRootsIsRefusedWhereverItLeads() throws {
  guard let directory = try safeDirectory() else { return }
  defer { removeAll(directory, "link", "loop") }
  let link = directory + "/link"
  symlink("/bin/sh", link)
  #expect(try weakness(of: link) == nil)
  lchown(link, 4321, 4321)
  let found = try weakness(of: link)
  #expect(found == Weakness(place: link, how: "a symbolic link, owner 4321"))
  // On the way too.
  unlink(link)
  symlink("/usr", link)
  #expect(try weakness(of: link + "/bin/env") == nil)
  lchown(link, 4321, 4321)
  #expect(try weakness(of: link + "/bin/env")?.place == link)
  symlink("loop", directory + "/loop")
  #expect(throws: SystemError.self) { try weakness(of: directory + "/loop") }
}

@Test func whatALinkLeadsToIsJudgedWithItsOwnDirectories() throws {
  guard let directory = try safeDirectory() else { return }
  let inner = directory + "/inner"
  mkdir(inner, 0o755)
  defer {
    removeAll(inner, "script")
    removeAll(directory, "link")
  }
  try makeScript(inner + "/script")
  symlink("inner/../inner/script", directory + "/link")
  #expect(try weakness(of: directory + "/link") == nil)
  chmod(inner, 0o775)
  #expect(try weakness(of: directory + "/link")?.place == inner)
}
