import Election
import Network
import Testing

@testable import Operations

typealias Desk = Operations<Int>
typealias Order = Desk.Order

let own = FileVersion(path: "/etc/directord/directord.conf", digest: "own")

func second(_ number: Int64) -> Instant { Instant(nanoseconds: number * 1_000_000_000) }

/// Operations that are told what happens, one second after the other.
struct Stage {
  var desk = Desk(following: own)
  var now = second(0)

  /// The orders that an event brings.
  mutating func after(_ event: Desk.Event) -> [Order] {
    now = now + .seconds(1)
    return desk.handle(event, at: now)
  }

  /// A file with this digest was read for `purpose`.
  mutating func read(
    _ purpose: Desk.Purpose, _ path: String = own.path, digest: String = "new", isValid: Bool = true
  ) -> [Order] {
    after(.fileRead(purpose, FileVersion(path: path, digest: digest), isValid: isValid))
  }

  /// A trial of `/etc/new` is asked for by client 1, and begins.
  mutating func beginTrial(within: Double = 60) {
    _ = after(.applyRequested(file: "/etc/new", within: within, 1))
    _ = read(.apply(1, within: .seconds(within)), "/etc/new")
  }

  mutating func elect() { _ = after(.electionBegan) }
}

func refused(_ refusal: RequestRefusal, _ clients: Int...) -> Order {
  .answer(clients, .refused(refusal), tellsReady: false)
}

let takenOver = DrainOutcome(isDrained: true, handOvers: [])
let kept = DrainOutcome(isDrained: false, handOvers: [.init("outside", .kept)])
