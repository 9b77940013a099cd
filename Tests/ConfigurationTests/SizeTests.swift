import Configuration
import Testing

/// Files of any size are read, in time that grows as they do: what took a time that grows with the
/// square of it would not end here.
@Suite struct SizeTests {
  private func loaded(_ text: String) -> Loaded { load(text: Array(text.utf8), name: "large") }

  private func virtualServer(_ number: Int) -> String {
    """
    virtual_server 10.\(number >> 16).\(number >> 8 & 255).\(number & 255) 80 {
      lb_algo rr
      lb_kind NAT
      protocol TCP
      real_server 10.0.0.1 80 {
        TCP_CHECK {
        }
      }
    }

    """
  }

  @Test func aFileOfTenMegabytesIsRead() {
    let comment = "# " + String(repeating: "about what follows ", count: 1_000) + "\n"
    let text = (0..<540).map { comment + virtualServer($0) }.joined()
    #expect(text.utf8.count > 10_000_000)
    let loaded = loaded(text)
    #expect(loaded.diagnostics == [])
    #expect(loaded.configuration?.virtualServers.count == 540)
    #expect(loaded.configuration?.virtualServers.last?.position.line == 539 * 10 + 2)
  }

  @Test func aWordOfAMegabyteIsAWord() {
    let name = String(repeating: "x", count: 1_000_000)
    for word in [name, "\"\(name)\""] {
      let loaded = loaded("global_defs {\n  router_id \(word)\n}\n")
      #expect(loaded.configuration?.global.routerIdentifier == name)
    }
  }

  @Test func aLineOfAMegabyteHasAsManyWordsAsItHas() {
    let line = "router_id a" + String(repeating: " b", count: 500_000)
    let loaded = loaded("global_defs {\n\(line)\n}\n")
    #expect(loaded.configuration?.global.routerIdentifier == "a")
    #expect(loaded.diagnostics.count == 1)
  }

  @Test func aLineOfAMegabyteOfBlocksIsRead() {
    let line = String(repeating: "a { b } ", count: 125_000)
    let loaded = loaded(line + "\n")
    #expect(!loaded.diagnostics.isEmpty)
  }

  @Test func aLineMayBeContinuedFiftyThousandTimes() {
    let line = "router_id a" + String(repeating: " \\\n b", count: 50_000)
    let loaded = loaded("global_defs {\n\(line)\n}\nvirtual_server x\n")
    #expect(loaded.diagnostics.last?.position.line == 50_004)
  }

  @Test func blocksInBlocksAreBounded() {
    let depth = 100_000
    let text =
      String(repeating: "a {\n", count: depth) + String(repeating: "}\n", count: depth)
      + virtualServer(1)
    let loaded = loaded(text)
    #expect(loaded.configuration == nil)
    #expect(loaded.diagnostics.contains { $0.code == .limitExceeded })
    let flat = self.loaded(String(repeating: "a {\n", count: depth))
    #expect(flat.diagnostics.contains { $0.code == .unbalancedBraces })
  }

  @Test func aHundredThousandDefinitionsAreKnown() {
    let count = 100_000
    let definitions = (0..<count).map { "$N\($0)=\($0)\n" }.joined()
    let uses = (0..<count).reversed().map { "  router_id $N\($0)\n" }.joined()
    let loaded = loaded(definitions + "global_defs {\n" + uses + "}\n")
    #expect(loaded.configuration?.global.routerIdentifier == "0")
  }

  @Test func aLineMayUseADefinitionAHundredThousandTimes() {
    let line = "router_id" + String(repeating: " ${A}", count: 100_000)
    let loaded = loaded("$A=a\nglobal_defs {\n\(line)\n}\n")
    #expect(loaded.configuration?.global.routerIdentifier == "a")
  }
}
