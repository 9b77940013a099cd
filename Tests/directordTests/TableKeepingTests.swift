import IPVS
import Network
import Service
import System
import Testing

@testable import directord

private let start = Instant(nanoseconds: 1_000_000_000)

private func key(_ number: Int) -> ServiceKey { .firewallMark(UInt32(number + 1), .ipv4) }

private func endpoint(_ number: Int) -> Endpoint {
  Endpoint(.v4(0x0a00_0000 + UInt32(number)), port: 80)
}

/// `services` with `destinations` each.
private func table(_ services: Int, _ destinations: Int) -> Table {
  let all = (0..<destinations).map { (endpoint($0), DestinationSettings()) }
  let service = VirtualService(
    settings: .init(), destinations: [Endpoint: DestinationSettings](uniqueKeysWithValues: all))
  return Table(
    [ServiceKey: VirtualService](uniqueKeysWithValues: (0..<services).map { (key($0), service) }))
}

/// A table in memory that counts the commands that it is given.
private final class CountedTable: TableEdge {
  let table = ShadowTable()
  var commands = 0

  func apply(_ commands: [Command]) -> [Refusal] {
    self.commands += commands.count
    return table.apply(commands)
  }

  func observe(_ isWanted: (ServiceKey) -> Bool) -> Observation { table.observe(isWanted) }
  func look(at keys: [ServiceKey]) -> Table { table.look(at: keys) }
  func observer() -> TableObserver { table.observer() }
  func information() -> Information { table.information() }
  func timeouts() -> Timeouts { table.timeouts() }
  func syncDaemons() -> [SyncDaemon] { table.syncDaemons() }
  func takeNotes() -> [String] { table.takeNotes() }
}

/// Keeps a table in memory, and counts what each turn asks of it.
private final class Stage {
  let edge = CountedTable()
  let keeping: TableKeeping
  var shadow: ShadowTable { edge.table }
  var now = start

  init() throws {
    keeping = TableKeeping(
      edge, journal: Journal(try Log(to: -1, style: .journal), least: .error))
    _ = try keeping.begin(at: start)
  }

  func want(_ table: Table) {
    for (key, service) in table.services { keeping.want(key, service) }
  }

  /// The commands of one turn.
  func turn() -> Int {
    keeping.turn(at: now)
    defer { edge.commands = 0 }
    return edge.commands
  }

  /// Turns until nothing is left to be done; answers the commands of each.
  func settle() -> [Int] {
    var turns: [Int] = []
    repeat { turns.append(turn()) } while !keeping.isSettled && turns.count < 10_000
    return turns
  }

  /// Lets time pass, with every turn that is due.
  func pass(_ duration: Duration) {
    let end = now + duration
    while let due = keeping.deadline, due <= end {
      now = max(now, due)
      _ = turn()
    }
    now = end
  }
}

struct TableKeepingTests {
  @Test func aTableIsProgrammedInBatchesAndSettledWhenTheLastIsSent() throws {
    let stage = try Stage()
    stage.want(table(200, 10))
    #expect(!stage.keeping.isSettled)
    #expect(stage.keeping.shortcomings.first?.contains("still being programmed") == true)
    let turns = stage.settle()
    #expect(turns.allSatisfy { $0 <= 256 } && turns.reduce(0, +) == 2200)
    #expect(stage.shadow.table == table(200, 10))
    #expect(stage.keeping.shortcomings.isEmpty)
  }

  @Test func oneServiceWithManyRealServersIsProgrammedInBatchesToo() throws {
    let stage = try Stage()
    stage.want(table(1, 3000))
    let turns = stage.settle()
    #expect(turns.allSatisfy { $0 <= 256 } && turns.reduce(0, +) == 3001)
    #expect(stage.shadow.table == table(1, 3000))
  }

  @Test func aRealServerAloneIsChangedWithoutALookAtTheOthers() throws {
    let stage = try Stage()
    stage.want(table(1, 100))
    _ = stage.settle()
    let heavy = DestinationSettings(weight: 7)
    stage.keeping.want(
      Touched.Destination(service: key(0), endpoint: endpoint(3), wanted: heavy))
    #expect(stage.turn() == 1)
    #expect(stage.shadow.table[key(0)]?.destinations[endpoint(3)] == heavy)
  }

  @Test(arguments: [1, 30, 3000])
  func aFlushedTableIsFoundOutWithinASecondAndMendedInBatches(services: Int) throws {
    let stage = try Stage()
    stage.want(table(services, 2))
    _ = stage.settle()
    stage.pass(.seconds(60))
    _ = stage.shadow.apply([.flush])
    stage.pass(.seconds(1))
    #expect(stage.shadow.table == table(services, 2))
    #expect(stage.keeping.takeTold().count == services)
  }

  @Test func repairsAreCountedOnceASecondAndForgottenAfterAMinute() throws {
    let stage = try Stage()
    stage.want(table(30, 2))
    _ = stage.settle()
    #expect(stage.keeping.repairs == 0)
    for _ in 0..<3 {
      _ = stage.shadow.apply([.flush])
      stage.pass(.seconds(5))
    }
    #expect(stage.keeping.repairs == 3)
    stage.pass(.seconds(70))
    #expect(stage.keeping.repairs == 0)
  }

  @Test(arguments: [1, 30, 3000])
  func whatSomebodyChangedInOneServiceIsMendedWithinTwentySeconds(services: Int) throws {
    let stage = try Stage()
    stage.want(table(services, 2))
    _ = stage.settle()
    stage.pass(.milliseconds(12_300))
    let last = key(services - 1)
    _ = stage.shadow.apply([
      .deleteDestination(last, endpoint(0)),
      .setDestination(last, endpoint(1), DestinationSettings(weight: 9)),
    ])
    stage.pass(.seconds(22))
    #expect(stage.shadow.table == table(services, 2))
  }

  @Test func aTableThatStandsIsLookedAtSeldom() throws {
    let stage = try Stage()
    stage.want(table(30, 2))
    _ = stage.settle()
    for _ in 0..<10 {
      let due = try #require(stage.keeping.deadline)
      #expect(due - stage.now == .seconds(1))
      stage.now = due
      #expect(stage.turn() == 0)
    }
  }
}
