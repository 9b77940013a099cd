/// What `global_defs` says of mail.
package struct MailDefinitions: Hashable, Sendable {
  /// `notification_email`
  package var recipients: [String] = []
  /// `notification_email_from`; nil is keepalived@ and the host's name.
  package var sender: String?
  /// `smtp_server`; nil: no mail is sent.
  package var host: String?
  package var port: UInt16 = 25
  /// `smtp_connect_timeout`, in seconds, one or more.
  package var timeout = 30
  /// `smtp_helo_name`; nil is the host's name.
  package var greeting: String?
  /// `smtp_alert`, `smtp_alert_vrrp`, `smtp_alert_checker`
  package var alerts: Bool?
  package var routerAlerts: Bool?
  package var checkerAlerts: Bool?
  /// `no_email_faults`
  package var skipsFaults = false

  package init() {}

  // keepalived's defaults: if no global word says otherwise a real server tells, and all others do
  // not.
  package func tellsOfRealServer(_ own: Bool?) -> Bool { own ?? checkerAlerts ?? alerts ?? true }
  package func tellsOfVirtualServer(_ own: Bool?) -> Bool {
    own ?? checkerAlerts ?? alerts ?? false
  }
  package func tellsOfRouter(_ own: Bool?) -> Bool { own ?? routerAlerts ?? alerts ?? false }
}

extension Interpretation {
  /// Statements of `global_defs`; false if it is none of these.
  mutating func readMail(_ node: Node) -> Bool {
    switch node.keyword {
    case "notification_email":
      global.mail.recipients += children(of: node).compactMap {
        let name = $0.words.map(\.text).joined(separator: " ")
        return name.isEmpty ? nil : name
      }
    case "notification_email_from":
      if let sender = text(node, expecting: "an address") { global.mail.sender = sender }
    case "smtp_server":
      guard let host = argument(node, expecting: "a host", atMost: 2) else { return true }
      global.mail.host = host.text
      if node.words.count > 2, let port = port(node.words[2], from: 1) { global.mail.port = port }
    case "smtp_connect_timeout":
      if let seconds = number(node, in: 0...86_400, of: "a number of seconds") {
        global.mail.timeout = max(1, Int(seconds))
      }
    case "smtp_helo_name":
      if let name = text(node, expecting: "a host's name") { global.mail.greeting = name }
    case "smtp_alert":
      if let tells = boolean(node) { global.mail.alerts = tells }
    case "smtp_alert_vrrp":
      if let tells = boolean(node) { global.mail.routerAlerts = tells }
    case "smtp_alert_checker":
      if let tells = boolean(node) { global.mail.checkerAlerts = tells }
    case "no_email_faults": global.mail.skipsFaults = true
    default: return false
    }
    return true
  }
}
