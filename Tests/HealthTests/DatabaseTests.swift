import Health
import Testing

@Test func redisAnswersAPing() {
  let talk = Talk(RedisConversation(RedisProbe()))
  #expect(talk.handle(.connected).said == "*1\r\n$4\r\nPING\r\n")
  #expect(talk.hears("+PONG\r\n") == .pass("Redis PONG"))
}

@Test func redisLogsInAndTellsItsRole() {
  let probe = RedisProbe(user: "u", password: "päss", role: .primary)
  let talk = Talk(RedisConversation(probe))
  #expect(
    talk.handle(.connected)
      == .sendSecret(Array("*3\r\n$4\r\nAUTH\r\n$1\r\nu\r\n$5\r\npäss\r\n".utf8)))
  #expect(talk.hears("+OK\r\n").said == "*1\r\n$4\r\nROLE\r\n")
  #expect(talk.hears("*3\r\n$6\r\nmas") == .wait)
  #expect(talk.hears("ter\r\n:0\r\n*0\r\n") == .pass("Redis primary"))
}

@Test(
  arguments: [
    (["-NOAUTH Authentication required.\r\n"], "answer to PING: NOAUTH Authentication required."),
    (["-LOADING wait\r\n"], "answer to PING: LOADING wait"),
    (["HTTP/1.1 400\r\n"], "the answer to PING was to come, not \"HTTP/1.1 400\""),
  ])
func redisThatRefusesFails(texts: [String], reason: String) {
  #expect(Talk(RedisConversation(RedisProbe())).end(after: texts).reason == reason)
}

@Test func aReplicaIsNoPrimary() {
  let talk = Talk(RedisConversation(RedisProbe(role: .primary)))
  #expect(
    talk.end(after: ["*5\r\n$5\r\nslave\r\n"]).reason == "it is a replica, expected a primary")
  let odd = Talk(RedisConversation(RedisProbe(role: .primary)))
  #expect(odd.end(after: ["*1\r\n$8\r\nsentinel\r\n"]).reason == "its role is \"sentinel\"")
}

private func frame(_ sequence: UInt8, _ body: [UInt8]) -> [UInt8] {
  [UInt8(body.count & 0xff), UInt8(body.count >> 8), 0, sequence] + body
}

private let greeting: [UInt8] =
  [10] + Array("8.0.1".utf8) + [0, 1, 0, 0, 0] + [UInt8](repeating: 0x41, count: 8)
  + [0, 0xff, 0xff, 45, 2, 0, 0xff, 0xff, 21] + [UInt8](repeating: 0, count: 10)
  + [UInt8](repeating: 0x42, count: 12) + [0] + Array("mysql_native_password".utf8) + [0]

@Test func mysqlGreets() {
  #expect(
    Talk(MySQLConversation(MySQLProbe())).hears(frame(0, greeting)) == .pass("MySQL 8.0.1"))
}

@Test func mysqlIsLoggedInToAndAskedWhetherItOnlyReads() throws {
  let talk = Talk(MySQLConversation(MySQLProbe(user: "u", password: "secret", role: .primary)))
  let login = try #require(talk.hears(frame(0, greeting)).sent)
  #expect(login[3] == 1)
  // The user's name, and 20 bytes that prove the password.
  #expect(login[36..<39] == [UInt8(ascii: "u"), 0, 20])
  #expect(
    talk.hears(frame(2, [0, 0, 0, 2, 0, 0, 0])).said?.hasSuffix("@@global.read_only") == true)
  let rows = frame(1, [1]) + frame(2, [3, 0x64, 0x65, 0x66]) + frame(3, [0xfe, 0, 0, 2, 0])
  #expect(talk.hears(rows + frame(4, [1, 0x30])).sent == [1, 0, 0, 0, 1])
  #expect(talk.handle(.closed) == .pass("MySQL 8.0.1, read and write"))
}

