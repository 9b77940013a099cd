import Configuration
import Control
import Doctor
import Files
import Network
import Setup
import System

/// Examines this machine on a thread of its own, and listens there for changes of the kernel's: neither
/// loop waits for a file, a program or the kernel's tables.
final class Examiner {
  /// What is judged.
  struct Order: Sendable {
    var configuration: DirectorConfiguration
    var file: String
    var identity: String?
    var named: [String]
    /// Made on the examiner's thread, from copies.
    var status: @Sendable () -> Status
  }

  enum News: Sendable {
    /// The kernel has told of a change.
    case changed
    case examined([Finding])
    /// Changes are not heard; why.
    case deaf(String)
  }

  private let orders: Mailbox<Order>
  private let news: Mailbox<News>
  /// What the last examination has counted.
  private var former: Facts?

  /// Starts the thread, which follows `orders` to the process's end.
  static func begin(orders: Mailbox<Order>, news: Mailbox<News>) throws(SystemError) {
    try startThread(named: "doctor") {
      Examiner(orders: orders, news: news).run()
    }
  }

  private init(orders: Mailbox<Order>, news: Mailbox<News>) {
    self.orders = orders
    self.news = news
  }

  private func run() {
    do throws(SystemError) {
      let changes = try KernelChanges()
      while true {
        let (isOrder, isChange) = changes.wait(beside: orders.descriptor)
        if isChange { news.post(.changed) }
        if isOrder { examine() }
      }
    } catch {
      news.post(.deaf("\(error)"))
    }
  }

  /// Of several orders the last counts.
  private func examine() {
    guard let order = orders.takeAll().last else { return }
    let namespaces = order.configuration.global.namespaces
    let reader = FactsReader(
      role: .director,
      table: namespaces.table == nil
        ? nil : { () throws(TableError) in try kernelTable(namespaces) })
    reader.readMachine()
    var director = DirectorFacts(
      order.configuration, file: order.file, identity: order.identity, named: order.named)
    director.add(order.status())
    reader.set(director)
    reader.readRoutes()
    var facts = reader.finished()
    // What grows is seen from one examination to the next.
    let counted = facts.counted
    if let former { facts.count(since: former) }
    former = counted
    let rules = Rule.all.filter { $0.stage == .reading }
    news.post(.examined(Examination(facts).report(by: rules).findings))
  }
}
