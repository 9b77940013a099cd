import Glibc

/// Every decoder that is fed here; each stands in a file of its own.
let targets: [FuzzTarget] =
  [
    netlinkTarget,
    advertisementTarget, arpTarget, neighborTarget,
    controlTarget, recordTarget, routingTarget, bfdTarget, grammarTarget, modelTarget, ftpTarget,
    httpTarget, patternTarget, datagramTarget, captureTarget, filterTarget, doctorTarget,
    administrationTarget, importTarget,
  ] + conversationTargets

/// `directord-fuzz TARGET [COUNT] [SEED] [SECONDS]`: the exit code. Where there are SECONDS, inputs end with
/// them.
func run(arguments: [String]) -> Int32 {
  guard arguments.count > 1, let target = targets.first(where: { $0.name == arguments[1] }) else {
    let names = targets.map(\.name).joined(separator: ", ")
    print("usage: directord-fuzz TARGET [COUNT] [SEED] [SECONDS]; a target is one of: \(names)")
    return 64
  }
  let count = arguments.count > 2 ? Int(arguments[2]) : 100_000
  let seed = arguments.count > 3 ? UInt64(arguments[3]) : 1
  let seconds = arguments.count > 4 ? UInt32(arguments[4]) : .max
  guard let count, count >= 0, let seed, let seconds else {
    print("COUNT, SEED and SECONDS are whole numbers from 0")
    return 64
  }
  let end = ContinuousClock.now + .seconds(seconds)
  var mutation = Mutation(seed: seed, samples: target.samples)
  var fed = 0
  while fed < count, ContinuousClock.now < end {
    target.feed(mutation.next())
    fed += 1
  }
  print("\(target.name): \(fed) inputs, no trap")
  return 0
}