@Test func aMySQLThatOnlyReadsIsNoPrimary() {
  let talk = Talk(MySQLConversation(MySQLProbe(user: "u", role: .primary)))
  _ = talk.hears(frame(0, greeting))
  _ = talk.hears(frame(2, [0, 0, 0, 2, 0, 0, 0]))
  let rows = frame(1, [1]) + frame(2, [3, 0x64]) + frame(3, [0xfe, 0, 0, 2, 0])
  #expect(talk.hears(rows + frame(4, [1, 0x31])).reason == "it is a replica, expected a primary")
}

@Test func mysqlThatRefusesFails() {
  let refused: [UInt8] = [0xff, 0x15, 0x04] + Array("#28000Access denied".utf8)
  let talk = Talk(MySQLConversation(MySQLProbe(user: "u")))
  #expect(talk.hears(frame(0, refused)).reason == "greeting: 1045 Access denied")
  _ = talk.hears(frame(0, greeting))
  #expect(talk.hears(frame(2, refused)).reason == "answer to the login: 1045 Access denied")
  let other = Talk(MySQLConversation(MySQLProbe()))
  #expect(other.hears(frame(0, [9, 1])).reason == "the greeting is not MySQL's")
  #expect(other.hears("SSH-2.0-OpenSSH\r\n").reason == "the answer is not MySQL")
  let sha = Talk(MySQLConversation(MySQLProbe(user: "u", password: "p")))
  _ = sha.hears(frame(0, greeting))
  let plugin: [UInt8] =
    [0xfe] + Array("caching_sha2_password".utf8) + [0] + [UInt8](repeating: 9, count: 21)
  #expect(sha.hears(frame(2, plugin)).sent?.count == 36)
  #expect(
    sha.hears(frame(4, [1, 4])).reason
      == "caching_sha2_password wants the password itself, which needs 'tls starttls'")
}

@Test func mysqlThatSaysSomethingElseFails() {
  #expect(
    Talk(MySQLConversation(MySQLProbe())).hears(frame(0, [10, 0x38, 0, 1])).reason
      == "the greeting is cut short")
  let talk = Talk(MySQLConversation(MySQLProbe(user: "u")))
  _ = talk.hears(frame(0, greeting))
  #expect(talk.hears(frame(2, [7])).reason == "the answer to the login is not understood")
  _ = talk.hears(frame(2, [0, 0, 0, 2, 0, 0, 0]))
  let rows = frame(1, [1]) + frame(2, [3, 0x64]) + frame(3, [0xfe, 0, 0, 2, 0])
  #expect(
    talk.hears(rows + frame(4, [2, 0x31])).reason == "the answer to the query is not understood")
}

@Test func mysqlGoesOnInTLS() {
  let talk = Talk(MySQLConversation(MySQLProbe(user: "u", startsTLS: true)))
  guard case .secure(let words) = talk.hears(frame(0, greeting)) else {
    Issue.record("no TLS is asked for")
    return
  }
  #expect(words.count == 36)
  #expect(talk.handle(.secured).sent?[3] == 2)
}

private func message(_ kind: String, _ body: [UInt8]) -> [UInt8] {
  Array(kind.utf8) + [0, 0, 0, UInt8(body.count + 4)] + body
}

private func postgresql(_ probe: PostgreSQLProbe) -> Talk<PostgreSQLConversation> {
  var numbers = FixedNumbers()
  return Talk(PostgreSQLConversation(probe, using: &numbers))
}

@Test func postgresqlIsAskedWhetherItSpeaksTLS() {
  let talk = postgresql(PostgreSQLProbe())
  #expect(talk.handle(.connected).sent == [0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f])
  #expect(talk.hears("N") == .pass("PostgreSQL"))
  #expect(postgresql(PostgreSQLProbe()).hears("S").passes)
  #expect(postgresql(PostgreSQLProbe()).hears("HTTP/").reason == "the answer is not PostgreSQL")
  #expect(
    postgresql(PostgreSQLProbe(startsTLS: true)).hears("N").reason == "the server has no TLS")
  #expect(postgresql(PostgreSQLProbe(startsTLS: true)).hears("S") == .startTLS)
}

