import Glibc

/// Every decoder that is fed here; each stands in a file of its own.
let targets: [FuzzTarget] =
  [
    netlinkTarget,
    advertisementTarget, arpTarget, neighborTarget,
    controlTarget, recordTarget, routingTarget, bfdTarget, grammarTarget, modelTarget, ftpTarget,
    httpTarget, patternTarget, datagramTarget,
  ] + conversationTargets

/// `directord-fuzz TARGET [COUNT] [SEED]`: the exit code.
func run(arguments: [String]) -> Int32 {
  guard arguments.count > 1, let target = targets.first(where: { $0.name == arguments[1] }) else {
    let names = targets.map(\.name).joined(separator: ", ")
    print("usage: directord-fuzz TARGET [COUNT] [SEED]; a target is one of: \(names)")
    return 64
  }
  let count = arguments.count > 2 ? Int(arguments[2]) : 100_000
  let seed = arguments.count > 3 ? UInt64(arguments[3]) : 1
  guard let count, count >= 0, let seed else {
    print("COUNT and SEED are whole numbers from 0")
    return 64
  }
  var mutation = Mutation(seed: seed, samples: target.samples)
  for _ in 0..<count { target.feed(mutation.next()) }
  print("\(target.name): \(count) inputs, no trap")
  return 0
}
