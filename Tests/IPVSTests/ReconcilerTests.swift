import IPVS
import Network
import Testing

private let a = v4(10, 0, 0, 1)
private let b = v4(10, 0, 0, 2)

private func at(_ seconds: Int64) -> Instant { Instant(nanoseconds: seconds * 1_000_000_000) }

private func service(_ destinations: Endpoint..., scheduler: Scheduler = .roundRobin)
  -> VirtualService
{
  VirtualService(
    settings: .init(scheduler: scheduler),
    destinations: .init(uniqueKeysWithValues: destinations.map { ($0, DestinationSettings()) }))
}

/// A reconciler whose service `web` stands as wanted.
private func standing(_ service: VirtualService) -> Reconciler {
  var reconciler = Reconciler()
  reconciler.want(web, service)
  let commands = reconciler.pending(at: at(0))
  let complaints = reconciler.applied(commands, refusals: [], at: at(0))
  #expect(complaints.isEmpty)
  #expect(reconciler.believed[web] == service)
  return reconciler
}

struct ReconcilerTests {
  @Test func whatStandsIsAdoptedAndWhatIsNotOursIsLeftAlone() {
    let other = ServiceKey.endpoint(.tcp, v4(192, 0, 2, 9))
    var reconciler = Reconciler(kernel: Table([web: service(a), other: service(b)]))
    reconciler.want(web, service(a))
    #expect(reconciler.pending(at: at(0)).isEmpty)
    #expect(reconciler.looked(at: [web], Table([web: service(a)])).isEmpty)
    #expect(reconciler.looked(at: [web], Table([web: service(a), other: service(a)])).isEmpty)
    #expect(reconciler.pending(at: at(0)).isEmpty)
    #expect(reconciler.deadline == nil)
  }

  @Test func whatStandsOfAServiceThatBecomesOursIsAdopted() {
    let other = ServiceKey.endpoint(.tcp, v4(192, 0, 2, 9))
    var reconciler = standing(service(a))
    reconciler.met(other, service(a, b))
    reconciler.met(web, nil)
    reconciler.want(other, service(a))
    #expect(reconciler.pending(at: at(1)) == [.deleteDestination(other, b)])
    #expect(reconciler.believed[web] == service(a))
  }