private func secure(_ probe: PostgreSQLProbe) -> Talk<PostgreSQLConversation> {
  var numbers = FixedNumbers()
  return Talk(PostgreSQLConversation(probe, isSecured: true, using: &numbers))
}

private let passed = message("R", [0, 0, 0, 0])

@Test func postgresqlIsLoggedInToAndAskedWhetherItIsInRecovery() {
  let probe = PostgreSQLProbe(user: "u", password: "p", database: "d", role: .replica)
  let talk = secure(probe)
  #expect(talk.handle(.connected).sent?.starts(with: [0, 0, 0]) == true)
  #expect(talk.hears(message("R", [0, 0, 0, 5, 1, 2, 3, 4])).said?.contains("md5") == true)
  let ready = passed + message("S", [97, 0, 98, 0]) + message("Z", [73])
  #expect(talk.hears(ready).said?.contains("pg_is_in_recovery") == true)
  let row = message("T", [0, 1]) + message("D", [0, 1, 0, 0, 0, 1, UInt8(ascii: "t")])
  #expect(talk.hears(row + message("Z", [73])) == .pass("PostgreSQL, replica"))
}

@Test func postgresqlThatRefusesFails() {
  let error = message("E", Array("SFATAL\0Mno such user\0\0".utf8))
  let talk = postgresql(PostgreSQLProbe(user: "u"))
  #expect(talk.hears(error).reason == "answer to the login: no such user")
  let primary = postgresql(PostgreSQLProbe(user: "u", role: .replica))
  _ = primary.hears(passed + message("Z", [73]))
  let row = message("D", [0, 1, 0, 0, 0, 1, UInt8(ascii: "f")]) + message("Z", [73])
  #expect(primary.hears(row).reason == "it is a primary, expected a replica")
  #expect(
    postgresql(PostgreSQLProbe(user: "u")).hears(message("R", [0, 0, 0, 9])).reason
      == "it wants a login of a kind that is not known here")
  let silent = postgresql(PostgreSQLProbe(user: "u"))
  _ = silent.hears(passed + message("Z", [73]))
  #expect(silent.hears(message("Z", [73])).reason == "the query has no answer")
}

@Test func postgresqlHasThePasswordInTLSAlone() {
  let probe = PostgreSQLProbe(user: "u", password: "p")
  let clear = message("R", [0, 0, 0, 3])
  let digested = message("R", [0, 0, 0, 5, 1, 2, 3, 4])
  #expect(secure(probe).hears(clear).said?.contains("p\0") == true)
  #expect(
    postgresql(probe).hears(clear).reason
      == "it wants the password itself, which needs 'tls starttls'")
  #expect(
    postgresql(probe).hears(digested).reason
      == "it wants the MD5 of the password, which needs 'tls starttls'")
}

private let mechanisms = message("R", [0, 0, 0, 10] + Array("SCRAM-SHA-256\0\0".utf8))

private func challenge(_ talk: Talk<PostgreSQLConversation>, iterations: Int) -> [UInt8] {
  // Its first message has the nonce, after `r=`.
  let said = talk.hears(mechanisms).said ?? ""
  let nonce = said.split(separator: "r=").last ?? ""
  return message("R", [0, 0, 0, 11] + Array("r=\(nonce)x,s=YQ==,i=\(iterations)".utf8))
}

