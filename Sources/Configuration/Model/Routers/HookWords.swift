extension Interpretation {
  /// `notify_…`, of instances and groups; false if it is none.
  mutating func readHook(_ node: Node, into hooks: inout TransitionHooks) -> Bool {
    switch node.keyword {
    case "notify_master": readScript(node, into: &hooks.master)
    case "notify_backup": readScript(node, into: &hooks.backup)
    case "notify_fault": readScript(node, into: &hooks.fault)
    case "notify_stop": readScript(node, into: &hooks.stop)
    case "notify": readScript(node, into: &hooks.any)
    case "notify_master_rx_lower_pri": readScript(node, into: &hooks.rivalHeard)
    case "notify_deleted":
      hooks.tellsDeletion = true
      if node.words.count > 1 { readScript(node, into: &hooks.deleted) }
    case "notify_priority_changes":
      if let tells = boolean(node) { hooks.tellsPriorities = tells }
    case "smtp_alert": hooks.mails = boolean(node) ?? hooks.mails
    default: return false
    }
    return true
  }
}
