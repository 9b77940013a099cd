import Testing

@testable import Configuration

private let secret = "S3CRETVALUEofthirtytwobytesormore"

/// A line for each keyword that the table calls secret.
private let lines: [String] = Vocabulary.all.flatMap(\.keywords).compactMap { keyword in
  switch keyword.secrecy {
  case .open: nil
  case .hidden(let from):
    ([keyword.name] + (1..<max(from, 1)).map { "\($0)" } + [secret]).joined(separator: " ")
  case .header: "\(keyword.name) Authorization \"Bearer \(secret)\""
  }
}

@Test func everyKeywordWithAPasswordIsCalledSecret() {
  #expect(Set(lines).count >= 6)
  for keyword in Vocabulary.all.flatMap(\.keywords) {
    if case .text(let form) = keyword.form, form.contains("PASSWORD") || form.contains("SECRET") {
      #expect(keyword.isSecret, "\(keyword.name)")
    }
  }
}

@Test(arguments: lines) func aSecretIsHiddenWhateverItsLineLooksLike(line: String) {
  let forms = [
    line, "  @lb1 \(line)", "x { \(line) }", line.replacing(secret, with: "\"\(secret)\""),
    line.replacing(secret, with: "\"\(secret)"), line + " # comment", line + "!\(secret)",
  ]
  for form in forms {
    let masked = Secrets.masked(Array(form.utf8))
    #expect(masked.count == form.utf8.count)
    #expect(!String(decoding: masked, as: UTF8.self).contains(secret), "\(form)")
    #expect(!Secrets.concealed(form).contains(secret))
    #expect(!Secrets.values(in: Array(form.utf8)).isEmpty)
  }
}

@Test(arguments: ["auth_pas \(secret)", "paswords \(secret)", "header \"X-Auth-Token: \(secret)\""])
func soIsOneBehindASlip(line: String) {
  #expect(!Secrets.concealed(line).contains(secret))
}

@Test(arguments: ["key /etc/probe.key", "header Accept text/plain", "path /secret", "weight 1"])
func whatIsNoSecretIsShown(line: String) { #expect(Secrets.concealed(line) == line) }

/// As `check`, --json, --sarif and the journal show it.
@Test func noDiagnosticShowsASecret() {
  let text = """
    vrrp_instance A { interface eth0
      virtual_router_id 7
      virtual_ipaddress { 192.0.2.1 }
      authentication {
        auth_type PASS
        auth_pas \(secret)
        auth_pass "\(secret)
        auth_pass \(secret)#\(secret) more
      }
      auth_hmac { key 1 "\(secret)" \(secret)
        key 300 \(secret) } }
    virtual_server 192.0.2.1 80 { lb_algo rr
      lb_kind NAT
      protocol TCP
      real_server 10.0.0.1 80 { HTTP_GET { url { path /
        header "Authorization: Bearer \(secret)" x
        header Cookie \(secret) } }
        RADIUS_CHECK { secret \(secret) \(secret)
          password {
          } } } }
    """
  let found = loaded(text).diagnostics
  #expect(found.count > 2)
  for diagnostic in found {
    let all = diagnostic.rendered() + diagnostic.message + diagnostic.hint
    #expect(!all.contains(secret), "\(all)")
    #expect(!String(decoding: diagnostic.line, as: UTF8.self).contains(secret))
  }
}

@Test func aComparisonSaysThatASecretChangesAndNotHow() throws {
  func file(_ password: String, _ token: String) -> String {
    """
    vrrp_instance A {
      interface eth0
      virtual_router_id 7
      virtual_ipaddress { 192.0.2.1 }
      authentication {
        auth_type PASS
        auth_pass \(password)
      }
    }
    virtual_server 192.0.2.1 80 {
      lb_algo rr
      lb_kind NAT
      protocol TCP
      real_server 10.0.0.1 80 {
        HTTP_GET {
          url {
            path /
            header Authorization "Bearer \(token)"
          }
        }
      }
    }
    """
  }
  let old = try #require(loaded(file("OLDPASS", "OLDTOKEN")).configuration)
  let new = try #require(loaded(file("NEWPASS", "NEWTOKEN")).configuration)
  let changes = differences(from: old, to: new)
  #expect(changes.count == 2, "\(changes)")
  #expect(changes.allSatisfy { $0.hasSuffix("changes (hidden)") }, "\(changes)")
  let plain = try #require(
    loaded(file("x", "y").replacing("header", with: "#").replacing("auth_", with: "#"))
      .configuration)
  for line in differences(from: plain, to: new) + differences(from: new, to: plain) {
    #expect(!line.contains("NEWPASS") && !line.contains("NEWTOKEN"), "\(line)")
  }
}

/// Passwords that come by definitions: in parts, from the surroundings, by lines, for another director.
@Test func noDiagnosticShowsASecretThatADefinitionBrings() {
  let text = """
    $PART=S3CRETpart
    $WHOLE=${PART}S3CRETrest
    @other $ODD=S3CRETodd !!
    $BLOCK=auth_pass S3CRETblock \
      auth_pass S3CRETagain more
    $SHORT=abc
    vrrp_instance A { interface eth0
      virtual_router_id 7
      virtual_ipaddress { 192.0.2.1 }
      authentication {
        auth_type PASS
        auth_pass $WHOLE
        $BLOCK
      }
      auth_hmac { key 300 $WHOLE
        key 1 ${_ENV SECRET}
        @other key 2 $ODD } }
    virtual_server 192.0.2.1 80 { lb_algo $WHOLE
      lb_kind NAT
      protocol TCP
      real_server 10.0.0.1 80 { weight $SHORT
        HTTP_GET { url { path /
        header Cookie $SHORT
        header "Authorization: Bearer ${PART}" x
        bogus_word $PART } }
        RADIUS_CHECK { secret ${WHOLE} ${WHOLE}
          password {
          } } } }
    $WHOLE=S3CRETnew }
    """
  var context = Context(identifier: "one")
  context.environment["SECRET"] = "S3CRETenv"
  let found = load(text: Array(text.utf8), name: "test.conf", context: context).diagnostics
  #expect(found.count > 4)
  for diagnostic in found {
    let all = diagnostic.rendered() + diagnostic.message + diagnostic.hint
    #expect(!all.contains("S3CRET"), "\(all)")
    #expect(!String(decoding: diagnostic.line, as: UTF8.self).contains("S3CRET"))
  }
}

@Test func theLineThatDefinesASecretHidesItAndOthersDoNot() throws {
  var secrets = DefinedSecrets()
  secrets.note(Array("auth_pass S3CRET".utf8)[...], of: ["PW", "N"]) {
    [Array($0 == "PW" ? "S3CRET".utf8 : "eth0".utf8)]
  }
  #expect(secrets.names == ["PW"])
  func shown(_ line: String) -> String {
    String(decoding: SecretLine(Array(line.utf8), secrets).shown, as: UTF8.self)
  }
  #expect(shown("@lb1 $PW=another") == "@lb1 $PW=*******")
  #expect(shown("$N=eth0") == "$N=eth0")
  #expect(shown("x S3CRET y") == "x ****** y")
}
