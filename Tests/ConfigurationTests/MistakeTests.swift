import Configuration
import Testing

/// What people get wrong in their files: each has a code and a sentence of its own, and the mend.
private struct Mistake: Sendable, CustomTestStringConvertible {
  var title: String
  var text: String
  var code: Diagnostic.Code
  /// Part of what is said, and of what to do.
  var said: String
  var mend: String

  var testDescription: String { title }

  init(
    _ title: String, _ text: String, _ code: Diagnostic.Code, _ said: String, mend: String
  ) {
    self.title = title
    self.text = text
    self.code = code
    self.said = said
    self.mend = mend
  }
}

private func instance(_ words: String, _ name: String = "A", address: Int = 1) -> String {
  """
  vrrp_instance \(name) {
    interface eth0
    virtual_router_id 7
    priority 150
    \(words)
    virtual_ipaddress {
      192.0.2.\(address)/24
    }
  }

  """
}

private func server(
  _ words: String = "", real: String = "TCP_CHECK {\n}", port: Int = 80, kind: String = "NAT",
  address: Int = 1
) -> String {
  """
  virtual_server 192.0.2.\(address) 80 {
    lb_algo rr
    lb_kind \(kind)
    protocol TCP
    \(words)
    real_server 10.0.0.2 \(port) {
      \(real)
    }
  }

  """
}

private func authentication(_ password: String) -> String {
  instance("authentication {\nauth_type PASS\nauth_pass \(password)\n}")
}

private let words: [Mistake] = [
  Mistake(
    "a word that is misspelt", server("delay_lop 6"), .unknownWord,
    "'delay_lop' is not a word of virtual_server", mend: "did you mean 'delay_loop'?"),
  Mistake(
    "nb_get_retry under TCP_CHECK", server(real: "TCP_CHECK {\nnb_get_retry 3\n}"),
    .misplacedWord, "'nb_get_retry' is not a word of TCP_CHECK", mend: "write 'retry' here"),
  Mistake(
    "nat_mask", server("nat_mask 255.255.255.0"), .unknownWord, "'nat_mask' is not a word",
    mend: "take the line out"),
  Mistake(
    "lvs_id", "global_defs {\nlvs_id LB\n}\n", .unknownWord, "'lvs_id' is not a word",
    mend: "write 'router_id'"),
  Mistake(
    "prose", "This file is managed by the team.\n", .unknownWord, "'This' is not a word",
    mend: "write '#' before it"),
  Mistake(
    "a brace that is missing", String(server().dropLast(3)), .unbalancedBraces,
    "is never closed", mend: "expected a '}'"),
  Mistake(
    "a brace too many", server() + "}\n", .unbalancedBraces, "this '}' closes nothing",
    mend: "the last block closed was 'virtual_server'"),
  Mistake(
    "a surplus word", instance("advert_int 1 sec"), .surplusArgument,
    "nothing is made of 'sec'", mend: "take it out"),
  Mistake(
    "a flag that is refused", instance("nopreempt off"), .surplusArgument,
    "nothing is made of 'off'", mend: "take the line out"),
  Mistake(
    "an option that was two words", instance("preempt delay 300"), .surplusArgument,
    "nothing is made of 'delay'", mend: "did you mean 'preempt_delay'?"),
  Mistake(
    "a protocol that is missing", server().replacing("  protocol TCP\n", with: ""),
    .defaultTaken, "names no protocol: UDP is taken", mend: "write 'protocol TCP'"),
]