  @Test func onlyWhatDiffersIsSent() {
    var reconciler = standing(service(a))
    reconciler.want(b, of: web, DestinationSettings(weight: 3))
    #expect(
      reconciler.pending(at: at(1)) == [.newDestination(web, b, DestinationSettings(weight: 3))])
    reconciler.want(web, nil)
    #expect(reconciler.pending(at: at(1)) == [.deleteService(web)])
  }

  @Test func aDestinationOfAServiceThatIsNotWantedIsNotWanted() {
    var reconciler = Reconciler()
    reconciler.want(a, of: web, DestinationSettings())
    #expect(reconciler.pending(at: at(0)).isEmpty)
  }

  @Test func aRefusedCommandIsTriedAgainAfterASecondThenTwo() throws {
    var reconciler = standing(service(a))
    reconciler.want(b, of: web, DestinationSettings())
    let command = Command.newDestination(web, b, DestinationSettings())
    var now = at(0)
    for delay in [1, 2, 4, 8, 16, 32, 60, 60] {
      #expect(reconciler.pending(at: now) == [command])
      let refusal = Refusal(command, number: 12, reason: "Cannot allocate memory")
      let complaints = reconciler.applied([command], refusals: [refusal], at: now)
      #expect(
        complaints.map(\.description) == [
          "real server 10.0.0.2:80 of tcp 192.0.2.1:80: the kernel refused to add it: "
            + "Cannot allocate memory; tried again in \(delay) s"
        ])
      reconciler.want(web, service(a, b))
      #expect(reconciler.pending(at: now).isEmpty)
      now = try #require(reconciler.deadline)
      #expect(now - (now - .seconds(delay)) == .seconds(delay))
    }
    #expect(reconciler.pending(at: now) == [command])
    #expect(reconciler.applied([command], refusals: [], at: now).isEmpty)
    #expect(reconciler.deadline == nil)
    #expect(reconciler.believed[web] == service(a, b))
  }

  @Test func anotherWishIsTriedAtOnce() {
    var reconciler = standing(service(a))
    let wish = service(a, scheduler: .twoRandomChoices)
    reconciler.want(web, wish)
    let commands = reconciler.pending(at: at(0))
    let refusal = Refusal(commands[0], number: 2, reason: "No such file or directory")
    let complaints = reconciler.applied(commands, refusals: [refusal], at: at(0))
    #expect("\(complaints)".contains("modprobe ip_vs_twos"))
    reconciler.want(web, service(a, scheduler: .maglevHashing))
    #expect(
      reconciler.pending(at: at(0)) == [.setService(web, .init(scheduler: .maglevHashing))])
  }

  @Test func aServiceThatIsRefusedIsSaidOnceAndHoldsItsDestinationsBack() {
    var reconciler = Reconciler()
    reconciler.want(web, service(a, b))
    let commands = reconciler.pending(at: at(0))
    #expect(commands.count == 3)
    let refusals = commands.map { Refusal($0, number: $0 == commands[0] ? 2 : 3, reason: "no") }
    #expect(reconciler.applied(commands, refusals: refusals, at: at(0)).count == 1)
    #expect(reconciler.doubtful.isEmpty)
    reconciler.want(web, service(a, b))
    #expect(reconciler.pending(at: at(0)).isEmpty)
    #expect(reconciler.pending(at: at(1)) == commands)
  }

  @Test func anAnswerThatDoesNotFitIsNoComplaintButAReasonToLook() {
    var reconciler = standing(service(a))
    reconciler.want(b, of: web, DestinationSettings())
    let commands = reconciler.pending(at: at(1))
    let refusal = Refusal(commands[0], number: 17, reason: "File exists")
    #expect(reconciler.applied(commands, refusals: [refusal], at: at(1)).isEmpty)
    #expect(reconciler.doubtful == [web])
    #expect(reconciler.looked(at: [web], Table([web: service(a, b)])).isEmpty)
    #expect(reconciler.doubtful.isEmpty)
    #expect(reconciler.pending(at: at(1)).isEmpty)
    #expect(reconciler.deadline == nil)
  }

  @Test func anAnswerThatNeverFitsIsARefusal() {
    var reconciler = standing(service(a))
    reconciler.want(b, of: web, DestinationSettings())
    var commands = reconciler.pending(at: at(1))
    let refusal = Refusal(commands[0], number: 17, reason: "File exists")
    #expect(reconciler.applied(commands, refusals: [refusal], at: at(1)).isEmpty)
    #expect(reconciler.looked(at: [web], Table([web: service(a)])).isEmpty)
    commands = reconciler.pending(at: at(1))
    #expect(commands == [refusal.command])
    #expect(reconciler.applied(commands, refusals: [refusal], at: at(1)).count == 1)
    #expect(reconciler.deadline == at(2))
  }

  @Test func aLimitLeavesTheRestForLater() {
    var reconciler = Reconciler()
    let keys = (1...10).map { ServiceKey.firewallMark($0, .ipv4) }
    for key in keys { reconciler.want(key, service(a)) }
    var sent: [Command] = []
    for turn in 1...7 {
      let commands = reconciler.pending(at: at(0), limit: 3)
      #expect(commands.count == (turn < 7 ? 3 : 2))
      #expect(reconciler.hasMore == (turn < 7))
      #expect(reconciler.applied(commands, refusals: [], at: at(0)).isEmpty)
      sent += commands
    }
    #expect(Set(sent.compactMap { $0.object?.service }) == Set(keys))
    #expect(reconciler.believed == reconciler.desired)
  }

  @Test func whatIsRefusedInManyBatchesWaitsLongerEachTime() throws {
    var reconciler = Reconciler()
    for mark: UInt32 in 1...4 { reconciler.want(.firewallMark(mark, .ipv4), service()) }
    var now = at(0)
    for delay in [1, 2, 4, 8] {
      while reconciler.hasMore || reconciler.deadline.map({ $0 <= now }) ?? false {
        let commands = reconciler.pending(at: now, limit: 1)
        let refusals = commands.map { Refusal($0, number: 12, reason: "Cannot allocate memory") }
        for complaint in reconciler.applied(commands, refusals: refusals, at: now) {
          #expect(complaint.retry == .seconds(delay))
        }
      }
      now = try #require(reconciler.deadline)
    }
  }

  @Test func whatIsCutOffByALimitIsSentWithTheNextBatch() {
    var reconciler = standing(service(a, b))
    reconciler.want(web, service(scheduler: .maglevHashing))
    #expect(
      reconciler.pending(at: at(1), limit: 1)
        == [.setService(web, .init(scheduler: .maglevHashing))])
    _ = reconciler.applied(
      [.setService(web, .init(scheduler: .maglevHashing))], refusals: [], at: at(1))
    #expect(reconciler.pending(at: at(1), limit: 1) == [.deleteDestination(web, a)])
    _ = reconciler.applied([.deleteDestination(web, a)], refusals: [], at: at(1))
    #expect(reconciler.pending(at: at(1), limit: 1) == [.deleteDestination(web, b)])
    _ = reconciler.applied([.deleteDestination(web, b)], refusals: [], at: at(1))
    #expect(!reconciler.hasMore && reconciler.believed == reconciler.desired)
  }

  @Test func whatGotLostIsLookedFor() {
    var reconciler = standing(service(a))
    reconciler.want(b, of: web, DestinationSettings())
    let commands = reconciler.pending(at: at(1))
    reconciler.lost(commands)
    #expect(reconciler.doubtful == [web])
    #expect(reconciler.looked(at: [web], Table([web: service(a)])).isEmpty)
    #expect(reconciler.pending(at: at(1)) == commands)
  }
}

