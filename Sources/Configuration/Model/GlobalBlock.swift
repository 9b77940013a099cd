import IPVS

extension Interpretation {
  /// `global_defs`; a second block adds to the first.
  mutating func readGlobal(_ node: Node) {
    for child in children(of: node) {
      guard meaning(of: child, in: .global) == .acted, !readMail(child), !readHookBounds(child)
      else { continue }
      switch child.keyword {
      case "router_id":
        if let name = text(child, expecting: "a name") { global.routerIdentifier = name }
      case "script_user": readScriptUser(child)
      case "enable_script_security": global.scriptSecurity = true
      case "set_supplementary_groups":
        if let takes = boolean(child) { global.takesAllGroups = takes }
      // The reader has obeyed it.
      case "include_check": break
      case "lvs_flush": global.flushAtStart = true
      case "lvs_flush_on_stop", "lvs_flush_onstop":
        // `lvs_flush_on_stop VS` removes each virtual server of ours, which happens anyway.
        if child.words.count < 2 {
          global.atStop = .flush
        } else if child.words[1].text != "VS" {
          report.warning(
            code: .surplusArgument,
            "'\(child.words[1].text)' is no argument of '\(child.keyword)': the line is ignored, as "
              + "keepalived ignores it", at: child.words[1], hint: "expected nothing, or VS")
        }
      case "keep_table_on_stop":
        if let keeps = boolean(child) { global.atStop = keeps ? .keep : .removeOurs }
      case "lvs_timeouts": readTimeouts(child)
      case "ipvs": readKernelSettings(child)
      case "rs_init_notifies":
        if let notifies = boolean(child) { global.notifiesAtStart = notifies }
      case "check_marks": readCheckMarks(child)
      case "check_accept_local":
        if let accepts = boolean(child) { global.acceptsLocal = accepts }
      case "doctor":
        if let examines = boolean(child) { global.examines = examines }
      case "checker_log_all_failures":
        if let logs = boolean(child) { logsEveryFailure = logs }
      case "suspect_together": readSuspicion(child)
      case "notify_suspect": readSuspectHook(child)
      default: readGlobalOfRouters(child)
      }
    }
  }

  private mutating func readSuspectHook(_ node: Node) {
    var script = global.notifySuspect
    readScript(node, into: &script)
    global.notifySuspect = script
  }

  private mutating func readScriptUser(_ node: Node) {
    if let user = scriptUser(node) { global.scriptUser = user }
  }

  /// `lvs_timeouts [tcp SECONDS] [tcpfin SECONDS] [udp SECONDS]`
  private mutating func readTimeouts(_ node: Node) {
    var index = 1
    while index < node.words.count {
      let kinds: [(String, WritableKeyPath<GlobalDefinitions.Timeouts, UInt32>)] = [
        ("tcp", \.tcp), ("tcpfin", \.tcpFin), ("udp", \.udp),
      ]
      guard let kind = choice(node.words[index], of: kinds, what: "a kind of timeout"),
        let seconds = argument(
          node, index + 1, expecting: "a number of seconds", atMost: node.words.count),
        let value = number(seconds, in: 0...2_678_400, of: "a number of seconds")
      else { return }
      global.timeouts[keyPath: kind] = value
      index += 2
    }
  }
}

/// The file's `SSL` block: PEM files for every `SSL_GET`.
struct TLSFiles {
  var authorities: String?
  var certificate: String?
  var key: String?
  var password: String?
}

extension Interpretation {
  mutating func readTLS(_ node: Node) {
    for child in children(of: node) {
      guard meaning(of: child, in: .tls) == .acted,
        let value = text(child, expecting: child.keyword == "password" ? "a password" : "a file")
      else { continue }
      switch child.keyword {
      case "ca": tls.authorities = value
      case "certificate": tls.certificate = value
      case "key": tls.key = value
      case "password": tls.password = value
      default: break
      }
    }
  }
}
