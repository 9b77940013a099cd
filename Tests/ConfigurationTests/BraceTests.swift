import Configuration
import Testing

/// A file of two virtual servers, indented as most are.
private let good = servers + routers

private let servers = """
  virtual_server 192.0.2.1 80 {
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 10.0.0.1 80 {
      HTTP_GET {
        url {
          path /
        }
      }
    }
    real_server 10.0.0.2 80 {
      TCP_CHECK {
      }
    }
  }

  """

private let routers = """
  vrrp_instance A {
    interface eth0
    virtual_router_id 7
    virtual_ipaddress {
      192.0.2.1
    }
  }
  virtual_server_group G {
    192.0.2.7 80
  }
  """

private func problems(_ text: String, including files: [String: String] = [:]) -> [String] {
  let reader: FileReader = { name, including in
    let text = including == nil ? text : files[name]
    return text.map { [SourceFile(name: name, contents: Array($0.utf8))] } ?? []
  }
  return load("t.conf", reading: reader, context: Context()).diagnostics
    .filter { $0.severity != .note }.map { "\($0.position): \($0.message)" }
}

@Test func theFileItselfHasNoProblem() { #expect(problems(good) == []) }

/// Which block's '}' is missing is told by the indentation of the one after it.
@Test(arguments: 1...28) func oneBraceThatIsMissingIsOneErrorAtItsBlock(number: Int) {
  var lines = good.split(separator: "\n").map(String.init)
  guard lines.indices.contains(number - 1), lines[number - 1].hasSuffix("}") else { return }
  let indent = lines[number - 1].prefix { $0 == " " }.count
  let opener = lines[..<(number - 1)].lastIndex {
    $0.hasSuffix("{") && $0.prefix { $0 == " " }.count == indent
  }
  lines.remove(at: number - 1)
  let found = problems(lines.joined(separator: "\n"))
  #expect(found.count == 1, "\(number): \(found)")
  #expect(found.first?.hasPrefix("t.conf:\((opener ?? -2) + 1):") == true, "\(number): \(found)")
  #expect(found.first?.hasSuffix("is never closed") == true)
}

@Test(arguments: 1...28) func oneBraceTooManyIsOneErrorAtItself(number: Int) {
  var lines = good.split(separator: "\n").map(String.init)
  guard lines.indices.contains(number - 1), lines[number - 1].hasSuffix("}") else { return }
  lines.insert(lines[number - 1], at: number)
  let found = problems(lines.joined(separator: "\n"))
  let column = lines[number - 1].utf8.count
  #expect(found == ["t.conf:\(number + 1):\(column): this '}' closes nothing"], "\(number)")
}

@Test func withoutIndentationTheOpenBlockIsNamed() {
  let flat = good.split(separator: "\n").map { $0.drop { $0 == " " } }
  var lines = flat.map(String.init)
  lines.remove(at: 10)
  let found = problems(lines.joined(separator: "\n"))
  #expect(found == ["t.conf:1:1: the block 'virtual_server', begun at line 1, is never closed"])
}

@Test func aBlockThatAnIncludedFileLeavesOpenEndsWithIt() {
  let open = servers.split(separator: "\n").dropLast().joined(separator: "\n")
  let found = problems(
    "include a.conf\ninclude b.conf\ninclude c.conf\n",
    including: [
      "a.conf": open, "b.conf": routers,
      "c.conf": servers.replacing("192.0.2.1", with: "192.0.2.2"),
    ])
  #expect(found == ["a.conf:1:1: the block 'virtual_server', begun at line 1, is never closed"])
}

@Test func aBraceTooManyInAnIncludedFileClosesNothingOfTheOther() {
  let main = "vrrp_instance A {\n  interface eth0\n  include a.conf\n  virtual_router_id 7\n}\n"
  let found = problems(main, including: ["a.conf": "virtual_ipaddress {\n  192.0.2.1\n}\n}\n"])
  #expect(found == ["a.conf:4:1: this '}' closes nothing"])
}

@Test func aBinaryFileIsOneError() {
  let bytes = (0..<8_192).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
  let found = load(text: bytes, name: "ls").diagnostics
  #expect(found.map(\.message) == ["this is a binary file, and no text: it is not read"])
}
