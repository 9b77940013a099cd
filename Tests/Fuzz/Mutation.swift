import Network

/// Inputs made of samples by random changes; the same seed gives the same inputs.
struct Mutation {
  private var random: Randomness
  private let samples: [[UInt8]]

  init(seed: UInt64, samples: [[UInt8]]) {
    random = Randomness(seed: seed)
    self.samples = samples.isEmpty ? [[]] : samples
  }

  mutating func next() -> [UInt8] {
    if Int.random(in: 0..<50, using: &random) == 0 { return noise(upTo: 256) }
    var bytes = samples.randomElement(using: &random) ?? []
    for _ in 0..<Int.random(in: 1...8, using: &random) { change(&bytes) }
    return bytes
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    let place = Int.random(in: 0...bytes.count, using: &random)
    let length = Int.random(in: 0...min(64, bytes.count - place), using: &random)
    switch Int.random(in: 0..<6, using: &random) {
    case 0:
      if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
    case 1:
      let extreme: [UInt8] = [0, 1, 0x7f, 0x80, 0xff]
      if place < bytes.count { bytes[place] = extreme.randomElement(using: &random) ?? 0 }
    case 2: bytes.removeSubrange(place..<(place + length))
    case 3: bytes.insert(contentsOf: bytes[place..<(place + length)], at: place)
    case 4: bytes.insert(contentsOf: piece(), at: place)
    default: bytes.replaceSubrange(place..<(place + length), with: noise(upTo: 8))
    }
  }

  /// A stretch of any sample.
  private mutating func piece() -> [UInt8] {
    let sample = samples.randomElement(using: &random) ?? []
    let start = Int.random(in: 0...sample.count, using: &random)
    let length = Int.random(in: 0...min(128, sample.count - start), using: &random)
    return Array(sample[start..<(start + length)])
  }

  private mutating func noise(upTo length: Int) -> [UInt8] {
    (0..<Int.random(in: 0...length, using: &random)).map { _ in
      UInt8.random(in: .min ... .max, using: &random)
    }
  }
}
