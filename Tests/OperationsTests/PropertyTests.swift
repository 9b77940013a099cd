import Election
import Foundation
import Network
import Testing

@testable import Operations

/// Operators, files and signals at random: what must hold whatever they do.
private struct Life {
  var desk = Desk(following: own)
  var now = second(0)
  var random: SplitMix
  /// Readings that were ordered and have not ended.
  var readings: [Desk.Purpose] = []
  /// Who asked, and has no answer yet.
  var waiting: Set<Int> = []
  var isDraining = false
  var nextClient = 1

  init(seed: UInt64) { random = SplitMix(state: seed) }

  mutating func step() {
    now = now + .milliseconds(Int64(random.next() % 5_000))
    if let deadline = desk.deadline, deadline <= now { obey(desk.handle(.deadline, at: now)) }
    obey(desk.handle(event(), at: now))
  }

  private mutating func client() -> Int {
    nextClient += 1
    waiting.insert(nextClient)
    return nextClient
  }

  private mutating func event() -> Desk.Event {
    switch random.next() % 16 {
    case 0: .reloadRequested(client())
    case 1: .reloadRequested(nil)
    case 2: .planRequested(file: "/etc/new", client())
    case 3: .applyRequested(file: "/etc/new", within: random.next() % 2 == 0 ? 30 : nil, client())
    case 4: .confirmRequested(digest: random.next() % 2 == 0 ? "new" : "other", client())
    case 5: .revertRequested(client())
    case 6: .drainRequested(Drain(), client())
    case 7: .undrainRequested(client())
    case 8: .electionBegan
    case 9 where isDraining: .drainEnded(random.next() % 2 == 0 ? takenOver : kept)
    case 10 where random.next() % 8 == 0: .endRequested
    case 11 where desk.phase == .leaving: .handedOver
    case 13 where random.next() % 8 == 0: .electionEnded(hasFailed: false)
    case 12: .edgesAreQuiet(tableIsSettled: random.next() % 2 == 0)
    case _: reading() ?? .deadline
    }
  }

  private mutating func reading() -> Desk.Event? {
    guard !readings.isEmpty else { return nil }
    let purpose = readings.remove(at: Int(random.next() % UInt64(readings.count)))
    guard random.next() % 8 != 0 else { return .readingFailed(purpose, reason: "no thread") }
    return .fileRead(
      purpose, FileVersion(path: "/etc/new", digest: "new"), isValid: random.next() % 4 != 0)
  }

  private mutating func obey(_ orders: [Order]) {
    for order in orders {
      switch order {
      case .read(_, let purpose): readings.append(purpose)
      case .follow(_, let clients, _), .followFormer(_, let clients): answered(clients)
      case .answer(let clients, _, _), .record(_, let clients, _): answered(clients)
      case .plan(let client): answered([client])
      case .drain: isDraining = true
      case _: break
      }
    }
    if desk.drainRequest == nil { isDraining = false }
  }

  private mutating func answered(_ clients: [Int]) {
    for client in clients {
      #expect(waiting.remove(client) != nil, "client \(client) is answered twice, or never asked")
    }
  }
}

/// SplitMix64.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }
}

private let seeds =
  ProcessInfo.processInfo.environment["SIMULATION_SEEDS"].flatMap(UInt64.init) ?? 200

@Test func everyClientIsAnsweredOnceWhateverHappens() {
  for seed in 0..<seeds {
    var life = Life(seed: seed)
    for _ in 0..<200 { life.step() }
    #expect(life.readings.count <= mostReadings, "seed \(seed)")
    // The rest of it comes to an end.
    var steps = 0
    while !life.readings.isEmpty || life.isDraining, steps < 10_000 {
      life.step()
      steps += 1
    }
    let drains = Set(life.desk.drainRequest?.clients ?? [])
    let reloads = Set(life.desk.reload.clients)
    #expect(life.waiting.isSubset(of: drains.union(reloads)), "seed \(seed)")
  }
}

@Test func afterItsEndNothingIsFollowed() {
  for seed in 0..<seeds {
    var life = Life(seed: seed)
    for _ in 0..<100 { life.step() }
    _ = life.desk.handle(.endRequested, at: life.now)
    let followed = life.desk.followed
    for _ in 0..<100 { life.step() }
    #expect(life.desk.followed == followed, "seed \(seed)")
  }
}
