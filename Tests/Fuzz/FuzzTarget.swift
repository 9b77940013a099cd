/// Something that reads bytes from outside and must never trap.
struct FuzzTarget: Sendable {
  let name: String
  /// Good inputs, whose mutations reach further than random bytes do.
  let samples: [[UInt8]]
  let feed: @Sendable ([UInt8]) -> Void
}
