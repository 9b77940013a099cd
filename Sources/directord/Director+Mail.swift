import Configuration
import Election
import Network
import Service
import System
import VRRP

/// What is told by mail.
struct MailState {
  var correspondence = Correspondence()
  /// The last letter could not be sent, which was said.
  var isFailing = false
}

extension Director {
  /// `smtp_alert`: something is told by mail, if there is a relay and somebody to tell. Under
  /// --shadow nothing has happened.
  func mail(_ subject: String, _ words: String) {
    guard let definitions = reading.loaded.configuration?.global.mail, definitions.host != nil,
      !definitions.recipients.isEmpty, !options.isShadow
    else { return }
    post.correspondence.add(subject: subject, words, stamp: ThisProcess.timeOfDay)
  }

  /// When the next letter may go.
  var mailDeadline: Instant? {
    reading.loaded.configuration?.global.mail.host == nil ? nil : post.correspondence.deadline
  }

  func mail(_ notice: Notice) {
    if notice.isMailed { mail(notice.subject, notice.words) }
  }

  /// Transitions of virtual routers and groups.
  func mail(_ transition: Transition, as state: String, _ words: String, own: Bool?) {
    guard let definitions = reading.loaded.configuration?.global.mail,
      definitions.tellsOfRouter(own), !(definitions.skipsFaults && transition.to == .fault)
    else { return }
    mail("\(transition.object.words) - Entering \(state) state", words)
  }

  /// Sends the next letter, if it is time for one, and hears how the one before fared.
  func advanceMail(at now: Instant) {
    for reason in mailReports.takeAll() { heardOfMail(reason, at: now) }
    guard let configuration = reading.loaded.configuration,
      let relay = relay(configuration.global), let letter = post.correspondence.next(at: now)
    else { return }
    let name = configuration.global.routerIdentifier ?? ThisProcess.hostName
    do throws(SystemError) {
      try relay.send(
        subject: "[\(name)] \(letter.subject)", lines: letter.lines, reportTo: mailReports)
    } catch {
      heardOfMail("\(error)", at: now)
    }
  }

  private func heardOfMail(_ reason: String?, at now: Instant) {
    post.correspondence.sent(at: now)
    if let reason, !post.isFailing {
      journal.write(
        .error, "a mail could not be sent: \(reason); what it told is in this log alone")
    }
    if reason == nil, post.isFailing { journal.write(.notice, "mail can be sent again") }
    post.isFailing = reason != nil
  }

  private func relay(_ global: GlobalDefinitions) -> MailRelay? {
    guard let host = global.mail.host else { return nil }
    let name = ThisProcess.hostName
    return MailRelay(
      host: host, port: global.mail.port, greeting: global.mail.greeting ?? name,
      sender: global.mail.sender ?? "keepalived@\(name)", recipients: global.mail.recipients,
      timeout: global.mail.timeout)
  }
}
