import Doctor
import Network
import Testing

@testable import directorctl

private let page = DoctorPage(width: 60, paint: Paint(isColoured: false))

@Suite struct DoctorPageTests {
  @Test func theWorstComesFirstWithEvidenceAndMend() {
    let finding = Finding(
      "N04", .error, object: "tcp 192.168.3.108:80",
      "Replies of real servers arrive and are not forwarded: net.ipv4.ip_forward is 0.",
      evidence: ["net.ipv4.ip_forward = 0"], mend: [.set("net.ipv4.ip_forward", to: "1")],
      reference: "LVS HOWTO Q.3 A.2")
    let report = Report(findings: [finding], passed: ["N05"], notJudged: ["N06", "N07"])
    #expect(
      page.text(of: report) == """
        1 error; 1 rule passed

        N04 error  tcp 192.168.3.108:80
            Replies of real servers arrive and are not forwarded:
            net.ipv4.ip_forward is 0.
              net.ipv4.ip_forward = 0
            mend:
              sysctl -w net.ipv4.ip_forward=1
              echo 'net.ipv4.ip_forward=1' >> /etc/sysctl.d/50-directord.conf
            see LVS HOWTO Q.3 A.2

        2 rules were not judged for lack of facts (-v names them)

        """)
  }

  @Test func nothingFoundIsOneLine() {
    #expect(page.text(of: Report(passed: ["N04", "N05"])) == "nothing found; 2 rules passed\n")
  }

  @Test func aMendOfAnotherMachineSaysWhich() {
    let finding = Finding(
      "D01", .error, object: "10.0.0.2", "It lacks the address.",
      mend: [Mend(on: "10.0.0.2", "ip address add 192.168.3.108/32 dev lo")])
    let text = page.text(of: Report(findings: [finding]))
    #expect(text.contains("    on 10.0.0.2:\n      ip address add 192.168.3.108/32 dev lo\n"))
  }

  @Test func anotherWayIsReadAfterTheCommands() {
    let finding = Finding(
      "N21", .error, object: "tcp 192.168.3.108:80", "Packets are dropped.",
      mend: [Mend("iptables -I INPUT 1 -j ACCEPT", words: "or, if nothing needs it: iptables -F")])
    let text = page.text(of: Report(findings: [finding]))
    #expect(
      text.contains(
        "      iptables -I INPUT 1 -j ACCEPT\n      or, if nothing needs it: iptables -F\n"))
  }

  @Test func whatWasNotJudgedNamesWhatItNeeds() {
    let text = page.text(of: Report(passed: ["N04"], notJudged: ["N33", "N08"]), verbose: true)
    #expect(text.contains("\nlooked for and not found: 1\n  N04  net.ipv4.ip_forward is 0\n"))
    #expect(text.contains("\nnot judged for lack of facts: 2\n  N33  "))
    #expect(text.contains(" (needs --walk)\n  N08  no route to the client (needs routes)\n"))
  }

  @Test func wordsOfOthersDoNotSteerATerminal() {
    let finding = Finding("N13", .error, object: "a\u{1b}[31m", "b\u{7}", evidence: ["c\nd"])
    let text = page.text(of: Report(findings: [finding]))
    #expect(!text.contains("\u{1b}"))
    #expect(text.contains("a?[31m"))
    #expect(text.contains("c?d"))
  }

  @Test func aRuleIsExplained() throws {
    let rule = try #require(Rule.named("n04"))
    let text = page.text(of: rule)
    #expect(text.hasPrefix("N04 error: "))
    #expect(text.contains("needs:  settings"))
  }
}

@Suite struct FactsScriptTests {
  private let script = FactsScript.text(
    virtualAddresses: ["192.168.3.108"], realServers: ["10.0.0.2", "fd00::2"], director: nil,
    client: "192.168.3.10")

  @Test func itHasAtMostAHundredLines() {
    #expect(script.split(separator: "\n", omittingEmptySubsequences: false).count <= 101)
    #expect(script.hasPrefix("#!/bin/sh\n"))
    #expect(script.hasSuffix("\n"))
  }

  @Test func itAsksForTheSettingsThatTheProgramAsksFor() {
    for name in SettingNames.single {
      #expect(script.contains(String(name.map { $0 == "." ? "/" : $0 })))
    }
    for (_, names) in SettingNames.ofInterfaces {
      for name in names { #expect(script.contains(name)) }
    }
    #expect(!script.contains("@IPV4@"))
    #expect(
      script.contains(
        "vips='192.168.3.108' rips='10.0.0.2 fd00::2' director='' client='192.168.3.10'"))
    #expect(script.contains("sub(/@.*/"))
  }
}
