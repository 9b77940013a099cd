import Network
import System
import VRRP

/// Makes the settings true that virtual routers' own interfaces need, on a thread of its own: they are
/// files under /proc/sys, and the election opens none. What is asked for last counts.
final class LinkSettings {
  fileprivate struct Wish: Sendable {
    var number: UInt64
    /// Those that are there, on interfaces that are there.
    var links: [WantedLink]
    var promoting: Set<String>
    /// All other interfaces.
    var others: [String]
  }

  private struct Answer: Sendable {
    var number: UInt64
    /// What could not be set, in words.
    var failures: Set<String>
  }

  private let wishes: Mailbox<Wish>
  private let answers: Mailbox<Answer>
  private var isStarted = false
  private var asked: UInt64 = 0
  private var answered: UInt64 = 0
  /// What could not be set, in words.
  private(set) var failures: Set<String> = []

  init() throws(SystemError) {
    wishes = try Mailbox<Wish>()
    answers = try Mailbox<Answer>()
  }

  /// Readable while there is an answer.
  var descriptor: Int32 { answers.descriptor }

  /// Whether all that was asked for was done, or could not be.
  var isDone: Bool { asked == answered }

  func want(
    _ links: [WantedLink], promoting: Set<String>, others: [String]
  ) throws(SystemError) {
    if !isStarted {
      let (wishes, answers) = (wishes, answers)
      try startThread(named: "settings") { LinkSettings.run(wishes, answers) }
      isStarted = true
    }
    asked += 1
    wishes.post(Wish(number: asked, links: links, promoting: promoting, others: others))
  }

  func hear() {
    for answer in answers.takeAll() { (answered, failures) = (answer.number, answer.failures) }
  }

  /// Waits until it is done, but not without end.
  func wait(until end: Instant) throws(SystemError) {
    guard !isDone else { return }
    let poller = try Poller(capacity: 1)
    try poller.add(answers.descriptor, for: .readable, token: 0)
    while !isDone, MonotonicClock.now < end {
      _ = try poller.wait(until: end)
      hear()
    }
  }

  private static func run(_ wishes: Mailbox<Wish>, _ answers: Mailbox<Answer>) {
    var settings = InterfaceSettings()
    guard let poller = try? Poller(capacity: 1),
      (try? poller.add(wishes.descriptor, for: .readable, token: 0)) != nil
    else { return }
    while (try? poller.wait(until: nil)) != nil {
      guard let wish = wishes.takeAll().last else { continue }
      let errors = settings.makeTrue(wish.values(settings))
      let failures = errors.values.map {
        "\($0): neighbours may be told of addresses by a wrong card"
      }
      answers.post(Answer(number: wish.number, failures: Set(failures)))
    }
  }
}

extension LinkSettings.Wish {
  fileprivate func values(_ settings: InterfaceSettings) -> InterfaceSettings.Values {
    var values: InterfaceSettings.Values = [:]
    for name in promoting { values.merge(InterfaceSettings.promoting(on: name)) { $1 } }
    if links.contains(where: { $0.families.contains(.ipv4) }) {
      values.merge(settings.withoutStrictReversePath(others: others) ?? [:]) { $1 }
    }
    for link in links {
      let quiet = InterfaceSettings.quiet(
        virtualLink: link.interface.name, on: link.interface.parent, for: link.families)
      values.merge(quiet) { $1 }
    }
    return values
  }
}
