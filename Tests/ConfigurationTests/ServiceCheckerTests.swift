import Configuration
import Health
import Network
import Patterns
import Testing

/// The check of one real server whose block is `text`, and what was said of it.
private func check(_ text: String, port: String = "80") -> (probe: Probe?, said: [String]) {
  let result = loaded(
    """
    virtual_server 192.0.2.1 80 {
      lb_algo rr
      lb_kind NAT
      protocol TCP
      real_server 10.0.0.2 \(port) {
        \(text)
      }
    }
    """)
  let server = result.configuration?.virtualServers.first?.realServers.first
  return (server?.checks.first?.probe, result.diagnostics.map(\.message))
}

private func conversation(_ text: String, port: String = "80") -> Probe.Dialogue? {
  check(text, port: port).probe?.dialogue
}

@Test func stepsStandInTheirOrder() throws {
  let text = """
    TCP_CHECK {
      send "a\\r\\n\\x41\\\\"
      expect "b"
      send_hex 00 ff
      expect_hex 0x
      expect_regex "^\\d+$"
    }
    """
  let steps: [ScriptProbe.Step] = [
    .send(Array("a\r\nA\\".utf8)), .expect([.init(value: UInt8(ascii: "b"))]), .send([0, 0xff]),
    .expect([.init(value: 0, mask: 0xf0)]), .expectPattern(try Pattern("^\\d+$")),
  ]
  #expect(
    conversation(text)
      == .conversation(.script(ScriptProbe(steps: steps)), over: .stream(tls: nil)))
}

@Test func aTCPCheckWithoutStepsIsAConnection() {
  #expect(conversation("TCP_CHECK {\n}") == .tcp)
  guard case .conversation(.script, over: .secured)? = conversation("TCP_CHECK {\n tls implicit\n}")
  else {
    Issue.record("TLS is not spoken")
    return
  }
}

@Test func aStepOfTLSNeedsTLS() {
  let message = "'tls starttls' and the step 'starttls' belong together"
  #expect(check("TCP_CHECK {\n starttls\n}").said == [message])
  #expect(check("TCP_CHECK {\n tls starttls\n}").said == [message])
}

@Test func ikeKnowsPort4500() {
  #expect(
    conversation("IKE_CHECK {\n connect_port 4500\n}")
      == .conversation(.ike(IKEProbe(isEncapsulated: true)), over: .datagram))
  #expect(
    conversation("IKE_CHECK {\n ike_version 1\n nat_traversal\n proposal usual\n}")
      == .conversation(
        .ike(IKEProbe(version: .one, isEncapsulated: true, isUsual: true)), over: .datagram))
}

@Test func aDatabaseIsLoggedInTo() {
  #expect(
    conversation("PGSQL_CHECK {\n user u\n password p\n database d\n role replica\n}")
      == .conversation(
        .postgresql(PostgreSQLProbe(user: "u", password: "p", database: "d", role: .replica)),
        over: .stream(tls: nil)))
  #expect(
    check("MYSQL_CHECK {\n role primary\n}").said
      == ["'MYSQL_CHECK' cannot see a role without a login"])
  #expect(
    conversation("REDIS_CHECK {\n role primary\n}")
      == .conversation(.redis(RedisProbe(role: .primary)), over: .stream(tls: nil)))
}

@Test func theOthersAreReadToo() {
  #expect(
    conversation("LDAP_CHECK {\n bind_dn cn=a\n password b\n base dc=c\n}")
      == .conversation(
        .ldap(LDAPProbe(name: "cn=a", password: "b", base: "dc=c")), over: .stream(tls: nil)))
  #expect(
    conversation("SIP_CHECK {\n transport tcp\n target a@b\n status_code 486\n}")
      == .conversation(
        .sip(SIPProbe(target: "a@b", statuses: [486...486], isDatagram: false)),
        over: .stream(tls: nil)))
  #expect(
    conversation("IMAP_CHECK {\n user u\n password p\n}")
      == .conversation(
        .mailbox(MailboxProbe(.imap, user: "u", password: "p")), over: .stream(tls: nil)))
  #expect(
    conversation("AGENT_CHECK {\n send \"x\\n\"\n}")
      == .conversation(.agent(AgentProbe(request: [120, 10])), over: .stream(tls: nil)))
  #expect(
    conversation("RADIUS_CHECK {\n secret s\n}")
      == .conversation(.radius(RADIUSProbe(secret: "s")), over: .datagram))
  #expect(check("RADIUS_CHECK {\n}").said == ["'RADIUS_CHECK' has no secret"])
}
