import Configuration
import Foundation
import Health
import IPVS
import Network
import Testing

struct PrintingTests {
  /// Printed and read again it is the same, modulo places; and printed again it is the same text.
  private func expectReturn(_ configuration: DirectorConfiguration, _ name: String) throws {
    let text = configuration.printed
    let result = loaded(text)
    let problems = result.diagnostics.filter { $0.severity == .error }.map { $0.rendered() }
    let again = try #require(
      result.configuration, "\(name): \(problems.joined(separator: "\n"))\n\(text)")
    #expect(again.unplaced == configuration.unplaced, "\(name)\n\(text)\n---\n\(again.printed)")
  }

  private static let cases = Files.names(in: Files.tests.appending(path: "Cases"), ending: ".conf")

  @Test(arguments: cases) func aCaseComesBackFromItsNormalForm(name: String) throws {
    let bytes = try #require(Files.bytes(Files.tests.appending(path: "Cases/\(name)")))
    if let configuration = load(text: bytes, name: name, context: Context()).configuration {
      try expectReturn(configuration, name)
    }
  }

  private static let corpus = Files.names(in: Files.corpus, ending: ".conf")

  @Test(.enabled(if: !corpus.isEmpty, "no corpus is here"), arguments: corpus)
  func aFileOfTheCorpusComesBackFromItsNormalForm(name: String) throws {
    let bytes = try #require(Files.bytes(Files.corpus.appending(path: name)))
    if let configuration = load(text: bytes, name: name, context: Context()).configuration {
      try expectReturn(configuration, name)
    }
  }

  /// 10,000 in `Tests/run`, fewer while a change is in progress.
  private static let models =
    ProcessInfo.processInfo.environment["CHECK_GENERATED"] == "1" ? 10_000 : 1_000

  @Test(arguments: 0..<8) func generatedModelsComeBackFromTheirNormalForm(part: Int) throws {
    var random = Randomness(seed: UInt64(part))
    for number in 0..<(Self.models / 8) {
      let configuration = DirectorConfiguration.generated(using: &random)
      try expectReturn(configuration, "\(part).\(number)")
    }
  }

  @Test func theNormalFormSaysEveryDefault() {
    let text = """
      virtual_server 192.0.2.1 80 {
        lb_algo rr
        lb_kind DR
        protocol TCP
        real_server 10.0.0.2 80 { TCP_CHECK { } }
      }
      """
    let expected = """
      virtual_server 192.0.2.1 80 {
          protocol TCP
          lb_algo rr
          lb_kind DR
          quorum 1
          smtp_alert off
          real_server 10.0.0.2 80 {
              weight 1
              lvs_method DR
              smtp_alert on
              TCP_CHECK {
                  connect_ip 10.0.0.2
                  connect_port 80
                  connect_timeout 5
                  delay_loop 60
                  retry 1
                  delay_before_retry 1
                  rise 1
                  reverse off
                  log_all_failures off
              }
          }
      }

      """
    #expect(loaded(text).configuration?.printed == expected)
  }

  @Test(arguments: [
    "TCP_CHECK { send \"a b\\r\\n\"\nexpect \"ok\"\nexpect_regex \"^[0-9]+ .*$\"\n}",
    "TCP_CHECK { tls implicit\nsni_name a.example\n}", "IKE_CHECK { ike_version 1\n}",
    "RADIUS_CHECK { secret s\nuser u\npassword \"p #\"\n}",
    "SIP_CHECK { transport tcp\ntarget a@b.example\nstatus_code 200-299 404\n}",
    "REDIS_CHECK { password p\nrole primary\n}",
    "MYSQL_CHECK { user u\npassword p\nrole replica\ntls starttls\n}",
    "PGSQL_CHECK { user u\ndatabase d\n}", "LDAP_CHECK { bind_dn \"cn=a b\"\nbase dc=x\n}",
    "IMAP_CHECK { user u\npassword p\ntls implicit\n}", "POP_CHECK { }",
    "AGENT_CHECK { connect_port 9\nsend \"state\\n\"\n}",
    "MISC_CHECK { misc_path \"/bin/x 'a b'\"\nmisc_dynamic\nmisc_timeout 2\nuser nobody\n}",
    "MISC_CHECK { misc_path /bin/x\ndelay_loop 0.5\n}",
    "FILE_CHECK { track_file web\n}", "FILE_CHECK { track_file web\nweight -3 reverse\n}",
    "BFD_CHECK { name uplink\nfall 2\n}",
  ])
  func aCheckComesBackFromItsNormalForm(check: String) throws {
    let text = """
      track_file web { file /run/web
        weight 5 }
      bfd_instance uplink { neighbor_ip 192.0.2.9
      }
      virtual_server 192.0.2.1 80 {
        lb_algo rr
        lb_kind NAT
        protocol TCP
        real_server 10.0.0.2 80 { \(check) }
      }
      """
    let configuration = try #require(loaded(text).configuration)
    #expect(configuration.virtualServers.first?.realServers.first?.checks.count == 1)
    try expectReturn(configuration, check)
  }

  @Test func aSessionComesBackFromItsNormalForm() throws {
    let text = """
      bfd_instance a { neighbor_ip 192.0.2.1
      min_rx 100
      multihop on
      max_hops 3
      }
      bfd_instance b { neighbor_ip 2001:db8::1
      passive
      max_hops -1
      }
      """
    try expectReturn(#require(loaded(text).configuration), "sessions")
  }

  @Test func argumentsOfProgramsComeBackWhateverIsInThem() throws {
    let arguments = [
      "/bin/x", "", "a b", "it's", "\"", "\\", "${HOME}", "#!{}", "\u{e9}\t\n", "~SEQ(a,1,2)",
    ]
    var server = VirtualServer(
      name: .service(.firewallMark(1, .ipv4)), services: [.firewallMark(1, .ipv4)],
      position: Position(file: "", line: 1, column: 1))
    server.realServers = [
      RealServer(endpoint: Endpoint(.v4(1), port: 0), position: server.position)
    ]
    server.quorum.up = Script(
      arguments: arguments, user: ScriptUser(user: "a b", group: "c"), position: server.position)
    try expectReturn(DirectorConfiguration(virtualServers: [server]), "script")
  }
}