private let routers: [Mistake] = [
  Mistake(
    "a password of more than 8 bytes", authentication("longerthaneight"), .longPassword,
    "only the first 8 bytes of the password count", mend: "write 'longerth'"),
  Mistake(
    "a ! in a password", authentication("pa!ss"), .cutSecret, "begins a comment",
    mend: "put quotes round the whole"),
  Mistake(
    "no virtual address", "vrrp_instance A {\ninterface eth0\nvirtual_router_id 7\n}\n",
    .noAddress, "has no virtual address", mend: "no_virtual_ipaddress says that this is meant"),
  Mistake(
    "a script that nobody defines", instance("track_script {\nchk\n}"), .undefinedName,
    "no script chk is defined", mend: "expected the name of a vrrp_script block"),
  Mistake(
    "garp_interval 0", "global_defs {\nvrrp_garp_interval 0\n}\n", .adjustedValue,
    "asks for no pause between announcements", mend: "leave the line out"),
  Mistake(
    "nopreempt with MASTER", instance("state MASTER\nnopreempt"), .noPreemption,
    "nopreempt does not go with state MASTER", mend: "write 'state BACKUP' on both directors"),
  Mistake(
    "a group of an instance that is not there",
    instance("") + "vrrp_sync_group G {\ngroup {\nA\nQQQ\n}\n}\n", .undefinedName,
    "there is no vrrp_instance 'QQQ'", mend: "expected the name of a vrrp_instance block"),
  Mistake(
    "a group of one", instance("") + "vrrp_sync_group G {\ngroup {\nA\n}\n}\n", .doubtful,
    "has one member only", mend: "name the instances that move together"),
  Mistake(
    "its own interface tracked", instance("track_interface {\neth0\n}"), .idleTracking,
    "tracks its own interface anyway", mend: "take the line out"),
  Mistake(
    "one VRID twice", instance("") + instance("", "B", address: 2), .routerClash,
    "'B' has virtual_router_id 7 on eth0, as has 'A'", mend: "that no other instance of eth0 has"),
  Mistake(
    "strict mode", "global_defs {\nvrrp_strict\n}\n" + instance(""), .strictMode,
    "192.0.2.1 will answer nobody", mend: "leave vrrp_strict out"),
]

private let servers: [Mistake] = [
  Mistake(
    "persistence_timeout 0", server("persistence_timeout 0"), .adjustedValue,
    "'0' is no persistence", mend: "take the line out"),
  Mistake(
    "two virtual servers on one address", server() + server(), .definedTwice,
    ": tcp 192.0.2.1:80 stands at line 1 already; its real servers join",
    mend: "or give it another port"),
  Mistake(
    "a real server twice", server("real_server 10.0.0.2 80 {\nTCP_CHECK {\n}\n}"),
    .definedTwice, "10.0.0.2:80 stands at line 5 already", mend: "take one of them out"),
  Mistake(
    "an address that nobody holds", instance("") + server() + server(address: 9),
    .addressNotHeld, "no vrrp_instance holds 192.0.2.9", mend: "add it to a virtual_ipaddress"),
  Mistake(
    "a real server on the director", instance("mcast_src_ip 10.0.0.2") + server(),
    .ownRealServer, "10.0.0.2 is this director itself", mend: "by an address of its own"),
  Mistake(
    "another port with DR", server(port: 8080, kind: "DR"), .portUnchanged,
    "DR and TUN change no port", mend: "or write 'lvs_method NAT'"),
  Mistake(
    "no weight at all", server(real: "weight 0\nTCP_CHECK {\n}"), .withoutWeight,
    "every real server of it has weight 0", mend: "a weight of 1 or more"),
  Mistake(
    "a quorum out of reach", server("quorum 5"), .quorumOutOfReach,
    "the quorum 5 is more than all weights together", mend: "expected at most 1"),
]

@Test(arguments: words + routers + servers)
private func aMistakeHasASentenceOfItsOwnAndItsMend(_ mistake: Mistake) {
  let found = loaded(mistake.text).diagnostics
  #expect(
    found.contains {
      $0.code == mistake.code && $0.message.contains(mistake.said)
        && $0.hint.contains(mistake.mend)
    }, "\(found.map { $0.rendered(code: true) })")
  #expect(!mistake.code.meaning.isEmpty)
}

extension String {
  fileprivate func replacing(_ part: String, with other: String) -> String {
    split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
  }
}