@Test func eachMessageOfALoginComesOnce() {
  let final = message("R", [0, 0, 0, 12] + Array("v=x".utf8))
  let good = postgresql(PostgreSQLProbe(user: "u", password: "p"))
  #expect(good.hears(challenge(good, iterations: 4096)).said?.contains(",p=") == true)
  #expect(good.hears(final + passed + message("Z", [73])).said?.contains("recovery") == true)
  #expect(good.hears(passed).reason == "it asks for another login after the login")
  let again = postgresql(PostgreSQLProbe(user: "u"))
  let one = challenge(again, iterations: 20_000)
  #expect(again.hears(one).sent != nil)
  #expect(again.hears(one).reason == "it sends message 11 of a login out of turn")
  for (first, message, code) in [
    ([], passed + passed, 0), (mechanisms, mechanisms, 10), (mechanisms, passed, 0),
    ([], final, 12),
  ] {
    let talk = postgresql(PostgreSQLProbe(user: "u"))
    if !first.isEmpty { _ = talk.hears(first) }
    #expect(talk.hears(message).reason == "it sends message \(code) of a login out of turn")
  }
  #expect(
    postgresql(PostgreSQLProbe(user: "u")).hears(message("Z", [73])).reason
      == "it is ready before the login is over")
}

@Test func manyChallengesAtOnceAreOneDerivation() {
  let talk = postgresql(PostgreSQLProbe(user: "u"))
  let one = challenge(talk, iterations: 4096)
  let all = (0..<300).flatMap { _ in one }
  guard case .work(.derive(let derivation), _) = talk.answer(to: .received(all[...])) else {
    Issue.record("no derivation is asked for")
    return
  }
  #expect(derivation.iterations == 4096)
  let key = [UInt8](repeating: 1, count: 32)
  #expect(talk.answer(to: .worked(.derived(key))).sent != nil)
  // The other 299 are still there, and the first of them ends it.
  #expect(talk.isBehind)
  #expect(talk.hears([]).reason == "it sends message 11 of a login out of turn")
  let odd = postgresql(PostgreSQLProbe(user: "u"))
  _ = odd.answer(to: .received(challenge(odd, iterations: 1)[...]))
  #expect(
    odd.answer(to: .worked(.tooCostly)).reason == "the key of the login could not be derived")
}

@Test func aServerMayNotAskForAsManyIterationsAsItLikes() {
  let talk = postgresql(PostgreSQLProbe(user: "u"))
  #expect(
    talk.hears(challenge(talk, iterations: 1_000_000)).reason
      == "the server asks for 1000000 iterations of SCRAM, more than 100000")
  let scram = postgresql(PostgreSQLProbe(user: "u"))
  _ = scram.hears(mechanisms)
  #expect(
    scram.hears(message("R", [0, 0, 0, 11] + Array("r=x,s=YQ==,i=4096".utf8))).reason
      == "the server's SCRAM challenge is not one")
}

@Test func aKeyIsDerivedAsRFC7677Has() {
  let salt: [UInt8] = [
    0x5b, 0x6d, 0x99, 0x68, 0x9d, 0x12, 0x35, 0x8e, 0xec, 0xa0, 0x4b, 0x14, 0x12, 0x36, 0xfa, 0x81,
  ]
  let key = KeyDerivation(password: Array("pencil".utf8), salt: salt, iterations: 4096).key
  #expect(
    hexadecimal(key) == "c4a49510323ab4f952cac1fa99441939e78ea74d6be81ddf7096e87513dc615d")
}

@Test func mysqlMayAskForAnotherPluginOnce() {
  let talk = Talk(MySQLConversation(MySQLProbe(user: "u", password: "p")))
  _ = talk.hears(frame(0, greeting))
  let name = [UInt8](repeating: 0xff, count: 60_000)
  let plugin: [UInt8] = [0xfe] + name + [0] + [UInt8](repeating: 9, count: 21)
  #expect(talk.hears(frame(2, plugin)).sent != nil)
  #expect(talk.hears(frame(4, [1, 4])).reason?.utf8.count ?? 0 < 200)
  let again = Talk(MySQLConversation(MySQLProbe(user: "u", password: "p")))
  _ = again.hears(frame(0, greeting) + frame(2, plugin))
  #expect(again.hears(frame(4, plugin)).reason == "it asks for another plugin twice")
}