struct RepairTests {
  @Test func whatSomebodyChangedIsSaidAndPutBack() {
    var reconciler = standing(service(a, b))
    let c = v4(10, 0, 0, 3)
    var strange = service(a, c, scheduler: .weightedRoundRobin)
    strange.destinations[a]?.weight = 5
    let repairs = reconciler.looked(at: [web], Table([web: strange]))
    #expect(
      repairs.map(\.description) == [
        "virtual server tcp 192.0.2.1:80: somebody else set scheduler wrr; put back: scheduler rr",
        "real server 10.0.0.1:80 of tcp 192.0.2.1:80: somebody else set weight 5; "
          + "put back: weight 1",
        "real server 10.0.0.2:80 of tcp 192.0.2.1:80: somebody else removed it; put back",
        "real server 10.0.0.3:80 of tcp 192.0.2.1:80: somebody else added it; removed",
      ])
    var kernel = Table([web: strange])
    for command in reconciler.pending(at: at(20)) { kernel.apply(command) }
    #expect(kernel == Table([web: service(a, b)]))
  }

  @Test func aFlushedTableIsPutBackAndSaidOncePerService() {
    var reconciler = standing(service(a, b))
    #expect(
      reconciler.looked(at: [web], Table()).map(\.description) == [
        "virtual server tcp 192.0.2.1:80: somebody else removed it; put back with 2 real servers"
      ])
    #expect(reconciler.pending(at: at(20)).count == 3)
  }

  @Test func whatWaitsForItsTurnIsNobodysDoing() {
    var reconciler = standing(service(a))
    reconciler.want(web, service(b))
    #expect(reconciler.looked(at: [web], Table([web: service(a)])).isEmpty)
    #expect(reconciler.pending(at: at(1)).count == 2)
  }

  /// A hundred times the work must not cost thousands of times the time; the bound is generous, for
  /// it must hold on a busy machine too.
  @Test func tenThousandWeightsAreChangedOneByOne() {
    var many = VirtualService(settings: .init())
    let endpoints = (0..<10_000).map { Endpoint(.v4(0x0a00_0000 + UInt32($0)), port: 80) }
    for endpoint in endpoints { many.destinations[endpoint] = DestinationSettings() }
    var reconciler = standing(many)
    let heavy = DestinationSettings(weight: 2)
    for endpoint in endpoints { reconciler.want(endpoint, of: web, heavy) }
    let commands = reconciler.pending(at: at(1))
    #expect(commands.count == 10_000)
    #expect(reconciler.applied(commands, refusals: [], at: at(1)).isEmpty)
    #expect(reconciler.believed == reconciler.desired)
    for endpoint in endpoints {
      reconciler.want(endpoint, of: web, DestinationSettings())
      let single = reconciler.pending(at: at(1))
      #expect(single.count == 1)
      #expect(reconciler.applied(single, refusals: [], at: at(1)).isEmpty)
    }
  }
}
